"""Steps after a call: a row each, in the order in which they are done; none is on by itself.

A row makes its step of what the process shares, or None where the settings don't ask for it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from pipeline.runtime import Runtime
from settings import Settings
from workflows.step import AfterCallStep

MakeStep: TypeAlias = Callable[[Runtime], AfterCallStep]
IsAsked: TypeAlias = Callable[[Settings], bool]

ROWS: tuple[tuple[IsAsked, MakeStep], ...] = ()
"""Whether the settings ask for a step, and what makes it."""


def settle_time(settings: Settings) -> timedelta | None:
    """How long after a call's end its work begins; None where the settings ask for none.

    For `open_runtime`: calls owe work from the start of the process on.
    """
    if not any(is_asked(settings) for is_asked, _ in ROWS):
        return None
    return timedelta(seconds=settings.after_call_settle_secs)


def chosen_steps(runtime: Runtime) -> tuple[AfterCallStep, ...]:
    """The steps that the settings ask for."""
    return tuple(make(runtime) for is_asked, make in ROWS if is_asked(runtime.settings))
