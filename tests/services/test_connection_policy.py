"""When a recogniser's connection is tried again."""

import pytest

from services.stt.connection_policy import ConnectionPolicy


@pytest.mark.parametrize(
    ("failures", "longest"), [(0, 0.5), (1, 1.0), (2, 2.0), (4, 8.0), (10, 8.0)]
)
def test_each_failure_doubles_the_wait_up_to_eight_seconds(failures: int, longest: float):
    """Half a second after a connection that lasted; spread over the upper half of the wait."""
    waits = [ConnectionPolicy().retry_in_s(failures) for _ in range(200)]
    assert longest / 2 <= min(waits) <= max(waits) <= longest
    assert max(waits) - min(waits) > longest / 4


def test_a_call_may_be_without_a_connection_for_hours():
    """The wait stays what it is, however many tries have failed."""
    assert ConnectionPolicy().retry_in_s(5000) <= 8
