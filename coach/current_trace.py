"""Current trace: to which call and turn a span, or a line of the log, belongs.

The tasks of a call inherit both from the one that began; where nothing is traced, nothing is done.
"""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

from loguru import logger

from conversation.speech.turns import Turn
from conversation.tracing import NO_SPAN, Attributes, CallTrace, Span
from pubsub.clock import now_s

_NOTHING: Attributes = {}
_TRACE: ContextVar[CallTrace | None] = ContextVar("call_trace", default=None)
_TURN: ContextVar[str | None] = ContextVar("traced_turn", default=None)


def span(
    name: str, turn_id: str | None = None, attributes: Attributes = _NOTHING, *, asks: bool = False
) -> Span:
    """A span of the call of this task that begins now, for a block to end it.

    Args:
        name: What is done, as in `conversation.tracing.Work`.
        turn_id: For which turn; None: the one that this task works on.
        attributes: What is known of it.
        asks: Whether another server is asked.
    """
    trace = _TRACE.get()
    if trace is None:
        return NO_SPAN
    return trace.span(name, turn_id or _TURN.get(), attributes, asks=asks)


@contextmanager
def tracing_of(trace: CallTrace | None) -> Generator[None]:
    """Within the block, and in all tasks that begin there, work is traced for this call."""
    if trace is None:
        yield
        return
    token = _TRACE.set(trace)
    try:
        with logger.contextualize(trace_id=trace.trace_id()):
            yield
    finally:
        _TRACE.reset(token)


def begin_turn(turn: Turn, spoken_at: float) -> None:
    """Begin the trace of a turn, before its event goes on; its speech ended at `spoken_at`."""
    if trace := _TRACE.get():
        now = now_s()
        trace.begin_turn(turn.turn_id, turn.speaker.value, now - spoken_at)


def working_on(
    turn: Turn, spoken_at: float, made_at: float | None = None
) -> AbstractContextManager[None]:
    """Within the block, and in all tasks that begin there, work is for this turn.

    Args:
        turn: The turn.
        spoken_at: When the end of its speech reached us, s of the event loop's clock.
        made_at: When it was finished; None as long as it is not.
    """
    trace = _TRACE.get()
    return _working_on(trace, turn, spoken_at, made_at) if trace else nullcontext()


@contextmanager
def _working_on(
    trace: CallTrace, turn: Turn, spoken_at: float, made_at: float | None
) -> Generator[None]:
    now = now_s()
    trace.begin_turn(turn.turn_id, turn.speaker.value, now - spoken_at)
    if made_at is not None:
        trace.recognised(turn.turn_id, now - spoken_at, now - made_at)
    token = _TURN.set(turn.turn_id)
    try:
        with logger.contextualize(trace_id=trace.trace_id(turn.turn_id)):
            yield
    finally:
        _TURN.reset(token)
