"""Chained connection: a recogniser's connection, as a chain sees it."""

from collections.abc import AsyncIterator

from pubsub.clock import now_s
from services.stt.connection import ConnectionOwner, SttConnection, SttResult


class ChainedConnection:
    """An `SttConnection` that knows whose it is, and how it went.

    Attributes:
        opened_at: When it was made, seconds.
        owner: Whose it is, and whom it stands in for.
        tells_silence: Whether it tells how far it has heard, of silence too.
        was_heard: Whether it told a result.
        is_dead: Whether it was cut, because nothing came of it.
    """

    def __init__(self, inner: SttConnection, owner: ConnectionOwner):
        """See to `inner`, whose methods that carry audio are called as they are."""
        self.opened_at = now_s()
        self.owner = owner
        self.was_heard = self.is_dead = False
        self.tells_silence = inner.tells_silence
        self.send, self.send_at_once = inner.send, inner.send_at_once
        self.finalize = inner.finalize
        self._inner = inner

    @property
    def unreadable(self) -> int:
        """How many messages could not be read so far."""
        return self._inner.unreadable

    @property
    def takes_at_once(self) -> bool:
        """Whether there is room for a piece of audio."""
        return self._inner.takes_at_once

    async def results(self) -> AsyncIterator[SttResult]:
        """The results, until the connection ends."""
        async for result in self._inner.results():
            self.was_heard = True
            yield result

    def abort(self) -> None:
        """Cut the connection: it is dead, or left for a better one."""
        self.is_dead = not self.owner.superseded
        self._inner.abort()
