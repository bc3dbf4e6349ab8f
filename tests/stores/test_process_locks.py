"""Which processes count as dead, with the time passed in."""

from datetime import UTC, datetime, timedelta

from stores.databases.process_locks import DeathWatch

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
AFTER = timedelta(seconds=4)


def test_a_lock_that_is_gone_for_a_moment_is_no_death() -> None:
    """It has to be missing at all looks of a while; one that comes back begins anew."""
    watch = DeathWatch()

    def dead(missing: set[int], at_s: float) -> set[int]:
        return watch.dead(missing, NOON + timedelta(seconds=at_s), AFTER)

    assert dead({1, 2}, 0) == set()
    assert dead({1}, 2) == set()
    assert dead({1, 2}, 4) == {1}
    assert dead({1, 2}, 8) == {1, 2}


def test_where_one_look_is_enough_it_is() -> None:
    """As at a start."""
    assert DeathWatch().dead({1}, NOON, timedelta(0)) == {1}


def test_what_was_seen_before_a_lapse_is_no_proof() -> None:
    """Where nobody could look for a while, all may have lost their locks, and take them again."""
    watch = DeathWatch()
    minute = timedelta(minutes=1)
    assert watch.dead({1}, NOON, AFTER) == set()
    assert watch.dead({1}, NOON + minute, AFTER) == set()
    assert watch.dead({1}, NOON + minute + AFTER, AFTER) == {1}
