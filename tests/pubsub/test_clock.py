from datetime import UTC, datetime, timedelta

import pytest

from pubsub.clock import Clock


def test_the_time_has_a_timezone() -> None:
    """The present time is in UTC."""
    assert Clock().now().tzinfo is UTC


@pytest.mark.looptime
async def test_a_moment_that_is_over_is_not_waited_for() -> None:
    """`until` returns when the moment has come, at once for one in the past."""
    await Clock().until(datetime.now(UTC) - timedelta(hours=1))
