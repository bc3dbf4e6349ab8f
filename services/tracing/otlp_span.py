"""OpenTelemetry span: a stretch of work, and the span of the turn that it is for."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from opentelemetry.context import Context
from opentelemetry.trace import Span, StatusCode

from conversation.errors import CallShadowError
from conversation.tracing import Attributes, Value
from services.tracing.wall_time import WallTime


def known(attributes: Attributes) -> dict[str, Value]:
    """The attributes that have a value."""
    return {name: value for name, value in attributes.items() if value is not None}


@dataclass(slots=True)
class TurnSpan:
    """The span of a turn, or of a call, that is over when the last work for it is.

    Attributes:
        span: OpenTelemetry's.
        context: That of the work for it.
        began: When, ns since the epoch.
    """

    span: Span
    context: Context
    began: int
    _open: int = 0
    _last: int | None = None
    _is_closing: bool = False

    def begins(self) -> None:
        """Take in that work for it has begun."""
        self._open += 1

    def ended(self, at: int) -> None:
        """Take in that work for it is over, ns since the epoch."""
        self._open -= 1
        self._last = at
        if self._is_closing:
            self.close()

    def close(self, at: int | None = None) -> None:
        """End it when its work is over, with the time of that; or now, with that time."""
        self._is_closing = True
        if self.span.is_recording() and (at is not None or self._open <= 0):
            self.span.end(at or self._last)


class OtlpSpan:
    """A stretch of work: a `conversation.tracing.Span`.

    Attributes:
        tells_words: Whether it wants the words that the work is about.
    """

    def __init__(self, span: Span, turn: TurnSpan, clock: WallTime, *, tells_words: bool) -> None:
        """Create it for work that has begun."""
        self._clock = clock
        self.tells_words = tells_words
        self._span = span
        self._turn = turn

    def __enter__(self) -> Self:
        """The work has begun."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        """End it; of an error its code is told, or its type, and no message."""
        if isinstance(error, asyncio.CancelledError | GeneratorExit):
            self._span.set_attribute("callshadow.dropped", value=True)
        elif error is not None:
            code = error.code.value if isinstance(error, CallShadowError) else type(error).__name__
            self._span.set_attribute("error.type", code)
            self._span.set_status(StatusCode.ERROR)
        now = self._clock.ns()
        self._span.end(now)
        self._turn.ended(now)

    def tell(self, attributes: Attributes) -> None:
        """Add attributes."""
        self._span.set_attributes(known(attributes))
