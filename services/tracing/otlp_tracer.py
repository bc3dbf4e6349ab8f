"""OpenTelemetry tracer: the calls that are traced in a process, a trace for each of their turns.

A turn's own span is over when the last work for it is. That is known when the next turn begins or
the call ends: then it is sent, with the time at which it was over.
"""

from collections import OrderedDict
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from opentelemetry.context import Context
from opentelemetry.trace import Link, SpanKind, set_span_in_context

from conversation.events.event import EventType
from conversation.events.trace_ids import TracedTurns, trace_id
from conversation.tracing import Attributes, Work
from services.tracing.otlp import SpanProvider
from services.tracing.otlp_span import OtlpSpan, TurnSpan, known
from services.tracing.wall_time import WallTime

_MOST_TURNS = 64
"""The turns of a call that late work may still be for."""


class OtlpTracer:
    """The tracer of a process: a `conversation.tracing.Tracer`."""

    def __init__(self, provider: SpanProvider, now: WallTime, *, tells_words: bool = False) -> None:
        """Create the tracer.

        Args:
            provider: Makes the spans and sends them.
            now: The time of day.
            tells_words: Whether what was said, and what a model wrote, are told.
        """
        self._provider = provider
        self._now = now
        self._tells_words = tells_words
        self._live: dict[str, OtlpCallTrace] = {}

    @contextmanager
    def call(self, call_id: str, attributes: Attributes) -> Generator["OtlpCallTrace"]:
        """Trace a call until the block ends."""
        trace = OtlpCallTrace(
            self._provider, self._now, call_id, attributes, tells_words=self._tells_words
        )
        self._live[call_id] = trace
        try:
            yield trace
        finally:
            if self._live.get(call_id) is trace:
                del self._live[call_id]
            trace.end()

    def live(self, call_id: str) -> "OtlpCallTrace | None":
        """The trace of a call that is traced here and now."""
        return self._live.get(call_id)


class OtlpCallTrace:
    """The trace of a call: a `conversation.tracing.CallTrace`."""

    def __init__(
        self,
        provider: SpanProvider,
        now: WallTime,
        call_id: str,
        attributes: Attributes,
        *,
        tells_words: bool,
    ) -> None:
        """Begin to trace a call; `now` is the time of day."""
        self._provider = provider
        self._now = now
        self._call_id = call_id
        self._tells_words = tells_words
        self._events = TracedTurns()
        self._turns: OrderedDict[str, TurnSpan] = OrderedDict()
        self._own = {"gen_ai.conversation.id": call_id}
        self._call = self._root(Work.CALL, None, known(attributes) | self._own, now.ns())

    def trace_id(self, turn_id: str | None = None) -> str:
        """The id of the trace of a turn, or of the call itself."""
        return trace_id(self._call_id, turn_id)

    def turn_of(self, kind: EventType, data: Mapping[str, Any]) -> str | None:
        """The turn that an event belongs to; None: the call itself."""
        return self._events.of(kind, data)

    def begin_turn(self, turn_id: str, speaker: str, spoken_s: float) -> None:
        """Begin the trace of a turn, unless it has begun."""
        turn = self._turn(turn_id, self._now.ns(spoken_s))
        turn.span.set_attribute("callshadow.speaker", speaker)

    def recognised(self, turn_id: str, spoken_s: float, made_s: float) -> None:
        """Take in that a turn was finished."""
        began, ended = self._now.ns(spoken_s), self._now.ns(made_s)
        turn = self._turn(turn_id, began)
        began = max(began, turn.began)  # which was read at another moment: they differ by a little
        name, context = Work.RECOGNITION.value, turn.context
        span = self._provider.tracer.start_span(name, context, start_time=began)
        span.end(max(began, ended))

    def span(
        self, name: str, turn_id: str | None, attributes: Attributes, *, asks: bool = False
    ) -> OtlpSpan:
        """A span that begins now."""
        turn = self._turn(turn_id, self._now.ns()) if turn_id else self._call
        span = self._provider.tracer.start_span(
            str(name),
            turn.context,
            SpanKind.CLIENT if asks else SpanKind.INTERNAL,
            known(attributes) | self._own,
            start_time=self._now.ns(),
        )
        turn.begins()
        return OtlpSpan(span, turn, self._now, tells_words=self._tells_words)

    def end(self) -> None:
        """End the trace of the call."""
        for turn in self._turns.values():
            turn.close()
        self._turns.clear()
        self._call.close(self._now.ns())

    def _turn(self, turn_id: str, began: int) -> TurnSpan:
        if found := self._turns.get(turn_id):
            return found
        for other in self._turns.values():
            other.close()
        own = self._own | {"callshadow.turn_id": turn_id}
        turn = self._turns[turn_id] = self._root(Work.TURN, turn_id, own, began)
        if len(self._turns) > _MOST_TURNS:
            self._turns.popitem(last=False)
        return turn

    def _root(
        self, work: Work, turn_id: str | None, attributes: dict[str, Any], began: int
    ) -> TurnSpan:
        self._provider.ids.next_trace = int(self.trace_id(turn_id), 16)
        links = [Link(self._call.span.get_span_context())] if turn_id else None
        span = self._provider.tracer.start_span(
            work.value, Context(), attributes=attributes, links=links, start_time=began
        )
        return TurnSpan(span, set_span_in_context(span, Context()), began)
