"""Parquet files, as another program reads them; and how the writing of one ends."""

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from arro3.io import read_parquet

from conversation.export.columns import COLUMNS, ColumnKind, Shape
from conversation.export.rows import Row
from conversation.export.table_formats import TableFormat
from stores.errors import EventLogError
from stores.export.call_export import exported
from stores.export.parquet_export import parquet_pieces
from stores.log.event_log import EventLog, open_event_log
from tests.conversation.export.calls import START
from tests.stores.test_rollups import CALLS, fill

_COLUMNS = {
    "text": ColumnKind.TEXT,
    "number": ColumnKind.INT,
    "share": ColumnKind.FLOAT,
    "at": ColumnKind.TIME,
}


def columns_of(file: bytes) -> dict[str, list[Any]]:
    """The values of a file's columns, by their names."""
    table = read_parquet(io.BytesIO(file)).read_all()
    names = table.schema.names
    return {name: [*table.column(at).to_pylist()] for at, name in enumerate(names)}


async def rows_of(*some: list[Row]) -> AsyncIterator[list[Row]]:
    """Rows, some at a time."""
    for rows in some:
        yield rows


async def test_a_file_is_read_back() -> None:
    """Texts, numbers, moments in UTC, what is missing; no rows at all, too."""
    full = {"text": "é\n", "number": -1, "share": 1, "at": START + timedelta(microseconds=7)}
    none = dict.fromkeys(_COLUMNS)
    pieces = [one async for one in parquet_pieces(_COLUMNS, rows_of([], [full], [none, full]))]
    read = columns_of(b"".join(pieces))
    assert read == {name: [full[name], None, full[name]] for name in _COLUMNS}
    empty = [one async for one in parquet_pieces(_COLUMNS, rows_of([]))]
    assert columns_of(b"".join(empty)) == {name: [] for name in _COLUMNS}


async def test_a_file_is_streamed() -> None:
    """Rows are read while pieces are written, and no further than those are taken."""
    read = 0

    async def many() -> AsyncIterator[list[Row]]:
        nonlocal read
        for number in range(40):
            read += 1
            row = {"text": f"{number} ", "number": number, "share": 0.5, "at": START}
            yield [row | {"text": f"{number} {place}"} for place in range(5_000)]

    pieces = parquet_pieces(_COLUMNS, many())
    await anext(pieces)
    await anext(pieces)
    await asyncio.sleep(0)
    assert 0 < read < 40
    await pieces.aclose()
    assert read < 40


async def test_a_log_that_fails_is_told_as_it_is() -> None:
    """So that the file ends with an error, and is not taken for a whole one."""

    async def failing() -> AsyncIterator[list[Row]]:
        yield []
        raise EventLogError("the event log does not answer")

    with pytest.raises(EventLogError, match="does not answer"):
        async for _ in parquet_pieces(_COLUMNS, failing()):
            pass


@pytest.mark.parametrize("shape", Shape)
async def test_calls_as_parquet(tmp_path: Any, shape: Shape) -> None:
    """The columns of each shape, and as many rows as the lines of JSON."""
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        await fill(log)
        parquet = await _file(log, shape, TableFormat.PARQUET)
        lines = await _file(log, shape, TableFormat.JSONL)
    read = columns_of(parquet)
    assert list(read) == list(COLUMNS[shape])
    assert len(read["call_id"]) == len(lines.splitlines()) >= CALLS


async def _file(log: EventLog, shape: Shape, kind: TableFormat) -> bytes:
    return b"".join([piece async for piece in exported(log, shape, kind)])
