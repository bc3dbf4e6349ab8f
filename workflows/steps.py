"""Steps after a call: a row for each kind, in the order in which they are done.

A row makes its steps of what the process shares, where the settings ask for them.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeAlias

from pipeline.runtime import Runtime
from settings import Settings
from workflows.call_steps import (
    follow_through_step,
    past_call_step,
    summary_step,
    write_back_steps,
)
from workflows.step import AfterCallStep

MakeSteps: TypeAlias = Callable[[Runtime], Sequence[AfterCallStep]]
IsAsked: TypeAlias = Callable[[Settings], bool]

ROWS: tuple[tuple[IsAsked, MakeSteps], ...] = (
    (lambda settings: "summary" in settings.after_call, lambda runtime: [summary_step(runtime)]),
    (
        lambda settings: "follow_through" in settings.after_call,
        lambda runtime: [follow_through_step(runtime)],
    ),
    (lambda settings: settings.knowledge_from_calls, lambda runtime: [past_call_step(runtime)]),
    (lambda settings: bool(settings.webhooks or settings.chats or settings.crm), write_back_steps),
)
"""Whether the settings ask for steps, and what makes them."""


def job_settle_time(settings: Settings) -> timedelta | None:
    """How long after a call's end its work waits; None where the settings ask for none.

    For `open_runtime`: calls owe work from the start of the process on.
    """
    if not any(is_asked(settings) for is_asked, _ in ROWS):
        return None
    return timedelta(seconds=settings.after_call_settle_secs)


def chosen_steps(runtime: Runtime) -> tuple[AfterCallStep, ...]:
    """The steps that the settings ask for."""
    asked = (make for is_asked, make in ROWS if is_asked(runtime.settings))
    return tuple(step for make in asked for step in make(runtime))
