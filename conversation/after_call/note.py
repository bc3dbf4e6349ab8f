"""Call note: the text about an ended call for other systems, from its events alone.

What is not there yet, a summary or a scorecard, is None: an older log has neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conversation.after_call.obligations import ObligationResult, standings
from conversation.after_call.raised_alerts import RaisedAlert, raised_alerts
from conversation.after_call.told_score import Score
from conversation.after_call.told_summary import Summary
from conversation.events.call_parameters import AGENT_ID
from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures
from conversation.insights.values import whole

SUMMARY = EventType.CALL_SUMMARY.value
SCORE = "call.score"
NOTE_TYPES = frozenset(
    {
        EventType.CALL_STARTED,
        EventType.CALL_TRANSFERRED,
        EventType.STATUS,
        EventType.TURN_FINAL,
        EventType.SUGGESTION_FINAL,
        EventType.SUGGESTION_FOLLOWED,
        EventType.OBLIGATION_UPDATED,
        EventType.ALERT_RAISED,
        EventType.FEEDBACK_RECORDED,
        EventType.SCORECARD_CORRECTED,
        EventType.CALL_SUMMARY,
        EventType.CALL_ENDED,
    }
)
"""The types of the events that it reads."""
_JUDGED_BY = frozenset(
    {EventType.CALL_ENDED, EventType.SUGGESTION_FOLLOWED, EventType.SCORECARD_CORRECTED}
)
"""What a scorecard may change with, once a call has ended."""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """The facts of a call.

    Attributes:
        call_id: The carrier's id.
        started_at: When its first stream began.
        ended_at: When its last one ended; None while it goes on.
        reason: Why that ended.
        duration_ms: How long the call was, on its own clock; None while it goes on.
        agent_id: Whose it is, or was last.
        source: How it came in.
        language: BCP-47 tag.
        playbook: The name of the playbook by which it was coached last.
        parameters: What its streams said of it, as the log has it.
    """

    call_id: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    duration_ms: int | None = None
    agent_id: str | None = None
    source: str = ""
    language: str | None = None
    playbook: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class CallNote:
    """The note of a call.

    Attributes:
        facts: What is certain.
        figures: Who talked how much, cards and latencies, as `docs/events.md` defines them.
        summary: The last summary.
        score: The scorecard, where the call was judged.
        obligations: How each obligation stood last.
        alerts: The alerts that others are told of.
        feedback: The agent's ratings of cards, in order: the data of `feedback.recorded`.
        revisions: The number of the last event of each kind, by which a message is known again:
            `call.ended`, `call.summary`, `call.score`, `feedback.recorded`.
    """

    facts: NoteFacts
    figures: Mapping[str, Any]
    summary: Summary | None
    score: Score | None
    obligations: tuple[ObligationResult, ...]
    alerts: tuple[RaisedAlert, ...]
    feedback: tuple[Mapping[str, Any], ...]
    revisions: Mapping[str, int]


def note_of(call_id: str, events: Sequence[CallEvent], score: Score | None = None) -> CallNote:
    """The note of a call.

    Args:
        call_id: The call.
        events: Its durable events, in their order.
        score: Its scorecard; None where it was not judged.
    """
    last = {event.type.value: event for event in events}
    kept = (EventType.CALL_ENDED.value, SUMMARY, EventType.FEEDBACK_RECORDED.value)
    revisions = {name: last[name].seq or 0 for name in kept if name in last}
    if score:
        revisions[SCORE] = max((e.seq or 0 for e in events if e.type in _JUDGED_BY), default=0)
    return CallNote(
        facts=_facts(call_id, events),
        figures=figures(events),
        summary=Summary.of(last[SUMMARY].data) if SUMMARY in last else None,
        score=score,
        obligations=standings(events),
        alerts=raised_alerts(events),
        feedback=tuple(e.data for e in events if e.type is EventType.FEEDBACK_RECORDED),
        revisions=revisions,
    )


def _facts(call_id: str, events: Sequence[CallEvent]) -> NoteFacts:
    known: dict[str, Any] = {}
    for event in events:
        match event.type:
            case EventType.CALL_STARTED:
                known = {"started_at": event.at} | known | _begun(event.data)
            case EventType.CALL_TRANSFERRED:
                known["agent_id"] = event.data.get("agent_id")
            case EventType.STATUS:
                known |= _changed(event.data)
            case EventType.CALL_ENDED:
                known |= _over(event)
            case _:
                continue
    return NoteFacts(call_id, **known)


def _begun(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a stream's start says; one that comes back takes the end of the last one away."""
    parameters: Mapping[str, Any] = data.get("parameters") or {}
    said = {name: str(value) for name, value in parameters.items()}
    agent = {"agent_id": said[AGENT_ID]} if said.get(AGENT_ID) else {}
    ended = {"ended_at": None, "reason": None, "duration_ms": None}
    return (
        agent
        | ended
        | {"source": str(data.get("source") or ""), "parameters": said}
        | _changed(data)
    )


def _changed(data: Mapping[str, Any]) -> dict[str, Any]:
    """The language and the playbook, where an event tells them."""
    found: dict[str, Any] = {}
    if data.get("language"):
        found["language"] = str(data["language"])
    playbook: Mapping[str, Any] = data.get("playbook") or {}
    if playbook.get("name"):
        found["playbook"] = str(playbook["name"])
    return found


def _over(event: CallEvent) -> dict[str, Any]:
    data = event.data
    return {
        "ended_at": event.at,
        "reason": data.get("reason"),
        "duration_ms": whole(data.get("duration_ms")),
    }
