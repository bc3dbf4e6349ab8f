"""What follows what on the screen: repeats, and urgent cards that lower ones put away."""

from evaluation.scoring.cards import FinalCard
from evaluation.scoring.sequence import changes, repeats
from tests.evaluation.stage import agent, card, customer, labelled, result

PRICE = customer(expect=["price_objection"])
CALL = labelled(PRICE, agent(), customer(silent=True))


def put_away(*cards: FinalCard) -> int:
    return len(result(CALL, *cards).put_away)


def test_the_same_headline_or_leading_signal_within_a_minute_is_a_repeat() -> None:
    """After a minute it may be said again; a signal further down is no repeat."""
    first = card(0, "price_objection", shown_ms=0)
    same_headline = card(2, "hesitation", shown_ms=59_000, headline="DO 0")
    same_signal = card(2, "price_objection", shown_ms=59_999)
    other = card(2, "hesitation", "price_objection", shown_ms=59_999)
    later = card(2, "price_objection", shown_ms=60_000)
    assert repeats([first, same_headline]) == [same_headline]
    assert repeats([first, same_signal]) == [same_signal]
    assert repeats([first, other]) == []
    assert repeats([first, later]) == []


def test_a_card_in_the_place_of_one_about_the_same_turn_is_a_change() -> None:
    """Another turn's is not, nor one that takes no place."""
    first = card(0, "price_objection", shown_ms=4000)
    change = card(0, "hesitation", shown_ms=4500, replaces=first.suggestion_id)
    other = card(2, "hesitation", shown_ms=14_500, replaces=change.suggestion_id)
    assert changes([first, change, other, card(2)]) == [change]


def test_a_lower_card_puts_a_right_urgent_one_away_while_that_lives() -> None:
    """Ten seconds, where the card says nothing of when it expires."""
    right = card(0, "price_objection", shown_ms=4000)
    assert put_away(right, card(2, priority="medium", shown_ms=13_000)) == 1
    assert put_away(right, card(2, priority="medium", shown_ms=14_000)) == 0
    assert put_away(right, card(2, priority="critical", shown_ms=13_000)) == 0


def test_a_card_lives_as_long_as_it_says() -> None:
    """`expires_at_ms` is on the call's clock; what it is replaced by puts it away at any time."""
    right = card(0, "price_objection", shown_ms=4000, expires_at_ms=30_000)
    lower = card(2, priority="medium", shown_ms=29_000)
    assert put_away(right, lower) == 1
    late = card(2, priority="medium", shown_ms=31_000)
    assert put_away(right, late) == 0
    taking = card(2, priority="medium", shown_ms=31_000, replaces=right.suggestion_id)
    assert put_away(right, taking) == 1


def test_nothing_is_put_away_that_is_not_worth_keeping() -> None:
    """A card that is not right, or not urgent."""
    lower = card(2, priority="low", shown_ms=9000)
    assert put_away(card(0, "outage"), lower) == 0
    assert put_away(card(0, "price_objection", priority="medium"), lower) == 0
