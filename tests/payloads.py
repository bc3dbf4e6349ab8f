"""Payloads of any type and data, for tests of what carries them."""

from typing import Any

from conversation.events.event import EventType
from conversation.events.payloads import Payload


def raw(kind: EventType, data: dict[str, Any] | None = None) -> Payload:
    """A payload that says `data`, whatever the contract has for its type."""

    class Raw(Payload):
        type = kind

        def as_data(self) -> dict[str, Any]:
            return {} if data is None else data

    return Raw()
