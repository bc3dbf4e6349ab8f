"""Session store: conversations in text that are remembered for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module

from pipeline.runtime import Runtime
from pipeline.text_session import TextSession
from server.serving.background import Background

IDLE = timedelta(minutes=30)
MAX_SESSIONS = 10_000


@dataclass(slots=True)
class Session:
    """One conversation.

    Attributes:
        session_id: As the client named it.
        owner: The name of the key that began it; None where nobody is asked for one.
        text: Its memory.
        started_at: When it began.
        used_at: When it was last spoken to.
        used_s: The same on a clock that is never set, seconds.
        lock: Held while a message is processed: messages of a session come one after the other.
        version: How many messages it has taken in.
        is_kept: Whether other processes can have it as it is.
    """

    session_id: str
    owner: str | None
    text: TextSession
    started_at: datetime
    used_at: datetime
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    version: int = 0
    is_kept: bool = False
    used_s: float = 0.0

    @property
    def expires_at(self) -> datetime:
        """The time at which it is forgotten, if nobody speaks to it before."""
        return self.used_at + IDLE


class Sessions:
    """The sessions of this process, least recently used first; the time is passed in."""

    def __init__(
        self,
        make_text: Callable[[str], TextSession],
        monotonic: Callable[[], float],
        limit: int = MAX_SESSIONS,
    ) -> None:
        """Create the store.

        Args:
            make_text: Makes an empty memory, of the session's id.
            monotonic: A clock in seconds; sessions are forgotten by it, as the time of day may be
                set meanwhile.
            limit: How many there may be; then the one that was not used for longest is forgotten.
        """
        self._make_text = make_text
        self._monotonic = monotonic
        self._limit = limit
        self._sessions: OrderedDict[tuple[str | None, str], Session] = OrderedDict()

    def use(self, owner: str | None, session_id: str, now: datetime) -> Session:
        """The session of that name, begun now if there is none."""
        self._forget()
        key = (owner, session_id)
        session = self._sessions.get(key)
        if session is None:
            session = Session(session_id, owner, self._make_text(session_id), now, now)
            self._sessions[key] = session
        session.used_at, session.used_s = now, self._monotonic()
        self._sessions.move_to_end(key)
        while len(self._sessions) > self._limit:
            self._sessions.popitem(last=False)
        return session

    @asynccontextmanager
    async def using(
        self, owner: str | None, session_id: str, now: datetime
    ) -> AsyncIterator[Session]:
        """Have the session of that name, begun now if there is none, alone for the block."""
        session = self.use(owner, session_id, now)
        async with session.lock:
            yield session

    async def find(self, owner: str | None, session_id: str) -> Session | None:
        """The session of that name, if there is one; looking does not keep it alive."""
        self._forget()
        return self._sessions.get((owner, session_id))

    async def of(self, owner: str | None) -> list[Session]:
        """An owner's sessions, last used first."""
        self._forget()
        return [s for s in reversed(self._sessions.values()) if s.owner == owner]

    async def delete(self, owner: str | None, session_id: str) -> bool:
        """Forget a session; returns whether there was one."""
        return self._sessions.pop((owner, session_id), None) is not None

    def _forget(self) -> None:
        now_s = self._monotonic()
        while self._sessions:
            oldest = next(iter(self._sessions.values()))
            if oldest.used_s + IDLE.total_seconds() > now_s:
                return
            self._sessions.popitem(last=False)


def open_sessions(runtime: Runtime, background: Background) -> Sessions:
    """The sessions of a process; where Redis is set, those of all processes."""
    if runtime.settings.redis_url is None:
        return Sessions(
            lambda name: TextSession(runtime.redactor(), name=name), runtime.clock.monotonic
        )
    # A client of Redis is imported where it is wanted.
    shared = import_module("server.text.shared_sessions")
    return shared.shared_sessions(runtime, runtime.hub, background)
