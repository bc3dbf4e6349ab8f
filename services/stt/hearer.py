"""Recogniser's hearer: who is told what one party says, whoever the vendor is."""

from dataclasses import dataclass
from typing import Protocol

from pipecat.transcriptions.language import Language

from conversation.events.payloads import Status


@dataclass(frozen=True, slots=True)
class HeardWords:
    """Words with their place on the call's clock, ms.

    Attributes:
        text: The words.
        start_ms: Where they begin; None where the recogniser's times can't be true.
        end_ms: Where they end; likewise.
        is_final: Whether they will not change any more.
        confidence: How sure they are, 0 to 1.
        language: Their language, where it is detected and known.
    """

    text: str
    start_ms: int | None
    end_ms: int | None
    is_final: bool
    confidence: float | None = None
    language: Language | None = None


class Hearer(Protocol):
    """Receiver of what is heard."""

    async def heard(self, words: HeardWords) -> None:
        """Words are heard."""
        ...

    async def took_back(self) -> None:
        """The interim words are taken back: they are heard again, and would be a turn twice."""
        ...

    async def confirmed(self) -> None:
        """All is said about one more pause."""
        ...

    async def fell_behind(self, *, behind: bool) -> None:
        """What was said has yet to be heard (`behind`), or all is heard again as it is said."""
        ...

    async def told(self, status: Status) -> None:
        """There is something that the agent should know."""
        ...
