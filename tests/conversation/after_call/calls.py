"""An ended call as its events, with what work after it adds."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from conversation.after_call.summary.parts import (
    CallOutcome,
    CustomerFile,
    Disposition,
    EmailDraft,
    FieldState,
    FieldValue,
    LeadReading,
    MetObjection,
    NextStep,
    StageReached,
    SummaryParts,
    SummarySentence,
)
from conversation.after_call.told_score import Score
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import CallSummary

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CALL = "CA-maria"
CARD = "4242 4242 4242 4242"
PARTS = SummaryParts(
    customer=CustomerFile(
        wants=[SummarySentence("A plan for ten people.", ["t1"])],
        agreed=[SummarySentence("A call on Friday.", ["t2"])],
    ),
    lead=LeadReading(
        stage=StageReached("close", "negotiation", "t2"),
        objections=[MetObjection("That is dear.", "Ten percent less.", "handled", ["t1", "t2"])],
        risks=[SummarySentence("They look at Acme too.", ["t1"])],
        next_step=NextStep("Send the offer", "2026-11-27", ["t2"]),
    ),
    minutes=[SummarySentence("They asked for a plan.", ["t1"])],
    email=EmailDraft("Our offer", "Dear Ada, here is the offer."),
    disposition=Disposition(CallOutcome.FOLLOW_UP, ["t2"]),
    fields=[
        FieldValue("budget", "Budget", FieldState.TOLD, "20000", "twenty thousand", "t1", 0.9),
        FieldValue("need", "Need", FieldState.TOLD, f"Pays by {CARD}", None, None, 0.5),
        FieldValue("timeline", "Timeline"),
    ],
)
SUMMARY = CallSummary.of(PARTS, language="en", by="rules").as_data()


def summary_of(words: str) -> dict[str, Any]:
    """The data of a summary whose customer wants this."""
    wants = [{"text": words, "turn_ids": ["t1"]}]
    return SUMMARY | {"customer": SUMMARY["customer"] | {"wants": wants}}


SCORE = Score(58, {"total": 58, "criteria": []})


def _event(seq: int, kind: str, data: dict[str, Any]) -> CallEvent:
    """An event, also of a type that is not there yet."""
    names = {one.value for one in EventType}
    known = EventType(kind) if kind in names else cast("EventType", SimpleNamespace(value=kind))
    return CallEvent(CALL, known, START + timedelta(seconds=seq), data, seq)


def events(*more: tuple[str, dict[str, Any]], ends: bool = True) -> list[CallEvent]:
    """A call's events: its start, a turn of each party, what is added, and its end before that."""
    started = {
        "source": "twilio",
        "parameters": {"agent_id": "maria", "customer_number": "+14155550123"},
        "playbook": {"name": "sales"},
        "language": "en",
    }
    turns = [
        {"turn_id": "t1", "speaker": "customer", "text": "Hi.", "start_ms": 0, "end_ms": 6000},
        {"turn_id": "t2", "speaker": "agent", "text": "Hello.", "start_ms": 6000, "end_ms": 8000},
    ]
    told: list[tuple[str, dict[str, Any]]] = [("call.started", started)]
    told += [("turn.final", turn) for turn in turns]
    if ends:
        told.append(("call.ended", {"reason": "hangup", "duration_ms": 125_000}))
    return [_event(seq, kind, data) for seq, (kind, data) in enumerate([*told, *more], 1)]


WHOLE = (
    (
        "obligation.updated",
        {"obligation_id": "notice", "title": "Say it is recorded", "state": "missed"},
    ),
    ("call.summary", SUMMARY),
    (
        "feedback.recorded",
        {"suggestion_id": "s1", "rating": "useful", "comment": f"for {CARD}", "by": "maria"},
    ),
)
"""All that may be told of a call."""
