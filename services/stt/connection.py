"""STT connection: one stream of one party's audio to a recogniser, whoever the vendor is.

`ResilientStt` needs no more of a vendor than a `Connect`.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from pipecat.transcriptions.language import Language


@dataclass(frozen=True, slots=True)
class SttResult:
    """The words of a stretch of the connection's audio; all times count that audio, in ms.

    Attributes:
        text: The words; empty where there are none.
        start_ms: Where the words begin; -inf where the recogniser says nothing of it.
        end_ms: Where they end.
        until_ms: Up to where the audio is covered.
        is_final: Whether the words will not change any more.
        from_ms: From where on the audio is covered; what was said before had results of its own.
        from_finalize: Whether this answers `finalize`.
        confidence: How sure the words are, 0 to 1.
        language: Their language, where it is detected and known.
        is_placed: Whether it says itself up to where the audio is covered; else that is a guess.
    """

    text: str
    start_ms: float
    end_ms: float
    until_ms: float
    is_final: bool
    from_ms: float = 0.0
    from_finalize: bool = False
    confidence: float | None = None
    language: Language | None = None
    is_placed: bool = True


@dataclass(slots=True)
class ConnectionOwner:
    """Whose a connection is, where there are several recognisers.

    Attributes:
        vendor: Whose, as people write it.
        instead: Why the first choice does not hear, as a clause; empty where it does.
        superseded: Whether a better one may be had; it is left for that between two turns.
    """

    vendor: str
    instead: str = ""
    superseded: bool = False


class SttConnection(Protocol):
    """An open connection. Whatever a method raises, the connection is given up."""

    @property
    def unreadable(self) -> int:
        """How many of its messages could not be read so far; they may have held words."""
        ...

    @property
    def tells_silence(self) -> bool:
        """Whether it tells at least once a second how far it has heard, of silence too."""
        ...

    @property
    def takes_at_once(self) -> bool:
        """Whether `send` would not wait now: there is room for a piece of audio."""
        ...

    @property
    def owner(self) -> ConnectionOwner | None:
        """Whose it is; None where there is one recogniser alone."""
        ...

    async def send(self, pcm: bytes, *, speaking: bool = True) -> None:
        """Send audio, 16-bit mono, never empty; `speaking`: the party speaks in it."""
        ...

    def send_at_once(self, pcm: bytes, *, speaking: bool = True) -> None:
        """The same without a wait, where it `takes_at_once`."""
        ...

    async def finalize(self) -> None:
        """Ask for the final words of all audio so far; a result `from_finalize` answers."""
        ...

    def results(self) -> AsyncIterator[SttResult]:
        """The results, until the connection ends; a message that is no result is passed over."""
        ...

    def abort(self) -> None:
        """Cut the connection at once, without the server's consent: `results` ends."""
        ...


Connect = Callable[[], AbstractAsyncContextManager[SttConnection]]
"""Connects, and after the block tells the server that no more audio comes, and closes.

`SttRefusedError` says why there is none; any other error is a connection that broke.
"""
