"""Status events of what the agent wants of the coach: to be quiet, or to show more, or less."""

from conversation.coaching.attention import Verbosity
from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode


def paused(*, is_paused: bool) -> Status:
    """The status of a coach that is paused, or listens again."""
    if is_paused:
        code, detail = StatusCode.COACH_PAUSED, "The coach is paused."
        return Status(Component.COACH, ComponentState.DEGRADED, code, detail, paused=True)
    code, detail = StatusCode.COACH_RESUMED, "The coach is listening."
    return Status(Component.COACH, ComponentState.OK, code, detail, paused=False)


def changed(verbosity: Verbosity) -> Status:
    """The status of a coach that shows more, or less, from now on."""
    detail = f"The coach is {verbosity} from now on."
    code = StatusCode.COACH_VERBOSITY
    return Status(Component.COACH, ComponentState.OK, code, detail, verbosity=verbosity)
