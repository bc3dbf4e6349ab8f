"""Row of the wall: what a supervisor reads of one live call, as JSON-able values."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from conversation.events.event import CallEvent, moment
from conversation.wall.cards import priority_of
from conversation.wall.picture import CallPicture
from conversation.wall.risk import Code, Risk


def row_of(call: CallPicture, now: datetime, teams: Sequence[str] = ()) -> dict[str, Any]:
    """The row of a call at `now`. It is the same until something changes that a reader sees.

    Args:
        call: The call.
        now: The moment.
        teams: The teams of its agent.
    """
    risk = call.risk(now)
    is_quiet = any(reason.code is Code.DEAD_AIR for reason in risk.reasons)
    since = call.quiet.since if is_quiet else None
    return bare_row(call, teams) | {
        "playbook": call.playbook.get("name"),
        "playbook_title": call.playbook.get("title"),
        "language": call.language,
        "held": call.quiet.held,
        "quiet_since": since and moment(since),
        "sentiment": call.sentiment and call.sentiment.score,
        "card": _card(call),
        "alerts": [_alert(one) for one in reversed(call.alerts.values())],
        "figures_known": True,
        "risk": risk.as_dict(),
    }


def bare_row(call: CallPicture, teams: Sequence[str]) -> dict[str, Any]:
    """The row of a call of which no more is known than who and since when.

    Args:
        call: The call.
        teams: The teams of its agent.
    """
    return {
        "call_id": call.call_id,
        "agent_id": call.agent_id,
        "agent": call.names.get("agent"),
        "customer": call.names.get("customer"),
        "teams": list(teams),
        "source": call.source,
        "playbook": None,
        "playbook_title": None,
        "language": None,
        "started_at": call.started_at and moment(call.started_at),
        "held": False,
        "quiet_since": None,
        "sentiment": None,
        "card": None,
        "alerts": [],
        "figures_known": False,
        "risk": Risk(0).as_dict(),
    }


def _alert(raised: CallEvent) -> dict[str, Any]:
    return {
        "alert_id": raised.data.get("alert_id"),
        "title": raised.data.get("title"),
        "priority": raised.data.get("priority"),
        "at": moment(raised.at),
    }


def _card(call: CallPicture) -> dict[str, Any] | None:
    shown = call.cards.shown
    if shown is None:
        return None
    return {
        "suggestion_id": shown.data.get("suggestion_id"),
        "headline": shown.data.get("headline"),
        "priority": priority_of(shown).value,
        "at": moment(shown.at),
    }
