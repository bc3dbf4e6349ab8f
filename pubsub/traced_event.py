"""Trace of an event: to which it belongs, and the span of its delivery."""

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
