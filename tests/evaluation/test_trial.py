"""A trial tells of each turn which card was shown, why, and what was held back."""

from typing import Any

from conversation.coaching.playbook import Playbook
from conversation.events.event import EventType
from evaluation.replay.replay import TimedEvent
from evaluation.trial.trial import Fired, Held, Obliged, SeenCard, trial_of

MOVE = {"headline": "Ask", "recommended_direction": "On."}
PLAYBOOK = Playbook.model_validate(
    {
        "name": "mine",
        "version": 1,
        "language": "en",
        "title": "Mine",
        "goal": "Do.",
        "stages": [{"id": "one", "title": "One"}],
        "rules": [
            {"id": "price", "signal": "price_objection", "cues": ["too dear"], "moves": [MOVE]},
            {"id": "rival", "signal": "competitor", "cues": ["acme"], "moves": [MOVE]},
        ],
    }
)


def turn(turn_id: str, start_ms: int, text: str, unit_id: str | None = None) -> TimedEvent:
    data = {"turn_id": turn_id, "speaker": "customer", "text": text, "start_ms": start_ms}
    return TimedEvent(start_ms, EventType.TURN_FINAL, data | {"unit_id": unit_id or turn_id})


def card(kind: EventType, card_id: str, **data: Any) -> TimedEvent:
    return TimedEvent(0, kind, {"suggestion_id": card_id} | data)


def final(card_id: str, turn_id: str, *rules: str, **data: Any) -> TimedEvent:
    told = {"turn_id": turn_id, "headline": f"Do {card_id}", "priority": "high", "confidence": 0.7}
    return card(EventType.SUGGESTION_FINAL, card_id, rules=rules, **told, **data)


def test_a_card_is_told_with_the_rules_behind_it_and_how_they_were_found() -> None:
    """By a cue, with the words that were said, over all turns of the unit; or by the meaning."""
    events = [
        turn("c1", 900, "It's Too dear", "c1"),
        final("s1", "c2", "price", "rival"),
        turn("c2", 2000, "for us.", "c1"),
        turn("c0", 0, "Hello."),
    ]
    first, second, third = trial_of(PLAYBOOK, events)
    assert (first.text, second.text, third.text) == ("Hello.", "It's Too dear", "for us.")
    assert (first.shown, second.shown) == ([], [])
    assert third.shown == [
        SeenCard(
            "Do s1",
            "high",
            0.7,
            [
                Fired("price", "price_objection", "too dear", "Too dear"),
                Fired("rival", "competitor"),
            ],
        )
    ]


def test_a_card_that_takes_anothers_place_names_it() -> None:
    """By its headline."""
    events = [turn("c1", 0, "Too dear."), final("s1", "c1"), final("s2", "c1", replaces="s1")]
    [tried] = trial_of(PLAYBOOK, events)
    assert [shown.replaces for shown in tried.shown] == [None, "Do s1"]


def test_what_was_not_shown_is_told_with_its_reason() -> None:
    """A silence, a card that was held back, and one that was taken back with what it said."""
    held = {"turn_id": "c1", "reason": "budget", "rule": "price", "headline": "Ask"}
    events = [
        turn("c1", 0, "Too dear."),
        TimedEvent(0, EventType.SUGGESTION_SUPPRESSED, {"turn_id": "c1", "reason": "no_signal"}),
        TimedEvent(0, EventType.SUGGESTION_SUPPRESSED, held),
        card(EventType.SUGGESTION_STARTED, "s1", turn_id="c1"),
        card(EventType.SUGGESTION_DELTA, "s1", partial={"headline": "Half a"}),
        card(EventType.SUGGESTION_WITHDRAWN, "s1", reason="superseded"),
    ]
    [tried] = trial_of(PLAYBOOK, events)
    assert tried.held == [
        Held("no_signal", in_vain=(Fired("price", "price_objection", "too dear", "Too dear"),)),
        Held("budget", "Ask", "price"),
        Held("superseded", "Half a"),
    ]


def test_what_is_on_no_turn_is_left_out() -> None:
    """As a card on a turn that never ended."""
    assert trial_of(PLAYBOOK, [final("s1", "c9", "price")]) == []


def test_an_obligation_is_told_with_the_turn_at_which_it_changed() -> None:
    """By its words, or, where time passed, with the turn before."""
    data = {"obligation_id": "notice", "title": "Say it", "evidence": []}
    quote = [{"turn_id": "c2", "quote": "recorded"}]
    events = [
        turn("c1", 0, "Hello."),
        TimedEvent(900, EventType.OBLIGATION_UPDATED, data | {"state": "missed"}),
        turn("c2", 1000, "It is recorded."),
        TimedEvent(2000, EventType.OBLIGATION_UPDATED, data | {"state": "met", "evidence": quote}),
    ]
    first, second = trial_of(PLAYBOOK, events)
    assert first.obliged == [Obliged("notice", "Say it", "missed")]
    assert second.obliged == [Obliged("notice", "Say it", "met", "recorded")]


def test_a_cue_that_was_said_and_shows_nothing_is_told_with_the_silence() -> None:
    """As nobody who wrote it could tell whether it was found; of other silences nothing is."""
    silent = {"turn_id": "c1", "reason": "no_signal"}
    events = [
        turn("c1", 0, "He said that it is too dear."),
        TimedEvent(0, EventType.SUGGESTION_SUPPRESSED, silent),
        turn("c2", 900, "It is too dear."),
        TimedEvent(
            0, EventType.SUGGESTION_SUPPRESSED, silent | {"turn_id": "c2", "reason": "rest"}
        ),
    ]
    first, second = trial_of(PLAYBOOK, events)
    said = Fired("price", "price_objection", "too dear", "too dear")
    assert first.held == [Held("no_signal", in_vain=(said,))]
    assert second.held == [Held("rest")]
