"""Current call: the call for which a model's cost is booked; the tasks of a call inherit it.

What asks a model knows turns and prompts, and no call; a model is shared by all of them.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from conversation.models.spending import CallSpending

_SPENDING: ContextVar[CallSpending | None] = ContextVar("call_spending", default=None)


def current_spending() -> CallSpending | None:
    """What the call of this task has taken; None outside any."""
    return _SPENDING.get()


@contextmanager
def spending_of(spending: CallSpending) -> Generator[None]:
    """Within the block, and in all tasks that begin there, models are asked for this call."""
    token = _SPENDING.set(spending)
    try:
        yield
    finally:
        _SPENDING.reset(token)
