"""The tables agree with the record, and keep moments as they are."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite

from stores.log.records import CallRecord
from stores.tables.schema import UtcDateTime, calls
from tests.stores.events import NOON, started


def test_a_record_is_a_row_of_calls() -> None:
    """The fields of a record are the columns of its table, in their order."""
    row = CallRecord.started(started("A"), 1).as_row()
    assert list(row) == [column.name for column in calls.c]


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=lambda d: d.name)
def test_a_moment_comes_back_in_utc(dialect: Dialect) -> None:
    """Whatever its zone, a moment is the same after the database, to the microsecond."""
    column = UtcDateTime()
    in_paris = NOON.astimezone(timezone(timedelta(hours=1)))
    kept = column.process_bind_param(in_paris, dialect)
    back = column.process_result_value(kept, dialect)
    assert isinstance(back, datetime)
    assert (back, back.utcoffset()) == (NOON, timedelta(0))
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None
