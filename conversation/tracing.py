"""Tracing: the port by which work on a call tells how long it took; an adapter exports it.

    call ───────────────────────────────────────────────▶      one trace
    turn ─┬─ recognition ▶                                       a trace each, linked to the call's
          ├─ retrieval ──▶
          ├─ chat gpt-4.1-mini ────────────▶
          ├─ arbiter ▶
          └─ delivery ▶ … delivery ▶

Attributes hold ids, names and figures; a caller's words only where `TRACE_WORDS` asks for them.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from enum import StrEnum
from types import TracebackType
from typing import Any, Protocol, Self

from conversation.events.event import EventType

Value = str | int | float | bool
Attributes = Mapping[str, Value | None]
"""What is None is left out."""


class Work(StrEnum):
    """The kinds of work that are traced, by the names of their spans."""

    CALL = "call"
    TURN = "turn"
    RECOGNITION = "recognition"
    RETRIEVAL = "retrieval"
    CHAT = "chat"
    ARBITER = "arbiter"
    DELIVERY = "delivery"


class Span(Protocol):
    """A stretch of work, over at the end of the block that it stands for; what it raises fails it.

    Attributes:
        tells_words: Whether it wants the words that the work is about.
    """

    @property
    def tells_words(self) -> bool: ...  # noqa: D102

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

    def tell(self, attributes: Attributes) -> None:
        """Add attributes."""
        ...


class NoSpan:
    """The span of work that nobody traces."""

    tells_words = False

    def __enter__(self) -> Self:
        """Begin nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """End nothing."""

    def tell(self, attributes: Attributes) -> None:
        """Pass over the attributes."""


NO_SPAN = NoSpan()


class CallTrace(Protocol):
    """The trace of a call that is being traced."""

    def trace_id(self, turn_id: str | None = None) -> str:
        """The id of the trace of a turn, or of the call itself."""
        ...

    def turn_of(self, kind: EventType, data: Mapping[str, Any]) -> str | None:
        """The turn that an event belongs to; None: the call itself."""
        ...

    def begin_turn(self, turn_id: str, speaker: str, spoken_s: float) -> None:
        """Begin the trace of a turn, unless it has begun.

        Args:
            turn_id: The turn.
            speaker: Whose it is.
            spoken_s: How long ago its speech ended, s.
        """
        ...

    def recognised(self, turn_id: str, spoken_s: float, made_s: float) -> None:
        """Take in that a turn was finished.

        Args:
            turn_id: The turn.
            spoken_s: How long ago its speech ended, s.
            made_s: How long ago it was finished, s.
        """
        ...

    def span(self, name: str, turn_id: str | None, attributes: Attributes, *, asks: bool) -> Span:
        """A span that begins now.

        Args:
            name: What is done.
            turn_id: For which turn; None: for the call.
            attributes: What is known of it.
            asks: Whether another server is asked.
        """
        ...


class Tracer(Protocol):
    """The tracer of a process."""

    def call(self, call_id: str, attributes: Attributes) -> AbstractContextManager[CallTrace]:
        """Trace a call until the block ends."""
        ...

    def live(self, call_id: str) -> CallTrace | None:
        """The trace of a call that is traced here and now."""
        ...
