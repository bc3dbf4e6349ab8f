"""Language of a past call, as its events tell it."""

from collections.abc import Sequence

from conversation.after_call.call_playbooks import TELLING, playbooks_of
from conversation.events.event import CallEvent


def told_language(events: Sequence[CallEvent]) -> str | None:
    """The BCP-47 tag that was told of the call last; None where none was.

    The call's start tells it, or a status, where the first turns have told it.
    """
    told = (event.data.get("language") for event in reversed(events) if event.type in TELLING)
    return next((str(tag) for tag in told if tag), None)


def language_of(events: Sequence[CallEvent], default: str = "en") -> str:
    """The same; where none was told, that of the last playbook, or else `default`."""
    of_playbooks = (playbook.get("language") for playbook in playbooks_of(events))
    return told_language(events) or next(filter(None, of_playbooks), default)
