"""Rate limiter: how often somebody may ask."""

from hypothesis import given
from hypothesis import strategies as st

from server.asgi.rate_limit import RateLimiter


def test_so_many_may_pass_at_once_and_then_evenly() -> None:
    """After a burst of the whole limit, one more passes each time that its share has gone by."""
    limiter = RateLimiter(60, window_s=60)
    assert [limiter.take("a", 0.0).allowed for _ in range(61)] == [True] * 60 + [False]
    assert not limiter.take("a", 0.9).allowed
    assert [limiter.take("a", 1.0).allowed for _ in range(2)] == [True, False]
    assert [limiter.take("a", 11.0).allowed for _ in range(11)] == [True] * 10 + [False]


def test_each_key_is_counted_on_its_own() -> None:
    """One who asks too often costs the others nothing."""
    limiter = RateLimiter(1)
    assert limiter.take("a", 0.0).allowed
    assert not limiter.take("a", 0.0).allowed
    assert limiter.take("b", 0.0).allowed


def test_a_verdict_says_what_is_left_and_how_long_to_wait() -> None:
    """Remaining counts down; the reset is when all is free again; the wait is for the next one."""
    limiter = RateLimiter(4, window_s=60)
    first, second = limiter.take("a", 100.0), limiter.take("a", 105.0)
    assert (first.remaining, first.reset_s, first.retry_after_s) == (3, 15.0, 0.0)
    assert (second.remaining, second.reset_s) == (2, 25.0)
    limiter.take("a", 105.0)
    limiter.take("a", 105.0)
    refusal = limiter.take("a", 105.0)
    assert (refusal.allowed, refusal.remaining) == (False, 0)
    assert (refusal.reset_s, refusal.retry_after_s) == (55.0, 10.0)
    assert limiter.take("a", 115.0).allowed


def test_the_headers_are_those_of_the_draft() -> None:
    """Policy and state as structured fields, and the three older fields, in whole seconds."""
    verdict = RateLimiter(100, window_s=60).take("a", 0.0)
    assert verdict.headers() == {
        "RateLimit-Policy": '"default";q=100;w=60',
        "RateLimit": '"default";r=99;t=1',
        "RateLimit-Limit": "100",
        "RateLimit-Remaining": "99",
        "RateLimit-Reset": "1",
    }


def test_memory_is_bounded() -> None:
    """Of more keys than it may remember, the longest unseen is forgotten first."""
    limiter = RateLimiter(1, max_keys=2)
    for key in ("a", "b", "c"):
        limiter.take(key, 0.0)
    assert limiter.take("a", 0.0).allowed
    assert not limiter.take("c", 0.0).allowed


@given(st.integers(1, 50), st.lists(st.floats(0, 40, allow_nan=False), max_size=200))
def test_no_window_lets_more_than_twice_the_limit_pass(limit: int, steps: list[float]) -> None:
    """However requests come, a window holds the burst and what flows in, and no more."""
    limiter = RateLimiter(limit, window_s=60)
    now, passed = 0.0, []
    for step in steps:
        now += step
        verdict = limiter.take("a", now)
        assert 0 <= verdict.remaining <= limit
        assert verdict.allowed == (verdict.retry_after_s == 0)
        if verdict.allowed:
            passed.append(now)
    for start in passed:
        assert sum(start <= at < start + 60 for at in passed) <= 2 * limit


@given(st.integers(1, 1000), st.floats(0, 1e9, allow_nan=False))
def test_who_waits_as_told_may_pass(limit: int, now: float) -> None:
    """After `retry_after_s` the next request is not refused again."""
    limiter = RateLimiter(limit, window_s=60)
    while (verdict := limiter.take("a", now)).allowed:
        pass
    assert limiter.take("a", now + verdict.retry_after_s).allowed
