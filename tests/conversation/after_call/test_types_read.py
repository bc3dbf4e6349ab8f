"""The types of events that what is made of an ended call is made of: all that it needs, no more."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import pytest

from conversation.after_call.call_playbooks import TELLING
from conversation.after_call.following.follow_through import FOLLOWING_TYPES, follow_through
from conversation.after_call.note import NOTE_TYPES, note_of
from conversation.after_call.scorecard.scorecard import SCORECARD_TYPES, scorecard
from conversation.after_call.summary.call_facts import FACTS_TYPES, CallFacts
from conversation.after_call.told_score import Score
from conversation.events.event import CallEvent, EventType
from conversation.export.transcript import TRANSCRIPT_TYPES, transcript_of
from conversation.insights.review.example import EXAMPLE_TYPES, example_of
from conversation.insights.review.verdict import Judged
from conversation.wall.picture import CallPicture
from stores.log.outline import outline_of
from tests.conversation.after_call.calls import SUMMARY
from tests.conversation.after_call.told import BEGIN, card, event, started, turn

DUTY = {"obligation_id": "recorded", "title": "Say so", "must": "say", "state": "missed"}
ENTITY = {"kind": "objection", "turn_id": "c1", "text": "too expensive", "state": "handled"}
ALERT = {"alert_id": "angry", "title": "Cross", "notify": True, "reasons": [], "risk": 80}
OBJECTION = {"signals_detected": ["price_objection"], "questions": ["What do you pay?"]}
FOLLOWED = {"suggestion_id": "s1", "outcome": "said", "turn_id": "a2", "quote": "I see."}
RATED = {"suggestion_id": "s1", "rating": "useful", "comment": "Yes.", "by": "maria"}
CORRECTED = {"criterion": "pace", "score": 40, "before": 90, "reason": "No.", "by": "lead"}
MOOD = {"customer": {"score": -0.6, "trend": "falling", "turn_id": "c1"}}
_OTHERS: Sequence[tuple[EventType, dict[str, Any]]] = [
    (EventType.STATUS, {"component": "coach", "language": "fr", "playbook": {"name": "support"}}),
    (EventType.MEMORY_UPDATED, {"entities": []}),
    (EventType.MEMORY_UPDATED, {"entities": [ENTITY], "sentiment": MOOD}),
    (EventType.OBLIGATION_UPDATED, DUTY | {"deadline_ms": None, "evidence": []}),
    (EventType.INSIGHT_UPDATED, {"specialist": "closing", "data": {"score": 50}}),
    (EventType.USAGE_UPDATED, {"total": {"requests": 1}}),
    (EventType.USAGE_UPDATED, {"total": {"requests": 2}}),
    (EventType.ALERT_RAISED, ALERT),
    (EventType.ERROR, {"code": "coach_failed", "message": "It failed."}),
    (EventType.SUGGESTION_SUPPRESSED, {"turn_id": "c2", "reason": "budget"}),
    (EventType.SUGGESTION_WITHDRAWN, {"suggestion_id": "s2", "reason": "stale"}),
    (EventType.NOTE_ADDED, {"text": "Call them."}),
    (EventType.CALL_TRANSFERRED, {"agent_id": "8"}),
    (EventType.FEEDBACK_RECORDED, RATED),
    (EventType.CALL_ENDED, {"reason": "hangup", "duration_ms": 95_000}),
    (EventType.CALL_SUMMARY, SUMMARY),
    (EventType.SUGGESTION_FOLLOWED, FOLLOWED),
    (EventType.SCORECARD_CORRECTED, CORRECTED),
]
_TOLD = [
    started(),
    turn("a1", "agent", "Good morning, it is ninety euros a month.", 0, 30_000),
    turn("c1", "customer", "That is terrible, it's too expensive for us.", 32_000, 40_000),
    event(EventType.SUGGESTION_STARTED, 40_300, suggestion_id="s1", turn_id="c1"),
    card("s1", "c1", "Ask what they pay", 40_400, **OBJECTION),
    turn("a2", "agent", "I see. What do you pay?", 43_000, 50_000),
    turn("c2", "customer", "Sixty euros.", 70_000, 80_000),
    card("s2", "c2", "Tell them of the support", 81_000),
    *(event(kind, 91_000 + at, **data) for at, (kind, data) in enumerate(_OTHERS)),
]
CALL = [one.numbered(seq) for seq, one in enumerate(_TOLD, 1)]
Fold = Callable[[Sequence[CallEvent]], object]
ABOUT = {"started_at": BEGIN, "ended_at": None, "source": "text", "agent_id": None}
FOLDS: dict[str, tuple[Collection[EventType], Fold]] = {
    "transcript": (TRANSCRIPT_TYPES, lambda events: transcript_of(events, **ABOUT)),
    "scorecard": (SCORECARD_TYPES, lambda events: scorecard(events, None)),
    "follow-through": (FOLLOWING_TYPES, follow_through),
    "note": (NOTE_TYPES, lambda events: note_of("CA1", events, Score(58, {}))),
    "facts": (FACTS_TYPES, CallFacts.of),
    "example": (EXAMPLE_TYPES, lambda events: example_of(Judged("CA1", "s1", "coach@1"), events)),
}


def told(fold: Fold, events: Sequence[CallEvent]) -> object:
    """What a fold makes of events; how it fails where they are too few."""
    try:
        return fold(events)
    except (LookupError, StopIteration) as error:
        return type(error)


def test_the_call_has_events_of_all_types() -> None:
    """Of a new type, whoever adds it finds out here who reads it."""
    assert {one.type for one in CALL} == {kind for kind in EventType if kind.durable}


@pytest.mark.parametrize("name", FOLDS)
def test_the_outline_of_its_types_makes_the_same(name: str) -> None:
    """Whoever reads them alone, and of what is said anew the last, loses nothing."""
    types, fold = FOLDS[name]
    assert told(fold, outline_of(CALL, types)) == told(fold, CALL)


@pytest.mark.parametrize("length", range(1, len(CALL) + 1))
def test_the_picture_of_an_outline_is_that_of_the_call(length: int) -> None:
    """The wall and the alerts know as much, and miss nothing that comes next."""
    whole, outlined = CallPicture("CA1"), CallPicture("CA1")
    for one in CALL[:length]:
        whole.take(one)
    for one in outline_of(CALL[:length]):
        outlined.take(one)
    now = CALL[length - 1].at
    assert (outlined.seq, outlined.signals) == (whole.seq, whole.signals)
    assert outlined.situation(now) == whole.situation(now)
    assert not any(outlined.misses(one) for one in CALL[length : length + 1])


@pytest.mark.parametrize(
    ("name", "kind"),
    [(name, kind) for name, (types, _) in FOLDS.items() for kind in sorted(set(types) - TELLING)],
)
def test_each_of_its_types_counts(name: str, kind: EventType) -> None:
    """There is a call that comes to something else without them: nothing is read for nothing.

    What tells the language counts where its words are other ones.
    """
    _, fold = FOLDS[name]
    calls = (CALL[:length] for length in range(1, len(CALL) + 1))
    assert any(
        told(fold, [one for one in call if one.type is not kind]) != told(fold, call)
        for call in calls
    )
