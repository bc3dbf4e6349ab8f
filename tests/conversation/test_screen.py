"""What one agent sees, without the rules."""

from conversation.coaching.advice import Priority
from conversation.coaching.attention import LIFE_S
from conversation.coaching.screen import Screen
from tests.conversation.cards import CRITICAL, HIGH, LOW, MEDIUM, card, models


def test_a_card_lives_from_when_it_is_whole() -> None:
    """One that is being written has no end; a whole one has that of its priority."""
    screen, price = Screen(), card("price", HIGH)
    screen.put(price, 0)
    assert screen.alive(1000)
    assert screen.whole(price, 1000) == 1000 + LIFE_S[HIGH]
    assert screen.alive(1000 + LIFE_S[HIGH] - 0.1)
    assert screen.alive(1000 + LIFE_S[HIGH]) is None


def test_the_more_urgent_a_card_is_the_longer_it_lives() -> None:
    """And the answer to a question as a high one."""
    lives = [LIFE_S[priority] for priority in Priority]
    assert lives == sorted(lives)
    screen, answer = Screen(), card("what now", LOW, on_question=True)
    screen.put(answer, 0)
    assert screen.whole(answer, 0) == LIFE_S[HIGH]


def test_what_only_changes_a_card_costs_nothing() -> None:
    """The model's answer on an instant card's thought; another thought is another card."""
    screen, price = Screen(), card("price")
    assert screen.put(price, 0) is None
    screen.whole(price, 0)
    shown = screen.put(models("price"), 3)
    assert shown
    assert shown.card is price
    assert (screen.cards, screen.begun_at) == (1, 0)
    screen.put(card("rival"), 7)
    assert (screen.cards, screen.begun_at) == (2, 7)


def test_what_was_taken_back_was_never_there() -> None:
    """What it took the place of stands again; what is whole can't be taken back."""
    screen, price, rival = Screen(), card("price"), card("rival")
    screen.put(price, 0)
    screen.whole(price, 0)
    screen.put(rival, 5)
    assert screen.has_shown(card("other", signals=["rival"]), 6)
    assert screen.take_back(rival)
    assert not screen.has_shown(card("other", signals=["rival"]), 6)
    assert screen.alive(6).card is price  # type: ignore[union-attr]
    assert (screen.cards, screen.begun_at) == (1, 0)
    assert not screen.take_back(price)


def test_two_that_are_taken_back_leave_nothing() -> None:
    """A card that was withdrawn does not come back with the end of the one that replaced it."""
    screen, price, rival = Screen(), card("price"), card("rival")
    screen.put(price, 0)
    screen.put(rival, 3)
    screen.take_back(price)
    screen.take_back(rival)
    assert screen.alive(4) is None


def test_what_is_no_news() -> None:
    """The same signal no more urgent, or the same words; for a minute."""
    screen, price = Screen(), card("price", MEDIUM)
    screen.put(price, 0)
    screen.whole(price, 0)
    again = card("a later price", MEDIUM, signals=["price"], headline="Other words")
    assert screen.has_shown(again, 60)
    assert not screen.has_shown(again, 61)
    screen.put(price, 100)
    assert not screen.has_shown(card("price", HIGH, headline="Other words"), 101)
    assert screen.has_shown(card("rival", HIGH, headline="ANSWER, price"), 101)


def test_the_playbook_has_nothing_better_than_the_model() -> None:
    """On the same thought, unless it is more urgent."""
    screen = Screen()
    screen.put(models("price", MEDIUM), 0)
    assert screen.has_better(card("price", MEDIUM), 1)
    assert not screen.has_better(card("price", HIGH), 1)
    assert not screen.has_better(card("rival", MEDIUM), 1)


def test_a_thought_brings_no_card_twice_however_long_it_is() -> None:
    """A minute later the same signal is news again, but not of somebody who goes on speaking."""
    screen, price = Screen(), card("price")
    screen.put(price, 0)
    screen.whole(price, 0)
    assert screen.has_shown(card("price", headline="Another"), 90)
    assert not screen.has_shown(card("more", signals=["price"], headline="Another"), 90)
    assert not screen.has_shown(card("price", CRITICAL, headline="Another"), 90)


def test_what_was_seen_lately() -> None:
    """The card that stands apart from those of the last minutes, oldest first, the newest few."""
    screen = Screen()
    assert screen.seen(0).standing is None
    cards = [card(f"thought {number}") for number in range(7)]
    for at, one in enumerate(cards):
        screen.put(one, at * 40)
        screen.whole(one, at * 40)
    seen = screen.seen(241)
    assert seen.standing is cards[-1]
    assert list(seen.past) == cards[2:6]
    assert list(screen.seen(10_000).past) == []
