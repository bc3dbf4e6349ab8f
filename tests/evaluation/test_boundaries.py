"""The customer's thoughts end where the agent really speaks; words are lost or doubled nowhere."""

from evaluation.scoring.boundaries import Boundaries, boundaries_of, unit_ends
from tests.evaluation.stage import agent, customer, labelled, told_as_labelled, turn_final

CALL = labelled(customer("one two three", start_ms=0, end_ms=4000), agent("four", start_ms=5000))


def test_turns_with_no_real_turn_of_the_agents_between_are_one_thought() -> None:
    """A backchannel is none, be it labelled so or said so; a silence of 8 s ends a thought."""
    mhm = agent("Mhm.", start_ms=5000, end_ms=5400)
    second = customer(start_ms=6000, end_ms=9000)
    first = customer(start_ms=0, end_ms=4000)
    assert unit_ends(labelled(first, second)) == [9000]
    assert unit_ends(labelled(first, mhm, second)) == [9000]
    labelled_so = agent("Right you are.", start_ms=5000, end_ms=5400, kind=["backchannel"])
    assert unit_ends(labelled(first, labelled_so, second)) == [9000]
    real = agent("And when was that?", start_ms=5000, end_ms=5400)
    assert unit_ends(labelled(first, real, second)) == [4000, 9000]
    far = customer(start_ms=12_001, end_ms=13_000)
    assert unit_ends(labelled(first, far)) == [4000, 13_000]


def test_what_the_agent_says_within_a_turn_takes_no_floor() -> None:
    """Their words must come between two turns of the customer."""
    call = labelled(
        customer(start_ms=0, end_ms=9000),
        agent("And when was that?", start_ms=2000, end_ms=3000),
        customer(start_ms=9500, end_ms=12_000),
    )
    assert unit_ends(call) == [12_000]


def test_what_is_told_as_labelled_is_all_met() -> None:
    """Each end, and every word once."""
    assert boundaries_of(CALL, told_as_labelled(CALL)) == Boundaries(1, 1, 1, 0, 0)


def test_an_end_too_many_is_told_and_not_met() -> None:
    """A thought cut in two has one right end; as two segments of a unit, it is whole."""
    a1 = turn_final("a1", "four", 5000, 9000)
    parts = [turn_final("c1", "one", 0, 1000), turn_final("c2", "two three", 2000, 4000)]
    assert boundaries_of(CALL, [*parts, a1]) == Boundaries(2, 1, 1, 0, 0)
    tied = [turn_final("c1", "one", 0, 1000, unit_id="c1")]
    tied += [turn_final("c2", "two three", 2000, 4000, unit_id="c1")]
    assert boundaries_of(CALL, [*tied, a1]) == Boundaries(1, 1, 1, 0, 0)


def test_an_end_may_be_half_a_second_off() -> None:
    """Not more: then it is another one."""
    a1 = turn_final("a1", "four", 5000, 9000)
    near = turn_final("c1", "one two three", 0, 4500)
    far = turn_final("c1", "one two three", 0, 4501)
    assert boundaries_of(CALL, [near, a1]).met == 1
    assert boundaries_of(CALL, [far, a1]).met == 0


def test_words_lost_and_doubled_are_counted() -> None:
    """Of either party; what is hidden is not lost."""
    a1 = turn_final("a1", "four", 5000, 9000)
    lost = boundaries_of(CALL, [turn_final("c1", "one three", 0, 4000), a1])
    assert (lost.lost, lost.doubled) == (1, 0)
    doubled = boundaries_of(CALL, [turn_final("c1", "one two two three", 0, 4000), a1])
    assert (doubled.lost, doubled.doubled) == (0, 1)
    hidden = boundaries_of(CALL, [turn_final("c1", "one [card 1]", 0, 4000), a1])
    assert (hidden.lost, hidden.doubled) == (0, 0)
