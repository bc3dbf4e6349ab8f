"""Trace of an event: to which it belongs, and the span of its delivery."""

import asyncio
from dataclasses import replace

from conversation.events.event import CallEvent
from conversation.events.trace_ids import trace_id
from conversation.tracing import NO_SPAN, CallTrace, Span, Work


def traced(event: CallEvent, trace: CallTrace | None) -> tuple[CallEvent, Span]:
    """The event with its trace, and the span of its delivery, where its call is traced here."""
    if trace is None:
        return replace(event, trace_id=trace_id(event.call_id)), NO_SPAN
    turn_id = trace.turn_of(event.type, event.data)
    told = replace(event, trace_id=trace.trace_id(turn_id))
    if not event.type.durable:
        return told, NO_SPAN
    return told, trace.span(
        Work.DELIVERY, turn_id, {"callshadow.event.type": event.type.value}, asks=False
    )


def over_with(span: Span, stored: asyncio.Future[CallEvent]) -> None:
    """Begin a span that is over once its event is stored, and fails if that does."""

    def over(_: asyncio.Future[CallEvent]) -> None:
        error = None if stored.cancelled() else stored.exception()
        span.__exit__(type(error) if error else None, error, None)

    if span is not NO_SPAN:
        span.__enter__()
        stored.add_done_callback(over)
