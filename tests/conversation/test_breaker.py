"""The breaker of a model: when it is asked, by what happened before; no clock, no I/O."""

import pytest

from conversation.models.breaker import (
    AGAIN_PART,
    PERIOD_S,
    THRESHOLD,
    Breaker,
    BreakerState,
    Permit,
)


def permit(breaker: Breaker, now: float = 0.0) -> Permit:
    given = breaker.allow(now)
    assert given
    return given


def opened(at: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(THRESHOLD):
        permit(breaker).failed(at)
    assert breaker.state is BreakerState.OPEN
    return breaker


def test_failures_in_a_row_open_it():
    """One fewer does not, and an answer in between begins the count anew."""
    breaker = Breaker()
    for _ in range(3):
        for _ in range(THRESHOLD - 1):
            permit(breaker).failed(0)
        permit(breaker).succeeded()
    assert breaker.state is BreakerState.CLOSED
    for _ in range(THRESHOLD):
        permit(breaker).failed(0)
    assert breaker.state is BreakerState.OPEN
    assert breaker.allow(PERIOD_S - 0.01) is None


def test_one_probe_a_period():
    """Of twenty who ask when it is time, one may; after its failure the next period begins."""
    breaker = opened()
    for at in (PERIOD_S, 2 * PERIOD_S, 3 * PERIOD_S):
        [probe] = [given for _ in range(20) if (given := breaker.allow(at))]
        assert breaker.state is BreakerState.HALF_OPEN
        assert breaker.allow(at + 1000) is None
        probe.failed(at)
        assert breaker.allow(at + PERIOD_S - 0.01) is None


def test_a_probe_that_is_answered_closes_it():
    """All are let through again, and old failures count no more."""
    breaker = opened()
    permit(breaker, PERIOD_S).succeeded()
    assert breaker.state is BreakerState.CLOSED
    permit(breaker).failed(PERIOD_S)
    assert breaker.state is BreakerState.CLOSED


def test_a_cancelled_guess_tells_nothing():
    """Neither a success nor a failure, however many there are; the next probe comes soon."""
    breaker = Breaker()
    for _ in range(THRESHOLD - 1):
        permit(breaker).failed(0)
    for _ in range(20):
        permit(breaker).give_back(0)
    assert breaker.state is BreakerState.CLOSED
    permit(breaker).failed(0)
    assert breaker.state is BreakerState.OPEN
    permit(breaker, PERIOD_S).give_back(PERIOD_S)
    assert breaker.state is BreakerState.OPEN
    assert breaker.allow(PERIOD_S) is None
    permit(breaker, PERIOD_S + AGAIN_PART * PERIOD_S).succeeded()
    assert breaker.state is BreakerState.CLOSED


def test_what_was_asked_before_it_opened_tells_nothing_later():
    """Twenty requests were out: the late ones neither close it nor put the probe off."""
    breaker = Breaker()
    late = [permit(breaker) for _ in range(20)]
    for one in late[:THRESHOLD]:
        one.failed(0)
    late[THRESHOLD].succeeded()
    late[THRESHOLD + 1].failed(PERIOD_S - 1)
    assert breaker.state is BreakerState.OPEN
    assert breaker.allow(PERIOD_S)


def test_the_first_word_on_a_permit_counts():
    """Whoever used it can't use it again."""
    breaker = Breaker()
    for _ in range(THRESHOLD):
        one = permit(breaker)
        one.succeeded()
        one.failed(0)
    assert breaker.state is BreakerState.CLOSED


@pytest.mark.parametrize(("asked_for", "wait"), [(7.0, 7.0), (120.0, 120.0), (10**9, 600.0)])
def test_what_a_server_asks_for_is_obeyed_at_once(asked_for: float, wait: float):
    """After one 429, nobody asks until the time that it named; a wild one is held to 600 s."""
    breaker = Breaker()
    permit(breaker).failed(0, asked_for)
    assert breaker.wait_s(0) == wait
    assert breaker.allow(wait - 0.01) is None
    assert breaker.allow(wait)


def test_the_longest_wait_that_was_asked_for_counts():
    """Of several 429s at once; one that is over at once is any failure."""
    breaker = Breaker()
    late = permit(breaker)
    permit(breaker).failed(0, 5)
    late.failed(0, 20)
    assert breaker.allow(19) is None
    other = Breaker()
    permit(other).failed(0, 0)
    assert other.state is BreakerState.CLOSED
