"""Query of a period: from when to when, and of which agent; a moment without a zone is UTC's."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:.*)?")


def _read(value: Any) -> Any:
    """A day or a time as ISO 8601 writes it; a number is neither, and midnight is no day."""
    if not isinstance(value, str):
        return value
    try:
        if written := _WRITTEN.fullmatch(value):
            return (
                datetime.fromisoformat(value.upper()) if written[1] else date.fromisoformat(value)
            )
    except ValueError:
        pass
    raise ValueError("a day or a time as 2026-11-20 or 2026-11-20T08:00:00Z")


def _aware(moment: datetime | date) -> datetime | date:
    """A time without a zone is UTC's; a day after it, and its time in UTC, are times too."""
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(f"a year from {MINYEAR + 1} to {MAXYEAR - 1}")
    if isinstance(moment, datetime) and moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment


_Moment = Annotated[
    date | datetime,
    BeforeValidator(_read),
    AfterValidator(_aware),
    Field(examples=["2026-11-20", "2026-11-20T08:00:00Z"]),
]


class PeriodQuery(BaseModel):
    """A query for what began within a period."""

    since: _Moment | None = Field(
        None, alias="from", description="Begun then or later; a day begins at midnight UTC."
    )
    until: _Moment | None = Field(
        None, alias="to", description="Begun before then; a day counts to its end, UTC."
    )

    def moments(self) -> dict[str, datetime | None]:
        """The bounds as arguments of `EventLog.calls`."""
        return {"since": _moment(self.since), "until": _moment(self.until, timedelta(days=1))}


class Period(PeriodQuery):
    """A query for the calls that started within a period."""

    agent_id: Annotated[str | None, Field(max_length=64)] = None


def _moment(value: datetime | date | None, of_a_day: timedelta = timedelta()) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), UTC) + of_a_day
