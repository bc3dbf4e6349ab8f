"""The length of a call is what its last end says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from conversation.after_call.call_length import told_length
from conversation.events.event import CallEvent, EventType

STARTED = ("call.started", {"source": "text"})
CUT = ("call.ended", {"reason": "interrupted", "duration_ms": 49_000})
ENDED = ("call.ended", {"reason": "hangup", "duration_ms": 95_000})
SUMMED_UP = ("call.summary", {})


@pytest.mark.parametrize(
    ("told", "length"),
    [
        ([STARTED, ENDED, SUMMED_UP], 95_000),
        ([STARTED, CUT, STARTED, ENDED], 95_000),
        ([STARTED, CUT, STARTED], None),
        ([STARTED], None),
        ([STARTED, ("call.ended", {"reason": "hangup"})], None),
        ([], None),
    ],
)
def test_the_last_end_says_it(told: list[tuple[str, dict[str, Any]]], length: int | None) -> None:
    """Of a call that came back, the end after that; nothing does while it goes on."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    assert (
        told_length([CallEvent("CA1", EventType(kind), at, data) for kind, data in told]) == length
    )
