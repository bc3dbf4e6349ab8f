"""Masked frame: a piece of audio or a text, as a client of a WebSocket sends it (RFC 6455, 5.2)."""

import os

from websockets.frames import apply_mask  # pyright: ignore[reportPrivateImportUsage] - C or Python

_TEXT_FRAME, _BINARY_FRAME, _MASKED = 0x81, 0x82, 0x80  # no fragment, not compressed
_LONG, _LONGEST = 126, 127  # the length follows in two bytes, in eight
_TWO_BYTES = 1 << 16
_MASKS_BYTES = 4096


class Masks:
    """Masks that nobody can foretell: the system is asked for many at a time."""

    def __init__(self) -> None:
        """Have none yet."""
        self._bytes, self._at = b"", 0

    def next(self) -> bytes:
        """Four bytes that were not given before."""
        if self._at == len(self._bytes):
            self._bytes, self._at = os.urandom(_MASKS_BYTES), 0
        self._at += 4
        return self._bytes[self._at - 4 : self._at]


_masks = Masks()


def masked_frame(message: bytes | str) -> bytes:
    """The message on the wire: binary, or text."""
    if isinstance(message, str):
        kind, data = _TEXT_FRAME, message.encode()
    else:
        kind, data = _BINARY_FRAME, message
    size = len(data)
    if size < _LONG:
        head = bytes((kind, _MASKED | size))
    elif size < _TWO_BYTES:
        head = bytes((kind, _MASKED | _LONG)) + size.to_bytes(2, "big")
    else:
        head = bytes((kind, _MASKED | _LONGEST)) + size.to_bytes(8, "big")
    mask = _masks.next()
    return head + mask + apply_mask(data, mask)
