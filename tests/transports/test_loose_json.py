"""Loose JSON: what it reads, and what it leaves whole."""

import json

import pytest

from transports.streams.loose_json import loose_json


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (r'"Ana \ud83d"', "Ana \ufffd"),
        (r'"\udc00\ud83d"', "\ufffd\ufffd"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"\ud83d\ud83d\ude00"', "\ufffd\U0001f600"),
        (r'"a\\\\ud83d"', "a\\\\ud83d"),
        ("[NaN, -Infinity, 1e999, 1.5]", [None, None, None, 1.5]),
        ('\ufeff{"a": "\n"}', {"a": "\n"}),
        (b'\xef\xbb\xbf{"a": "\xff"}', {"a": "\ufffd"}),
    ],
)
def test_what_is_meant_is_read(data: str | bytes, read: object):
    """Never half of a surrogate pair, which no database takes; pairs stay pairs."""
    assert loose_json(data) == read
    json.dumps(read, ensure_ascii=False).encode()


@pytest.mark.parametrize("data", ["", "{oops", "[" * 50_000, "9" * 5000, b"\x00\x01", "'a'"])
def test_what_is_no_json_is_nothing(data: str | bytes):
    """However deep, however long."""
    assert loose_json(data) is None
