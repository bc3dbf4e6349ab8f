"""A-law audio as the telephone network carries it outside North America (ITU-T G.711), 8 kHz."""

import numpy as np

RATE = 8000
"""Samples a second."""


def _decode_table() -> np.ndarray:
    code = np.arange(256) ^ 0x55  # every other bit is inverted on the line
    segment, step = code >> 4 & 0x07, (code & 0x0F) << 4
    magnitude = np.where(segment == 0, step + 8, (step + 0x108) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype("<i2")


_DECODE = _decode_table()


def decode(alaw: bytes) -> bytes:
    """A-law bytes as 16-bit little-endian PCM, two bytes for each one."""
    return _DECODE.take(np.frombuffer(alaw, np.uint8)).tobytes()
