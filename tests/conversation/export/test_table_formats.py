"""Export formats of many calls: read back, they are what was written, and run nowhere."""

import csv
import io

import orjson
import pytest

from conversation.export.table_formats import TABLE_WRITERS, TableFormat
from tests.conversation.export.calls import START

COLUMNS = ["text", "number", "at"]


def written(kind: TableFormat, *texts: str | None) -> bytes:
    """A file with these texts."""
    writer = TABLE_WRITERS[kind]
    rows = [{"text": text, "number": -1, "at": START} for text in texts]
    return writer.head(COLUMNS) + writer.write(COLUMNS, rows)


def test_a_json_line_is_a_row() -> None:
    """In UTF-8, whatever line breaks a text has; what is missing is null."""
    lines = written(TableFormat.JSONL, "é\n", None).splitlines()
    read = [orjson.loads(line) for line in lines]
    assert read == [
        {"text": text, "number": -1, "at": "2026-11-20T08:00:00Z"} for text in ("é\n", None)
    ]


def test_csv_is_read_back() -> None:
    """With the names of its columns and the mark of UTF-8; a number stays one."""
    file = written(TableFormat.CSV, 'é, "so"\nhe said', None)
    assert file.startswith(b"\xef\xbb\xbftext,number,at\r\n")
    assert list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))) == [
        COLUMNS,
        ['é, "so"\nhe said', "-1", "2026-11-20T08:00:00Z"],
        ["", "-1", "2026-11-20T08:00:00Z"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\0=1"),
        *("\uff1d1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "\u22121"),  # as in Japanese sheets
        *("\u00a0=1", "\u200b=1", "\ufeff=1", "\u202e \u2066+1", "\u3000@A1"),
    ],
)
def test_no_text_is_a_formula(text: str) -> None:
    """What a spreadsheet would run stands behind an apostrophe."""
    row = written(TableFormat.CSV, text).decode("utf-8-sig").split("\r\n", 1)[1]
    assert next(csv.reader(io.StringIO(row, newline="")))[0].startswith("'")
