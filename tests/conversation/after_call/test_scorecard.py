"""Scorecard: each criterion's figure, evidence and worth, from the events of a call alone."""

from collections.abc import Sequence
from typing import Any

import pytest

from conversation.after_call.scorecard.result import JudgedCriterion, Scorecard, Unjudged
from conversation.after_call.scorecard.scorecard import MEASURES, scorecard
from conversation.coaching.criterion import DEFAULT_SCORECARD, STANDARDS, Criterion, CriterionId
from conversation.coaching.playbook import Playbook
from conversation.events.event import CallEvent, EventType
from conversation.events.figures import figures
from tests.conversation.after_call.told import card, event, started, turn

PLAYBOOK: dict[str, Any] = {
    "name": "small",
    "version": 2,
    "language": "en",
    "title": "Small",
    "goal": "Sell.",
    "stages": [
        {"id": "opening", "title": "Opening", "cues": ["good morning"]},
        {"id": "need", "title": "Need", "cues": ["how many"]},
        {"id": "price", "title": "Price", "cues": ["euros"]},
        {"id": "close", "title": "Close", "cues": ["sign today"]},
    ],
    "rules": [
        {
            "id": "price",
            "signal": "price_objection",
            "cues": ["expensive"],
            "moves": [{"headline": "Ask", "recommended_direction": "On."}],
        }
    ],
}
OBJECTION = {"signals_detected": ["price_objection"], "questions": ["What do you pay today?"]}
CALL = [
    started(),
    turn("a1", "agent", "Good morning, it is ninety euros a month.", 0, 30_000),
    turn("c1", "customer", "That is terrible, it's too expensive for us.", 32_000, 40_000),
    card("s1", "c1", "Ask what they pay", 40_400, **OBJECTION),
    turn("a2", "agent", "I see. What do you pay today?", 43_000, 50_000),
    turn("c2", "customer", "Sixty euros, and the support is slow there.", 70_000, 80_000),
    turn("a3", "agent", "How many people would use it?", 79_000, 85_000),
    turn("c3", "customer", "Twelve. That sounds great, I love it, thank you.", 86_000, 90_000),
    event(
        EventType.OBLIGATION_UPDATED,
        91_000,
        obligation_id="recorded",
        title="Say that it is recorded",
        must="say",
        state="missed",
        deadline_ms=None,
        evidence=[{"turn_id": "a1", "quote": "Good morning"}],
    ),
    event(EventType.CALL_ENDED, 95_000, reason="hangup", duration_ms=95_000),
]


def playbook(**more: Any) -> Playbook:
    return Playbook.model_validate(PLAYBOOK | more)


def judged(
    events: Sequence[CallEvent] = CALL, book: Playbook | None = None
) -> dict[CriterionId, JudgedCriterion]:
    card = scorecard(events, book or playbook())
    return {one.criterion.id: one for one in card.criteria}


def test_each_criterion_has_a_standard_and_a_measure() -> None:
    """What a playbook may name can be judged, and has a usual weight and usual bounds."""
    assert set(MEASURES) == set(STANDARDS) == set(CriterionId)
    assert [one.id for one in DEFAULT_SCORECARD] == list(STANDARDS)


@pytest.mark.parametrize(
    ("id", "value", "shown"),
    [
        ("talk_share", 0.662, ["a1", "a2"]),
        ("monologue", 30.0, ["a1"]),
        ("interruptions", 6.7, ["a3"]),
        ("dead_air", 20.0, ["c2"]),
        ("questions", 13.3, ["a2", "a3"]),
        ("objections", 1.0, ["a2"]),
        ("obligations", 0.0, ["a1"]),
        ("stages", 0.75, ["a1", "a1", "a3"]),
        ("order", 1, ["a1"]),
        ("advice", 1.0, ["a2"]),
    ],
)
def test_a_criterion_has_its_figure_and_the_turns_that_show_it(
    id: str, value: float, shown: list[str]
) -> None:
    """Counted on a call of a minute and a half."""
    found = judged()[CriterionId(id)].measure
    assert (found.value, [one.turn_id for one in found.evidence]) == (value, shown)


def test_the_mood_of_the_customer_rises() -> None:
    """From cross words to glad ones; both turns show it."""
    found = judged()[CriterionId.SENTIMENT].measure
    assert found.value is not None
    assert found.value > 0.25
    assert [one.turn_id for one in found.evidence] == ["c1", "c3"]


def test_the_figures_are_those_of_the_call() -> None:
    """One definition of each figure, whoever tells it."""
    told, found = figures(CALL), judged()
    assert found[CriterionId.TALK_SHARE].measure.value == told["talk_share"]["agent"]
    assert found[CriterionId.PACE].measure.value == told["words_per_minute"]["agent"]
    assert found[CriterionId.MONOLOGUE].measure.value == told["longest_turn_ms"]["agent"] / 1000


def test_an_objection_that_nobody_met_is_not_handled() -> None:
    """A card that was ignored, and a memory in which it is open; handled there, it is handled."""
    ignored = [e for e in CALL if e.data.get("turn_id") != "a2" or e.type != EventType.TURN_FINAL]
    assert judged(ignored)[CriterionId.OBJECTIONS].measure.value == 0
    entity = {
        "kind": "objection",
        "text": "too expensive",
        "speaker": "customer",
        "turn_id": "c1",
        "state": "handled",
        "signal": "price_objection",
    }
    memory = event(EventType.MEMORY_UPDATED, 90_500, entities=[entity])
    found = judged([*ignored, memory])[CriterionId.OBJECTIONS].measure
    assert (found.value, [one.quote for one in found.evidence]) == (1, ["too expensive"])


def test_what_was_told_of_a_card_counts_before_what_rules_find() -> None:
    """A model's verdict is in the log; the scorecard does not judge again."""
    told = event(
        EventType.SUGGESTION_FOLLOWED,
        96_000,
        suggestion_id="s1",
        outcome="contradicted",
        turn_id="a2",
        quote="I see.",
        how="model",
    )
    assert judged([*CALL, told])[CriterionId.ADVICE].measure.value == 0


def test_what_cant_be_judged_says_why_and_counts_nothing() -> None:
    """A call of two words, and one whose playbook is gone."""
    short = [started(), turn("c1", "customer", "Hello?", 0, 900)]
    card = scorecard(short, playbook())
    assert {one.measure.why_not for one in card.criteria} == {
        Unjudged.TOO_SHORT,
        Unjudged.NOTHING_RAISED,
        Unjudged.NO_OBLIGATIONS,
        Unjudged.NO_TELLING,
        Unjudged.NO_CARDS,
        None,
    }
    assert scorecard([started()], None).total is None
    gone = {one.criterion.id: one.measure.why_not for one in scorecard(CALL, None).criteria}
    assert gone[CriterionId.STAGES] == gone[CriterionId.ORDER] == Unjudged.NO_PLAYBOOK


def test_the_total_is_the_mean_by_weight_of_what_could_be_judged() -> None:
    """An objection that is worth 100 counts three times an obligation that is worth 0."""
    book = playbook(
        scorecard=[
            {"id": "obligations", "weight": 1},
            {"id": "objections", "weight": 3},
            {"id": "sentiment", "weight": 4, "good": 2, "poor": -2},
        ]
    )
    card = scorecard(CALL[:-4], book)
    assert [one.criterion.id for one in card.criteria] == ["obligations", "objections", "sentiment"]
    assert (card.criteria[1].score, card.criteria[2].score, card.total) == (100, None, 100)
    assert card.judged_weight == 0.375


def test_a_correction_counts_and_what_was_computed_stays() -> None:
    """The last one; one without a score takes the one before back."""

    def corrected(*scores: int | None) -> Scorecard:
        told = [
            event(
                EventType.SCORECARD_CORRECTED,
                99_000 + at,
                criterion="obligations",
                score=score,
                previous=0,
                reason="Said before.",
                by="sam",
            )
            for at, score in enumerate(scores)
        ]
        return scorecard([*CALL, *told], playbook(scorecard=[{"id": "obligations"}]))

    assert (corrected().total, corrected(50, 80).total, corrected(50, None).total) == (0, 80, 0)
    (one,) = corrected(80).criteria
    assert one.correction
    assert (one.score, one.correction.reason, one.correction.by) == (0, "Said before.", "sam")


@pytest.mark.parametrize(
    ("value", "score"), [(0.4, 100), (0.55, 100), (0.7, 50), (0.85, 0), (1.0, 0)]
)
def test_between_good_and_poor_the_score_is_in_proportion(value: float, score: int) -> None:
    """No figure is worth more than 100, or less than 0."""
    assert Criterion(id=CriterionId.TALK_SHARE).score(value) == score


def test_no_word_in_the_log_changes_after_the_call() -> None:
    """The same events give the same scorecard."""
    assert scorecard(CALL, playbook()) == scorecard(list(CALL), playbook())
