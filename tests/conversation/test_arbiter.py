"""The arbiter's rules, without a call: time is passed in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.advice import LaneName, Priority
from conversation.coaching.arbiter import Arbiter
from conversation.coaching.attention import LIFE_S, POLICIES, Verbosity
from conversation.coaching.card import Card, Decision, Hold, Reason, Replace, Show
from tests.conversation.cards import CRITICAL, HIGH, LOW, MEDIUM, Desk, card, models, told

LIFE = LIFE_S[HIGH]


def test_a_card_alone_is_shown() -> None:
    """Where nothing stands, a card takes nobody's place."""
    price = card("price")
    assert Arbiter().offer(price, now=0) == Show(price, Reason.NOTHING_ELSE)


def test_a_newer_card_takes_the_place_of_one_as_urgent() -> None:
    """After the gap, which is longer than the time that a card has to be seen."""
    desk = Desk()
    assert desk.offer(0, "price") == "show"
    assert desk.offer(1, "rival") == "hold 4 too_soon"
    assert desk.tick(3.9) == []
    assert desk.tick(4) == ["replace price"]


def test_a_less_urgent_card_puts_no_card_away_within_its_life() -> None:
    """It waits where the life is nearly over, and is given up where it is not."""
    desk = Desk()
    assert desk.offer(0, "price", HIGH) == "show"
    assert desk.offer(5, "contract", MEDIUM) == "suppress outranked"
    assert desk.offer(8, "contract", MEDIUM) == f"hold {LIFE:g} outranked"
    assert desk.tick(LIFE) == ["show"]


def test_a_card_that_says_another_again_is_no_news() -> None:
    """In other words and of another signal; a more urgent one is, and so is one a minute later."""
    said = card("boss", HIGH)
    for again, at, expected in (
        (models("sign", HIGH, same_as=[said], spoken_at=20), 20, "suppress duplicate"),
        (models("sign", CRITICAL, same_as=[said], spoken_at=20), 20, "show"),
        (models("sign", HIGH, same_as=[said], spoken_at=70), 70, "show"),
        (models("boss", HIGH, same_as=[said], spoken_at=3), 3, "replace boss"),  # in its place
    ):
        arbiter = Arbiter()
        arbiter.offer(said, now=0)
        arbiter.whole(said, now=0)
        assert told(arbiter.offer(again, at)) == expected


def test_a_card_is_compared_with_recent_ones_that_ask_the_same() -> None:
    """Not two of the playbook's, which are meant to differ, and not the answer to a question."""
    arbiter, said = Arbiter(), card("boss", headline="Ask who decides")
    arbiter.offer(said, now=0)
    assert arbiter.like(models("sign", headline="Find out who signs off"), 20) == [said]
    assert arbiter.like(models("sign", headline="Tell them who signs off"), 20) == []
    assert arbiter.like(models("sign", headline="Find out who signs off"), 61) == []
    assert arbiter.like(card("sign", headline="Find out who signs off"), 20) == []
    asked = models("sign", headline="Find out who signs off", on_question=True)
    assert arbiter.like(asked, 20) == ()


def test_a_card_that_is_being_written_has_no_end() -> None:
    """What the agent can't have read yet is in its life."""
    arbiter = Arbiter()
    arbiter.offer(card("price", HIGH), now=0)
    assert told(arbiter.offer(card("contract", MEDIUM, spoken_at=60), 60)) == "suppress outranked"


def test_a_critical_card_comes_at_once() -> None:
    """Whatever stands there, however soon, over any budget, and into the agent's sentence."""
    desk = Desk(Verbosity.QUIET)
    desk.arbiter.agent_speaks(-10)
    assert desk.offer(0, "a", CRITICAL) == "show"
    said = [desk.offer(3.0 * n, f"b{n}", CRITICAL) for n in range(1, 40)]
    assert said == ["replace a", *(f"replace b{n}" for n in range(1, 39))]


def test_two_critical_cards_are_each_seen() -> None:
    """The second waits for two seconds, so that the first can be read."""
    desk = Desk()
    desk.offer(0, "threat", CRITICAL)
    assert desk.offer(0.5, "danger", CRITICAL) == "hold 2 too_soon"
    assert desk.tick(2) == ["replace threat"]


def test_nothing_new_while_the_agent_is_in_mid_sentence() -> None:
    """It waits until they stop, or for so long as it is worth waiting."""
    for stops in (True, False):
        desk = Desk()
        desk.arbiter.agent_speaks(0)
        assert desk.offer(5, "price") == "hold 7.5 agent_speaking"
        if stops:
            desk.arbiter.agent_stops()
            assert desk.tick(5.5) == ["show"]
        else:
            assert desk.tick(7.5) == ["show"]


def test_an_agent_who_has_just_begun_is_still_helped() -> None:
    """In the first second of their answer a card can still change it."""
    desk = Desk()
    desk.arbiter.agent_speaks(0)
    assert desk.offer(0.9, "price") == "show"


def test_a_signal_is_shown_once_a_minute() -> None:
    """Again after a minute, or where it has become more urgent."""
    desk = Desk()
    assert desk.offer(0, "price", MEDIUM, headline="One") == "show"
    assert desk.offer(20, "price", MEDIUM, headline="Two") == "suppress duplicate"
    assert desk.offer(30, "price", HIGH, headline="Three") == "show"
    assert desk.offer(50, "price", HIGH, headline="Four") == "suppress duplicate"
    assert desk.offer(91, "a later price", HIGH, signals=["price"], headline="Five") == "show"


def test_a_headline_is_shown_once_a_minute() -> None:
    """Whatever signal it comes from, and however it is written."""
    desk = Desk()
    desk.offer(0, "price", headline="Ask what they compare it with")
    again = "ask what they compare it with!"
    assert desk.offer(20, "rival", headline=again) == "suppress duplicate"
    assert desk.offer(20, "rival", CRITICAL, headline=again) == "suppress duplicate"


def test_what_the_agent_has_just_asked_is_no_news() -> None:
    """By the words of the card's question; another question is news."""
    desk = Desk()
    desk.arbiter.agent_says("Right, and what would you compare our price with, if I may ask?")
    asked = ["What do you compare the price with?"]
    assert desk.offer(0, "price", questions=asked) == "suppress already_said"
    assert desk.offer(0, "price", questions=["Who else decides on it?"]) == "show"


def test_a_card_that_waits_is_given_up_when_the_agent_says_it() -> None:
    """They needed no card."""
    desk = Desk()
    desk.arbiter.agent_speaks(0)
    desk.offer(5, "price", questions=["What do you compare the price with?"])
    desk.arbiter.agent_says("and what do you compare that price with")
    desk.arbiter.agent_stops()
    assert desk.tick(6) == ["suppress already_said"]


def test_an_answer_that_comes_too_late_is_none() -> None:
    """Ten seconds after the words, the talk is elsewhere."""
    assert Desk().offer(20, "price", CRITICAL, spoken_at=9) == "suppress stale"


def test_the_better_of_two_cards_waits() -> None:
    """The more urgent one, or else the newer; the other is given up."""
    arbiter = Arbiter()
    arbiter.agent_speaks(-5)
    first, second, third = card("a", HIGH), card("b", HIGH), card("c", MEDIUM)
    assert told(arbiter.offer(first, 0)) == "hold 2.5 agent_speaking"
    decision = arbiter.offer(second, 0.5)
    assert isinstance(decision, Hold)
    assert decision.given_up is first
    assert told(arbiter.offer(third, 0.6)) == "suppress outranked"
    arbiter.agent_stops()
    assert arbiter.tick(1) == [Show(second, Reason.NOTHING_ELSE)]
    assert arbiter.deadline() is None


def test_the_models_card_takes_the_place_of_the_playbooks() -> None:
    """On the same thought, once that was seen; it costs nothing of the agent's attention."""
    arbiter = Arbiter()
    rules, better = card("price"), models("price")
    arbiter.offer(rules, 0)
    arbiter.whole(rules, 0)
    assert told(arbiter.offer(better, 0.5)) == "hold 2 too_soon"
    assert arbiter.tick(2) == [Replace(better, rules, Reason.CHANGE)]


def test_the_models_card_waits_for_the_end_of_the_turn() -> None:
    """The playbook's card on words that go on becomes whole first."""
    arbiter = Arbiter()
    rules, better = card("price"), models("price")
    arbiter.offer(rules, 0)
    assert told(arbiter.offer(better, 3)) == "hold 7 too_soon"
    arbiter.whole(rules, 4)
    assert arbiter.tick(4) == [Replace(better, rules, Reason.CHANGE)]


@pytest.mark.parametrize(
    ("better", "reason"),
    [
        (models("price", MEDIUM), "outranked"),
        (models("price", HIGH, headline="answer price."), "duplicate"),
    ],
)
def test_the_playbooks_card_stands_where_the_models_is_no_better(better: Card, reason: str) -> None:
    """A less urgent one, or one that says the same."""
    arbiter = Arbiter()
    rules = card("price", HIGH)
    arbiter.offer(rules, 0)
    arbiter.whole(rules, 0)
    assert told(arbiter.offer(better, 3)) == f"suppress {reason}"


def test_what_a_card_that_failed_replaced_stands_again() -> None:
    """With what it had left of its life, and of the agent's attention."""
    arbiter = Arbiter()
    rules, better = card("price"), models("price")
    arbiter.offer(rules, 0)
    arbiter.whole(rules, 0)
    assert isinstance(arbiter.offer(better, 3), Replace)
    arbiter.withdrawn(better)
    assert told(arbiter.offer(card("contract", MEDIUM), 5)) == "suppress outranked"


def test_a_card_that_was_taken_back_cost_nothing() -> None:
    """The next one comes at once, and on the same signal."""
    arbiter = Arbiter()
    price = card("price")
    arbiter.offer(price, 0)
    arbiter.withdrawn(price)
    assert isinstance(arbiter.offer(card("price"), 0.5), Show)


def test_a_card_that_is_not_wanted_any_more_waits_for_nothing() -> None:
    """Nothing is decided on it."""
    arbiter = Arbiter()
    arbiter.agent_speaks(-5)
    price = card("price")
    arbiter.offer(price, 0)
    arbiter.withdrawn(price)
    assert (arbiter.deadline(), arbiter.tick(3)) == (None, [])


def test_the_answer_to_a_question_is_shown_and_stays() -> None:
    """Whoever asked wants to read it: whatever its priority, as a high one."""
    desk = Desk(Verbosity.QUIET)
    desk.offer(0, "price", CRITICAL)
    assert desk.offer(1, "what now", LOW, on_question=True) == "show"
    assert desk.offer(6, "contract", MEDIUM) == "suppress low_priority"
    desk.arbiter.set_verbosity(Verbosity.NORMAL)
    assert desk.offer(6, "contract", MEDIUM) == "suppress outranked"
    assert desk.offer(6, "rival", HIGH) == "replace what now"


@pytest.mark.parametrize(
    ("verbosity", "least"),
    [(Verbosity.QUIET, HIGH), (Verbosity.NORMAL, MEDIUM), (Verbosity.TALKATIVE, LOW)],
)
def test_how_urgent_a_card_must_be(verbosity: Verbosity, least: Priority) -> None:
    """Quiet: high and critical ones; normal: medium ones too; talkative: all."""
    shown = [p for p in Priority if Desk(verbosity).offer(0, "a", p) == "show"]
    assert shown == [priority for priority in Priority if priority.rank >= least.rank]


def test_medium_cards_leave_room_for_high_ones() -> None:
    """When attention gets scarce, the less urgent cards end first."""
    desk = Desk()
    said = [desk.offer(5.0 * n, f"m{n}", MEDIUM) for n in range(6)]
    assert said == ["show", *("replace m0", "replace m1"), *["suppress budget"] * 3]
    assert desk.offer(60, "price", HIGH) == "show"


def test_a_call_has_so_many_cards() -> None:
    """Then only critical ones come, however long it goes on."""
    desk, most = Desk(Verbosity.QUIET), POLICIES[Verbosity.QUIET].cards_a_call
    for n in range(most):
        assert desk.offer(100.0 * n, f"a{n}") == "show"
    assert desk.offer(100.0 * most, "b") == "suppress budget"
    assert desk.offer(100.0 * most, "b", CRITICAL) == "show"


Offer = tuple[float, str, Priority, LaneName, bool]
OFFERS = st.lists(
    st.tuples(
        st.floats(0.1, 8),
        st.sampled_from("abcdefghij"),
        st.sampled_from(list(Priority)),
        st.sampled_from(list(LaneName)),
        st.booleans(),
    ),
    max_size=60,
)


@given(OFFERS, st.sampled_from(list(Verbosity)))
def test_any_talk(offers: list[Offer], verbosity: Verbosity) -> None:
    """No card ends a more urgent one's life, cards are seen, the budget holds, none is forgotten.

    Whatever is offered, and whenever the agent speaks: each card is shown, or suppressed, or given
    up for another one, once.
    """
    policy, arbiter = POLICIES[verbosity], Arbiter(verbosity)
    offered, over = list[Card](), list[Card]()
    shown: list[tuple[float, Show | Replace]] = []

    def take(decisions: list[Decision], now: float) -> None:
        for decision in decisions:
            if isinstance(decision, Hold):
                assert now < decision.until <= now + policy.hold_s
                over.extend([decision.given_up] if decision.given_up else [])
            else:
                over.append(decision.card)
            if isinstance(decision, Show | Replace):
                shown.append((now, decision))
                arbiter.whole(decision.card, now)

    now = 0.0
    for wait, about, priority, lane, stops in offers:
        now += wait
        take(arbiter.tick(now), now)
        headline = f"{about} {lane}"
        offered.append(card(about, priority, lane=lane, headline=headline, spoken_at=now))
        take([arbiter.offer(offered[-1], now)], now)
        arbiter.agent_stops() if stops else arbiter.agent_speaks(now)
    while (until := arbiter.deadline()) is not None:
        now = max(now, until)
        take(arbiter.tick(now), now)
    assert sorted(map(id, over)) == sorted(map(id, offered))
    for (before, first), (at, second) in pairwise(shown):
        if second.card.priority.rank < first.card.priority.rank:
            assert at >= before + LIFE_S[first.card.priority]
        if second.card.priority is first.card.priority:
            assert at >= before + policy.on_screen_s
    counted = [
        decision
        for _, decision in shown
        if decision.card.priority is not CRITICAL and decision.reason is not Reason.CHANGE
    ]
    assert len(counted) <= policy.burst + now * policy.cards_a_minute / 60
