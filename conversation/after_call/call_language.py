"""Language of a past call, as its events tell it."""

from collections.abc import Sequence
from typing import Any

from conversation.events.event import CallEvent, EventType

_TELLING = (EventType.CALL_STARTED, EventType.STATUS)


def language_of(events: Sequence[CallEvent], default: str = "en") -> str:
    """The BCP-47 tag that was told last: the call's own, or that of its playbook."""
    for event in reversed(events):
        if event.type in _TELLING and (told := _told(event.data)):
            return told
    return default


def _told(data: dict[str, Any]) -> str | None:
    playbook: dict[str, Any] = data.get("playbook") or {}
    return data.get("language") or playbook.get("language")
