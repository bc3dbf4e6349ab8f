"""Hub topics: the names under which events are fanned out, and running calls are reached."""

from enum import StrEnum

ALL_CALLS = "calls"
ONE_CALL = "call:"
COMMANDS = "commands:"
CONTROLS = "controls:"
ENTRIES = "entries:"
PROMPTS = "prompts"
"""The topic of other prompts for the calls that begin, in all processes."""
NO_EVENTS = (COMMANDS, CONTROLS, PROMPTS)
"""The topics of what is in no event log."""


class Control(StrEnum):
    """The control messages of one process to another about a call.

    `YIELD`: whoever hears the call ends it, if its stream is silent; another process has a new one.
    `REPLACE`: they end it anyway, as the carrier itself has made the new one.
    `DETACH`: they end it, as somebody wants it heard no more.
    `HOLD`, `RESUME`: it is on hold, and nothing of it is to be heard; it is so no longer.
    """

    YIELD = "yield"
    REPLACE = "replace"
    DETACH = "detach"
    HOLD = "hold"
    RESUME = "resume"


def events_topic(call_id: str | None) -> str:
    """The topic of one call's events, or of all calls' events."""
    return ALL_CALLS if call_id is None else f"{ONE_CALL}{call_id}"


def commands_topic(call_id: str) -> str:
    """The topic of the commands to one call."""
    return f"{COMMANDS}{call_id}"


def controls_topic(call_id: str) -> str:
    """The topic of the control messages about one call."""
    return f"{CONTROLS}{call_id}"


def entries_topic(call_id: str) -> str:
    """The topic of what other processes add to a call."""
    return f"{ENTRIES}{call_id}"
