"""Cards are what the agent saw, each about the customer's turn after which it was seen."""

from typing import Any

import pytest

from conversation.events.event import EventType
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.replay import TimedEvent
from evaluation.scoring.cards import FinalCard, cards_of
from evaluation.scoring.held_back import HeldBack, held_back
from tests.evaluation.stage import agent, card, customer, labelled, turn_final

CALL = labelled(agent(), customer(), agent(), customer())  # the customer speaks 5–9 and 15–19 s
TURNS = [turn_final("c1", "Words.", 5000, 9000), turn_final("c2", "Words.", 15_000, 19_000)]


def event(kind: EventType, at_ms: int, **data: Any) -> TimedEvent:
    return TimedEvent(at_ms, kind, {"suggestion_id": "s1"} | data)


def final(at_ms: int, turn_id: str = "c1") -> TimedEvent:
    data = card(1, "price_objection").data | {"turn_id": turn_id}
    return event(EventType.SUGGESTION_FINAL, at_ms, **data)


def shown(call: LabelledCall, *events: TimedEvent) -> list[tuple[int, int]]:
    """The place and the time of each card."""
    return [(one.at, one.shown_ms) for one in cards_of(call, [*TURNS, *events])]


def test_a_card_is_seen_with_its_first_field() -> None:
    """Not when it begins, and not only when it is whole."""
    started = event(EventType.SUGGESTION_STARTED, 6000)
    delta = event(EventType.SUGGESTION_DELTA, 6500)
    assert shown(CALL, started, delta, final(9300)) == [(1, 6500)]
    assert shown(CALL, started, final(9300)) == [(1, 9300)]


def test_a_card_that_is_taken_back_is_none() -> None:
    """Whether it was whole or not."""
    withdrawn = event(EventType.SUGGESTION_WITHDRAWN, 9900)
    assert shown(CALL, event(EventType.SUGGESTION_DELTA, 6000), withdrawn) == []
    assert shown(CALL, final(9300), withdrawn) == []


@pytest.mark.parametrize(
    ("at_ms", "turn_id", "place"),
    [
        (6000, "c1", 1),  # while the customer speaks
        (9300, "c1", 1),  # after it
        (16_000, "c1", 1),  # in the midst of the next turn: it looks late, not misplaced
        (19_300, "c1", 3),  # after the next turn: about that one, for all the agent knows
        (16_000, "c2", 3),
        (9300, "unknown", 1),
    ],
)
def test_a_card_is_about_its_turn_or_a_later_one_that_has_ended(
    at_ms: int, turn_id: str, place: int
) -> None:
    """By the turn that it names, and by the time at which it was seen."""
    assert shown(CALL, final(at_ms, turn_id)) == [(place, at_ms)]


def test_a_card_that_was_held_back_is_at_its_turn() -> None:
    """With its reason; a silence without a card is none."""
    silent = event(EventType.SUGGESTION_SUPPRESSED, 9250, turn_id="c1", reason="no_signal")
    held = event(
        EventType.SUGGESTION_SUPPRESSED, 9250, turn_id="c1", reason="budget", headline="Ask why"
    )
    assert held_back(CALL, [*TURNS, silent, held]) == [HeldBack(1, "budget", "Ask why")]


def test_a_turn_of_the_product_may_hold_two_of_the_labels() -> None:
    """A card in it is about the one that was spoken when it was seen."""
    call = labelled(customer(start_ms=0, end_ms=2000), customer(start_ms=2200, end_ms=9000))
    told = [turn_final("c1", "Words. Words.", 0, 9000)]
    assert [one.at for one in cards_of(call, [*told, final(1500)])] == [0]
    assert [one.at for one in cards_of(call, [*told, final(3000)])] == [1]


def test_a_card_says_all_that_it_advises() -> None:
    """Headline, questions and direction, in small letters."""
    one: FinalCard = card(
        1, headline="Ask  Why", questions=["When?"], recommended_direction="Go ON."
    )
    assert one.words == "ask why when? go on."
