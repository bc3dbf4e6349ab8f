"""How long the work after a call waits, by how the call ended."""

from datetime import timedelta

import pytest

from conversation.jobs.settling import settle_time

SETTLE = timedelta(seconds=30)


@pytest.mark.parametrize("reason", ["disconnected", "interrupted", "shutdown", "silent", None])
def test_a_call_that_may_come_back_is_waited_for(reason: str | None) -> None:
    """As long as the setting says."""
    assert settle_time(reason, SETTLE) == SETTLE


@pytest.mark.parametrize("reason", ["hangup", "finished", "stopped"])
def test_a_call_that_was_hung_up_is_not(reason: str) -> None:
    """Nobody waits half a minute for a summary; a shorter setting counts."""
    assert settle_time(reason, SETTLE) == timedelta(seconds=2)
    assert settle_time(reason, timedelta(0)) == timedelta(0)
