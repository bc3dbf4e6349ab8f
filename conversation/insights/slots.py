"""Slots of time whose calls have one tally: days that are over, and the hours of today, in UTC."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

_MOST_SPANS = 20


class Grain(StrEnum):
    """The length of a slot, by how its name is written."""

    DAY = "%Y-%m-%d"
    HOUR = "%Y-%m-%d %H"


_LENGTHS = {Grain.DAY: timedelta(days=1), Grain.HOUR: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A span of time in which calls start, from `since` until before `until`; None: no bound."""

    since: datetime | None = None
    until: datetime | None = None

    def within(self, other: "TimeSpan") -> "TimeSpan":
        """What both have in common."""
        since = max((at for at in (self.since, other.since) if at), default=None)
        until = min((at for at in (self.until, other.until) if at), default=None)
        return TimeSpan(since, until)


def slot_name(at: datetime, grain: Grain) -> str:
    """The name of the slot that a moment is in."""
    return at.astimezone(UTC).strftime(grain)


def slot_span(name: str, grain: Grain) -> TimeSpan:
    """The time that a slot takes."""
    since = datetime.strptime(name, grain).replace(tzinfo=UTC)
    return TimeSpan(since, since + _LENGTHS[grain])


def midnight(now: datetime) -> datetime:
    """When today began: before, slots are days; from then on, hours."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def runs(slots: Iterable[str], wanted: Iterable[str], grain: Grain) -> list[TimeSpan]:
    """Few spans that hold all wanted slots; of the others, as few as that allows.

    Args:
        slots: All slots that have calls.
        wanted: Those that are looked for.
        grain: Of both.
    """
    found = list(_runs(sorted(slots), set(wanted), grain))
    return found if len(found) <= _MOST_SPANS else [TimeSpan(found[0].since, found[-1].until)]


def _runs(slots: list[str], wanted: set[str], grain: Grain) -> Iterator[TimeSpan]:
    first: TimeSpan | None = None
    last = TimeSpan()
    for name in slots:
        if name in wanted:
            last = slot_span(name, grain)
            first = first or last
        elif first:
            yield TimeSpan(first.since, last.until)
            first = None
    if first:
        yield TimeSpan(first.since, last.until)
