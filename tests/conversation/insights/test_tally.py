"""Tallies of calls, which add up; and the slots of time that they are made of."""

from datetime import UTC, datetime, timedelta, timezone

from conversation.insights.question import By
from conversation.insights.slots import Grain, TimeSpan, midnight, runs, slot_name, slot_span
from conversation.insights.tally import Tally, add, key_of, name_of
from conversation.insights.totals import insights_of

AT = datetime(2026, 11, 20, 0, 30, tzinfo=timezone(timedelta(hours=2)))


def test_tallies_add_up() -> None:
    """Numbers, lists, texts, and what lies deeper; what is added stays as it was."""
    first = {"calls": 1, "waits": [2], "title": "A", "by": {"x": 1}}
    second = {"calls": 2, "waits": [1], "title": "B", "by": {"y": 0.5}}
    total: Tally = {}
    add(total, first)
    add(total, second)
    assert total == {"calls": 3, "waits": [2, 1], "title": "B", "by": {"x": 1, "y": 0.5}}
    assert (first["waits"], first["by"]) == ([2], {"x": 1})


def test_no_key_is_another_name_than_an_empty_one() -> None:
    """A group of none, one whose name is empty, and one that has one."""
    keys = (None, "", "price")
    assert len({name_of(key) for key in keys}) == len(keys)
    assert tuple(key_of(name_of(key)) for key in keys) == keys


def test_slots_are_of_utc() -> None:
    """Half past midnight in Kyiv is the evening before."""
    assert slot_name(AT, Grain.DAY) == "2026-11-19"
    assert slot_name(AT, Grain.HOUR) == "2026-11-19 22"
    assert midnight(AT) == datetime(2026, 11, 19, tzinfo=UTC)
    hour = datetime(2026, 11, 19, 22, tzinfo=UTC)
    assert slot_span("2026-11-19 22", Grain.HOUR) == TimeSpan(hour, hour + timedelta(hours=1))


def test_what_two_spans_have_in_common() -> None:
    """The later begin and the earlier end; where there is no bound, the other's."""
    day = slot_span("2026-11-20", Grain.DAY)
    assert day.since
    noon = day.since + timedelta(hours=12)
    assert day.within(TimeSpan()) == day
    assert day.within(TimeSpan(noon)) == TimeSpan(noon, day.until)
    assert day.within(TimeSpan(None, noon)) == TimeSpan(day.since, noon)


def test_runs_hold_what_is_wanted_in_few_spans() -> None:
    """Neighbours are one, even where nothing lies between; very many are one that holds all."""
    days = [f"2026-11-{day:02}" for day in (2, 3, 6, 7, 9)]
    spans = runs(days, [days[0], days[1], days[2], days[4]], Grain.DAY)
    told = [(span.since.day, span.until.day) for span in spans if span.since and span.until]
    assert told == [(2, 7), (9, 10)]
    hours = [f"2026-11-{day:02} {hour:02}" for day in (2, 3, 4) for hour in range(24)]
    [span] = runs(hours, hours[::2], Grain.HOUR)
    assert span == TimeSpan(
        datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 4, 23, tzinfo=UTC)
    )


def test_what_has_a_cost_alone_is_no_group() -> None:
    """The others are told, the largest first, and all of them add up."""
    cards = {
        "": {"cost": 1.0},
        "=a": {"calls": 1, "shown": 2, "waits": [300, 100], "cost": 0.5},
        "=b": {"calls": 2, "shown": 3, "waits": [200]},
    }
    found = insights_of(By.MODEL, {"calls": 3, "started": 4, "known": 3, "cost": 1.5}, cards)
    assert [(one.key, one.p50_ms, one.cost) for one in found.groups] == [
        ("b", 200, None),
        ("a", 100, 0.5),
    ]
    total = found.total
    assert (total.calls, total.shown, total.p50_ms, total.p95_ms) == (3, 5, 200, 300)
    assert (total.cost, found.uncounted) == (1.5, 1)
