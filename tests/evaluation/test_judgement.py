"""Cards are judged by the definitions of the labelled calls, to the letter."""

import pytest

from evaluation.scoring.cards import FinalCard
from evaluation.scoring.judgement import CardVerdict, JudgedTurn, judge
from tests.evaluation.stage import agent, card, customer, labelled

PRICE = customer(expect=["price_objection"], priority_min="high")
SILENT = customer(silent=True)


def judged(*cards: FinalCard, first: dict = PRICE, second: dict = SILENT) -> list[JudgedTurn]:
    """Two turns of the customer, at places 0 and 2."""
    return judge(labelled(first, agent(), second), cards)


def verdicts(turn: JudgedTurn) -> list[CardVerdict]:
    return [card.verdict for card in turn.cards]


def test_a_moment_is_found_by_a_card_with_one_of_its_signals() -> None:
    """Whatever else that card reports."""
    due, _ = judged(card(0, "hesitation", "price_objection"))
    assert due.found
    assert not due.is_late
    assert verdicts(due) == [CardVerdict.RIGHT]
    assert not due.leads


def test_either_of_two_names_is_right_and_leads() -> None:
    """`a|b` asks for one of them."""
    first = customer(expect=["price_objection|discount_request", "hesitation"])
    due, _ = judged(card(0, "discount_request"), first=first)
    assert due.found
    assert due.leads
    assert due.reported == [True, False]


def test_a_card_at_the_customers_next_turn_is_late() -> None:
    """The moment is found, and the card is good; at a silent turn it alarms nevertheless."""
    due, silent = judged(card(2, "price_objection"))
    assert due.found
    assert due.is_late
    assert verdicts(silent) == [CardVerdict.LATE]
    assert silent.cards[0].is_good


def test_a_second_card_on_what_was_found_is_not_late() -> None:
    """It tells nothing new."""
    _, silent = judged(card(0, "price_objection"), card(2, "price_objection"))
    assert verdicts(silent) == [CardVerdict.FALSE_ALARM]


def test_nothing_is_late_by_two_turns() -> None:
    """Only the customer's next turn counts."""
    turns = judge(labelled(PRICE, SILENT, SILENT), [card(2, "price_objection")])
    assert turns[0].found is None
    assert verdicts(turns[2]) == [CardVerdict.FALSE_ALARM]


@pytest.mark.parametrize(
    ("turn", "verdict"),
    [
        (SILENT, CardVerdict.FALSE_ALARM),
        (customer(expect=["hesitation"]), CardVerdict.AMISS),
        (customer(), CardVerdict.OPEN),
    ],
)
def test_any_other_card_is_worth_what_its_turn_says(turn: dict, verdict: CardVerdict) -> None:
    """A false alarm, amiss, or open, which precision does not count."""
    first, _ = judged(card(0, "outage"), first=turn)
    assert verdicts(first) == [verdict]
    assert first.cards[0].counts is (verdict is not CardVerdict.OPEN)
    assert not first.cards[0].is_good


def test_a_card_that_reports_what_it_must_not_is_wrong_even_where_it_is_right() -> None:
    """It finds the moment, and is not worth reading."""
    first = customer(expect=["hesitation"], wrong=["price_objection"])
    due, _ = judged(card(0, "hesitation", "price_objection"), first=first)
    assert due.found
    assert due.cards[0].wrong == ["price_objection"]
    assert not due.cards[0].is_good


def test_a_card_that_says_what_it_must_not_is_wrong() -> None:
    """In whatever part of it, in whatever letters."""
    turn = customer(never_say=["Fifty Pound  voucher"])
    for said in (
        card(0, headline="Give a fifty pound voucher"),
        card(0, questions=["A fifty pound voucher?"]),
        card(0, recommended_direction="Fifty pound voucher."),
    ):
        first, _ = judged(said, first=turn)
        assert first.cards[0].said == ["Fifty Pound  voucher"]
        assert first.cards[0].is_wrong


@pytest.mark.parametrize(
    ("priority", "enough"), [("critical", True), ("high", True), ("low", False)]
)
def test_a_card_is_to_be_as_urgent_as_its_moment(priority: str, enough: bool) -> None:
    """At least; no card is not urgent enough."""
    due, _ = judged(card(0, "price_objection", priority=priority))
    assert due.is_urgent_enough is enough
    assert not judged()[0].is_urgent_enough


def test_the_first_card_that_fits_finds_the_moment() -> None:
    """One that came before and does not fit takes nothing away from it."""
    due, _ = judged(card(0, "outage", shown_ms=1000), card(0, "price_objection", shown_ms=2000))
    assert due.found
    assert due.found.shown_ms == 2000
    assert verdicts(due) == [CardVerdict.AMISS, CardVerdict.RIGHT]


def test_an_indirect_moment_is_one_by_its_kind() -> None:
    """As the label says."""
    first, second = judged(first=PRICE | {"kind": ["stt", "indirect"]})
    assert first.is_indirect
    assert not second.is_indirect
