"""Export formats of many calls: those of lines, JSON Lines and CSV, a few rows at a time."""

import csv
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from conversation.export.rows import Row

_BLANK = " \u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
_FORMULA = re.compile(f"[{_BLANK}]*[-=+@\t\r\n\u2212\uff0b\uff0d\uff1d\uff20]")
"""The beginning of a text that a spreadsheet takes for a formula, seen or not, narrow or wide."""


class TableFormat(StrEnum):
    """A way to write the rows of many calls; also the ending of the file."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class TableWriter:
    """Writer of the rows of a format.

    Attributes:
        media_type: Of the file.
        head: The file's beginning, of the names of the columns.
        write: The bytes of some rows.
    """

    media_type: str
    head: Callable[[Collection[str]], bytes]
    write: Callable[[Collection[str], Iterable[Row]], bytes]


def _no_head(_: Collection[str]) -> bytes:
    return b""


def _json_lines(columns: Collection[str], rows: Iterable[Row]) -> bytes:
    lines = ({name: row[name] for name in columns} for row in rows)
    option = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
    return b"".join(orjson.dumps(line, option=option) for line in lines)


def _csv_head(columns: Collection[str]) -> bytes:
    # With the mark by which spreadsheets know UTF-8.
    return b"\xef\xbb\xbf" + _csv_lines([columns])


def _csv(columns: Collection[str], rows: Iterable[Row]) -> bytes:
    return _csv_lines([[_cell(row[name]) for name in columns] for row in rows])


def _csv_lines(lines: Iterable[Iterable[Any]]) -> bytes:
    written = _Lines()
    csv.writer(written).writerows(lines)
    return "".join(written.lines).encode()


class _Lines:
    """Lines as `csv` writes them."""

    def __init__(self) -> None:
        self.lines = list[str]()

    def write(self, line: str) -> None:
        self.lines.append(line)


def _cell(value: Any) -> Any:
    """A value as a spreadsheet shows it: a text is never a formula, what is missing is empty."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, str):
        safe = value.replace("\0", "")
        return f"'{safe}" if _FORMULA.match(safe) else safe
    return value


TABLE_WRITERS: dict[TableFormat, TableWriter] = {
    TableFormat.JSONL: TableWriter("application/jsonl", _no_head, _json_lines),
    TableFormat.CSV: TableWriter("text/csv", _csv_head, _csv),
}
"""How each format of lines is written."""
MEDIA_TYPES = {kind: writer.media_type for kind, writer in TABLE_WRITERS.items()} | {
    TableFormat.PARQUET: "application/vnd.apache.parquet"
}
