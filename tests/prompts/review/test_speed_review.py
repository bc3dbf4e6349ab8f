"""Cue speed review: what a disturbed machine may do to the times, and what it may not."""

from itertools import chain, repeat

from prompts.review.speed_review import SLOW, times_as_long


def rounds(*disturbed: float, then: float):
    """A stopwatch: the disturbed rounds in seconds, and the same time ever after."""
    times = chain(disturbed, repeat(then))
    return lambda: next(times)


def test_a_disturbed_plain_word_does_not_acquit_a_slow_cue():
    """Seen in CI: the plain word was held up as long as the slow cue took."""
    assert times_as_long(rounds(then=5.0), rounds(9.0, 9.0, then=0.05)) == 100


def test_a_disturbed_cue_is_acquitted_by_one_round():
    """The last of them is enough."""
    held_up = [5.0] * 9
    assert times_as_long(rounds(*held_up, then=0.1), rounds(then=0.05)) == 2


def test_a_machine_that_is_slow_for_both_changes_nothing():
    """All that counts is the one against the other."""
    assert times_as_long(rounds(then=10 * (SLOW + 1)), rounds(then=10)) == SLOW + 1
