"""When a recogniser's connection is tried again."""

import pytest

from services.stt.connection_policy import retry_in_s


@pytest.mark.parametrize(
    ("failures", "longest"), [(0, 0.25), (1, 0.25), (2, 0.5), (3, 1.0), (5, 4.0), (10, 4.0)]
)
def test_each_failure_doubles_the_wait_up_to_four_seconds(failures: int, longest: float):
    """A quarter of a second at first; spread over the upper half of the wait."""
    waits = [retry_in_s(failures) for _ in range(200)]
    assert longest / 2 <= min(waits) <= max(waits) <= longest
    assert max(waits) - min(waits) > longest / 4


def test_a_call_may_be_without_a_connection_for_hours():
    """The wait stays what it is, however many tries have failed."""
    assert retry_in_s(5000) <= 4
