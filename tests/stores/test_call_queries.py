"""Queries over real databases; most of them are tested through `test_event_reader.py`."""

from datetime import timedelta

from stores.log.event_log import EventLog
from tests.stores.events import NOON, started


async def test_lists_the_calls_of_a_time(log: EventLog) -> None:
    """From a time on, and up to one; a call that starts at the end is outside."""
    for n in range(4):
        await log.append(started(f"C{n}", NOON + timedelta(hours=n)))
    found = await log.calls(since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=3))
    assert [record.call_id for record in found] == ["C2", "C1"]
