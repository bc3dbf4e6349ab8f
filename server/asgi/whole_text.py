"""Whole text messages: what a read brings, as nearly all reads of audio bring nothing else.

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


def whole_text(data: bytes, at: int = 0) -> tuple[bytes, int] | None:
    """The text of the whole, masked text message that stands at a place of data, and its end.

    Returns:
        None where none of less than 64 kB does.
    """
    mask_at = at + 2
    if len(data) < mask_at + _MASK_BYTES or data[at] != _FINAL_TEXT or data[at + 1] < _MASKED:
        return None
    size = data[at + 1] - _MASKED
    if size == _LONG:
        return None
    if size == _SHORT:
        size, mask_at = int.from_bytes(data[mask_at : mask_at + 2], "big"), mask_at + 2
    text_at = mask_at + _MASK_BYTES
    end = text_at + size
    if len(data) < end:
        return None
    return apply_mask(data[text_at:end], data[mask_at:text_at]), end


def is_between_frames(parser: Generator[Any]) -> bool:
    """Whether a parser of `websockets` has taken all that came, and waits for a new frame."""
    while inner := getattr(parser, "gi_yieldfrom", None):
        parser = inner
    return getattr(parser, "gi_code", None) is _BETWEEN_FRAMES
