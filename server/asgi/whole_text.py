"""Whole text message: a read that brings one message and nothing else, as nearly all of audio do.

The library's parser takes any bytes in any pieces, which costs four times what such a message does.
"""

from collections.abc import Generator
from typing import Any

from websockets.frames import apply_mask  # pyright: ignore[reportPrivateImportUsage] - C or Python
from websockets.streams import StreamReader

_FINAL_TEXT = 0x81  # no fragment, not compressed
_MASKED = 0x80
_SHORT, _LONG = 126, 127  # from here on, the length follows in two bytes, in eight
_MASK_BYTES = 4
_BETWEEN_FRAMES = StreamReader.at_eof.__code__


def whole_text(data: bytes) -> bytes | None:
    """The text of data that is one whole, masked text message of less than 64 kB; else None."""
    if len(data) < 2 + _MASK_BYTES or data[0] != _FINAL_TEXT or not data[1] & _MASKED:
        return None
    size, mask_at = data[1] - _MASKED, 2
    if size == _LONG:
        return None
    if size == _SHORT:
        size, mask_at = int.from_bytes(data[2:4], "big"), 4
    text_at = mask_at + _MASK_BYTES
    if len(data) != text_at + size:
        return None
    return apply_mask(data[text_at:], data[mask_at:text_at])


def is_between_frames(parser: Generator[Any]) -> bool:
    """Whether a parser of `websockets` has taken all that came, and waits for a new frame."""
    while inner := getattr(parser, "gi_yieldfrom", None):
        parser = inner
    return getattr(parser, "gi_code", None) is _BETWEEN_FRAMES
