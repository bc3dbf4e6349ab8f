"""Log health: whether the event log takes what happens, as the spool sees it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from stores.spool.spool import Spool


class LogState(StrEnum):
    """`OK`; `KEEPING`: the spool keeps what happens; `FULL`: it can't keep all of it any more."""

    OK = "ok"
    KEEPING = "keeping"
    FULL = "full"


@dataclass(slots=True)
class LogHealth:
    """Health of the log.

    Attributes:
        state: What becomes of events now.
        cause: Why the log takes none, in the database's words; None while it takes them.
        changed: Set whenever `state` changes; whoever waits for it clears it.
        ok: Set while `state` is `OK`.
        told: The state that the running calls were told last.
    """

    state: LogState = LogState.OK
    cause: str | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    ok: asyncio.Event = field(default_factory=asyncio.Event)
    told: LogState = LogState.OK

    def __post_init__(self) -> None:
        self.ok.set()

    @property
    def away(self) -> bool:
        """Whether the database takes nothing, and lacks what happens."""
        return self.cause is not None

    async def returned(self, timeout_s: float) -> bool:
        """Wait for `OK`; returns False where it takes longer than `timeout_s`."""
        try:
            async with asyncio.timeout(timeout_s):
                return await self.ok.wait()
        except TimeoutError:
            return False

    def set(self, state: LogState, cause: str | None = None) -> None:
        """Tell how the log is from now on."""
        self.cause = cause
        if state is not self.state:
            self.state = state
            self.changed.set()
            (self.ok.set if state is LogState.OK else self.ok.clear)()


@dataclass(frozen=True, slots=True)
class SpoolFigures:
    """Size and age of what the spool keeps.

    Attributes:
        events: How many events.
        bytes: Their size.
        oldest_s: The age of the oldest one in seconds; 0 where there is none.
    """

    events: int
    bytes: int
    oldest_s: float

    @classmethod
    def of(cls, spool: Spool, now: datetime) -> "SpoolFigures":
        """The figures of a spool."""
        age_s = (now - spool.oldest).total_seconds() if spool.oldest else 0.0
        return cls(spool.kept, spool.kept_bytes, max(0.0, age_s))
