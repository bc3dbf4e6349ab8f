"""Alerts of a call, as other systems are told of them after its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conversation.events.event import CallEvent, EventType


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """An alert that was raised.

    Attributes:
        title: What the playbook calls it.
        at: When it was raised.
        number: The number of its event, by which it is known again.
        data: The data of its `alert.raised`.
    """

    title: str
    at: datetime
    number: int
    data: dict[str, Any]

    @property
    def lines(self) -> tuple[str, ...]:
        """What made its condition hold, a line a reason, in words that need no language."""
        found = [_line(reason) for reason in self.data.get("reasons") or ()]
        return (*found, f"risk {self.data.get('risk')}/100")


def raised_alerts(events: Sequence[CallEvent]) -> tuple[RaisedAlert, ...]:
    """The alerts of a call that others are told of, in their order."""
    return tuple(
        RaisedAlert(str(event.data.get("title") or ""), event.at, event.seq or 0, event.data)
        for event in events
        if event.type is EventType.ALERT_RAISED and event.data.get("notify")
    )


def _line(reason: dict[str, Any]) -> str:
    code = str(reason.get("code")).replace("_", " ")
    told = [str(value) for name, value in reason.items() if name != "code"]
    return f"{code}: {', '.join(told)}"
