from hypothesis import given
from hypothesis import strategies as st

from conversation.speech.speakers import Speaker
from conversation.speech.turn_order import MAX_WAIT_S, TurnOrder
from conversation.speech.turns import Turn

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT


def turn(speaker: Speaker, start_ms: int) -> Turn:
    """A turn of half a second."""
    return Turn(f"{speaker.value[0]}{start_ms}", speaker, "words", start_ms, start_ms + 500)


def test_a_turn_alone_is_ready_at_once():
    """Nobody waits where the other party owes no words."""
    order = TurnOrder()
    order.spoken(CUSTOMER, 1000)
    order.finished(turn(CUSTOMER, 1000), 1.0)
    assert order.ready(1.0) == [turn(CUSTOMER, 1000)]
    assert order.ready(1.0) == []
    assert order.deadline() is None


def test_the_clock_decides_though_one_recogniser_is_late():
    """A turn waits for the other party's earlier turn whose words have yet to come."""
    order = TurnOrder()
    order.spoken(CUSTOMER, 1000)
    order.spoken(AGENT, 2000)
    order.finished(turn(AGENT, 2000), 3.0)
    assert order.ready(3.0) == []
    order.finished(turn(CUSTOMER, 1000), 4.0)
    assert order.ready(4.0) == [turn(CUSTOMER, 1000), turn(AGENT, 2000)]


def test_a_turn_does_not_wait_for_a_later_one():
    """What the other party said afterwards holds nothing back."""
    order = TurnOrder()
    order.spoken(AGENT, 2000)
    order.finished(turn(CUSTOMER, 1000), 3.0)
    assert order.ready(3.0) == [turn(CUSTOMER, 1000)]


def test_no_turn_is_held_longer_than_the_maximum():
    """A recogniser that is stuck delays the other party's turn by `MAX_WAIT_S`, no more."""
    order = TurnOrder()
    order.spoken(CUSTOMER, 1000)
    order.finished(turn(AGENT, 2000), 3.0)
    assert order.deadline() == 3.0 + MAX_WAIT_S
    assert order.ready(3.0 + MAX_WAIT_S - 0.01) == []
    assert order.ready(3.0 + MAX_WAIT_S) == [turn(AGENT, 2000)]


def both_flap(order: TurnOrder) -> None:
    """Both recognisers fall behind; the agent's still is when the customer's has caught up."""
    order.fell_behind(AGENT, behind=True)
    order.fell_behind(CUSTOMER, behind=True)
    order.spoken(AGENT, 1000)
    order.spoken(CUSTOMER, 2000)
    order.fell_behind(CUSTOMER, behind=False)
    order.finished(turn(CUSTOMER, 2000), 3.0, late_s=0.3)


def test_where_both_recognisers_flap_the_order_is_worth_a_longer_wait():
    """The one that catches up first does not overtake the other at once."""
    order = TurnOrder()
    both_flap(order)
    assert order.ready(3.0 + 2 * MAX_WAIT_S) == []
    order.finished(turn(AGENT, 1000), 7.0)
    assert order.ready(7.0) == [turn(AGENT, 1000), turn(CUSTOMER, 2000)]


def test_where_both_flap_and_one_stays_away_it_is_not_waited_for_long():
    """Five seconds, and from the next turn on as little as ever."""
    order = TurnOrder()
    both_flap(order)
    assert order.ready(8.0) == [turn(CUSTOMER, 2000)]
    order.given_up(AGENT, 1000)
    assert order.ready(8.0) == []
    order.spoken(AGENT, 9000)
    order.finished(turn(CUSTOMER, 10_000), 12.0)
    assert order.ready(12.0 + MAX_WAIT_S) == [turn(CUSTOMER, 10_000)]


def test_who_goes_on_speaking_is_not_waited_for():
    """A turn that is still being spoken may last for minutes."""
    order = TurnOrder()
    order.spoken(CUSTOMER, 1000)
    order.finished(turn(AGENT, 2000), 3.0)
    order.resumed(CUSTOMER, 1000)
    assert order.ready(3.0) == [turn(AGENT, 2000)]


def test_each_turn_that_waits_for_its_words_is_waited_for():
    """A party may owe the words of several turns: the first that come release only their own."""
    order = TurnOrder()
    order.spoken(CUSTOMER, 1000)
    order.spoken(CUSTOMER, 3000)
    order.finished(turn(AGENT, 2000), 5.0)
    order.finished(turn(AGENT, 4000), 5.0)
    assert order.ready(5.0) == []
    order.finished(turn(CUSTOMER, 1000), 5.5)
    assert order.ready(5.5) == [turn(CUSTOMER, 1000), turn(AGENT, 2000)]
    order.resumed(CUSTOMER, 3000)
    assert order.ready(5.5) == [turn(AGENT, 4000)]


def test_the_end_of_the_call_releases_everything():
    """`flush` gives all turns that are held, by their start."""
    order = TurnOrder()
    order.spoken(CUSTOMER, 500)
    order.finished(turn(AGENT, 2000), 3.0)
    order.finished(turn(AGENT, 1000), 3.0)
    assert order.flush() == [turn(AGENT, 1000), turn(AGENT, 2000)]
    assert order.flush() == []


def test_late_turns_wait_for_each_other():
    """Both recognisers were away: who catches up first does not overtake the other."""
    order = TurnOrder()
    order.spoken(CUSTOMER, 1000)
    order.spoken(AGENT, 2000)
    order.finished(turn(AGENT, 2000), 30.0, late_s=20.0)
    assert order.ready(45.0) == []
    order.finished(turn(CUSTOMER, 1000), 46.0, late_s=40.0)
    assert order.ready(46.0) == [turn(CUSTOMER, 1000), turn(AGENT, 2000)]


def test_a_turn_takes_along_what_its_party_said_before():
    """A turn in time waits no longer for another that was late, and does not overtake it."""
    order = TurnOrder()
    order.spoken(AGENT, 500)
    order.finished(turn(CUSTOMER, 1000), 30.0, late_s=20.0)
    order.finished(turn(CUSTOMER, 28_000), 30.0)
    assert order.ready(31.0) == []
    assert order.ready(31.5) == [turn(CUSTOMER, 1000), turn(CUSTOMER, 28_000)]


def test_words_that_were_given_up_are_waited_for_while_their_recogniser_is_behind():
    """By the agent's turns for longer: no advice waits for those."""
    order = TurnOrder()
    order.spoken(CUSTOMER, 1000)
    order.given_up(CUSTOMER, 1000)
    order.finished(turn(AGENT, 2000), 4.0)
    assert order.ready(4.0) == [turn(AGENT, 2000)]
    order.fell_behind(CUSTOMER, behind=True)
    order.finished(turn(AGENT, 5000), 6.0)
    assert order.ready(15.9) == []
    order.fell_behind(CUSTOMER, behind=False)
    assert order.ready(15.9) == [turn(AGENT, 5000)]


def test_the_end_of_the_call_releases_what_waits_for_a_recogniser_that_is_behind():
    """Nothing is left."""
    order = TurnOrder()
    order.fell_behind(CUSTOMER, behind=True)
    order.given_up(CUSTOMER, 1000)
    order.finished(turn(AGENT, 2000), 4.0)
    assert order.flush() == [turn(AGENT, 2000)]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["spoken", "resumed", "finished"]),
        st.sampled_from(Speaker),
        st.integers(0, 20),
        st.floats(0, 2),
    ),
    max_size=30,
)


@given(STEPS)
def test_every_turn_comes_out_once_and_in_time(
    steps: list[tuple[str, Speaker, int, float]],
):
    """Whatever happens, each finished turn is given once, at most `MAX_WAIT_S` after its words."""
    order, now, given_out, due = TurnOrder(), 0.0, [], {}
    for number, (step, speaker, start, wait) in enumerate(steps):
        now += wait
        given_out += order.ready(now)
        late = [known for known, until in due.items() if until <= now and known not in given_out]
        assert not late
        match step:
            case "spoken":
                order.spoken(speaker, start)
            case "resumed":
                order.resumed(speaker, start)
            case "finished":
                finished = turn(speaker, start * 100 + number)
                due[finished] = now + MAX_WAIT_S
                order.finished(finished, now)
        ready = order.ready(now)
        assert ready == sorted(ready, key=lambda known: known.start_ms)
        given_out += ready
    given_out += order.flush()
    assert sorted(given_out, key=str) == sorted(due, key=str)
