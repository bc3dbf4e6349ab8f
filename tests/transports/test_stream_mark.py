"""Stream mark: which marks of a stream are ours."""

from datetime import UTC, datetime, timedelta

import pytest

from transports.twilio.stream_mark import LIFETIME, StreamMarks

NOW = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)
SAID = {"inbound_role": "agent", "agent_id": "maria"}
MARKS = StreamMarks("0123456789abcdef")
MARK = MARKS.make("CA1", SAID, NOW)


def test_a_mark_holds_for_its_call_for_minutes() -> None:
    """In any order of the parameters, and in any process that has the same auth token."""
    other_way_round = dict(reversed(SAID.items()))
    assert MARKS.fits(MARK, "CA1", SAID, NOW)
    assert StreamMarks("0123456789abcdef").fits(MARK, "CA1", other_way_round, NOW + LIFETIME / 2)


@pytest.mark.parametrize(
    ("mark", "call_id", "parameters", "later"),
    [
        (MARK, "CA2", SAID, timedelta()),
        (MARK, "CA1", SAID | {"agent_id": "mallory"}, timedelta()),
        (MARK, "CA1", SAID | {"more": "x"}, timedelta()),
        (MARK, "CA1", {"inbound_role": "agent"}, timedelta()),
        (MARK, "CA1", SAID, LIFETIME),
        (f"{int(MARK.partition('.')[0]) + 600}.{MARK.partition('.')[2]}", "CA1", SAID, LIFETIME),
        (MARK[:-4], "CA1", SAID, timedelta()),
        (MARK.partition(".")[0], "CA1", SAID, timedelta()),
        ("", "CA1", SAID, timedelta()),
        (".", "CA1", SAID, timedelta()),
        ("é.é", "CA1", SAID, timedelta()),
        (StreamMarks("another").make("CA1", SAID, NOW), "CA1", SAID, timedelta()),
    ],
)
def test_any_other_mark_is_none(
    mark: str, call_id: str, parameters: dict[str, str], later: timedelta
) -> None:
    """Of another call, with other parameters, too old, made longer, cut, or by another token."""
    assert not MARKS.fits(mark, call_id, parameters, NOW + later)


def test_names_and_values_do_not_run_into_each_other() -> None:
    """What stands between them is part of what is signed."""
    mark = MARKS.make("CA1", {"a": "b,c", "d": "e"}, NOW)
    assert not MARKS.fits(mark, "CA1", {"a": "b", "c,d": "e"}, NOW)
