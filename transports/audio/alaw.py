"""A-law audio as the telephone network carries it outside North America (ITU-T G.711), 8 kHz."""

import audioop

RATE = 8000
"""Samples a second."""


def decode(alaw: bytes) -> bytes:
    """A-law bytes as 16-bit little-endian PCM, two bytes for each one."""
    return audioop.alaw2lin(alaw, 2)
