"""Playbooks of a past call, as its events tell them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conversation.events.event import CallEvent, EventType

TELLING = frozenset({EventType.CALL_STARTED, EventType.STATUS})
"""The events that may tell the playbook and the language of a call."""


def playbooks_of(events: Sequence[CallEvent]) -> Iterator[Mapping[str, Any]]:
    """The outlines of the playbooks that the call was coached by, the last one first."""
    for event in reversed(events):
        if event.type in TELLING and (told := event.data.get("playbook")):
            yield told
