"""Mu-law audio as the telephone network carries it (ITU-T G.711): 8 kHz, one byte a sample.

Both directions are one table look-up: `take`, which needs a quarter of the time of an index.
"""

import numpy as np

RATE = 8000
"""Samples a second."""
SILENCE = 0xFF
"""The byte of a zero sample; fills gaps."""

_BIAS = 33
_CLIP = 8158


def _decode_table() -> np.ndarray:
    code = ~np.arange(256) & 0xFF  # all bits are inverted on the line
    magnitude = ((2 * (code & 0x0F) + _BIAS) << ((code >> 4) & 0x07)) - _BIAS
    return (np.where(code & 0x80, -magnitude, magnitude) << 2).astype("<i2")


def _encode_table() -> np.ndarray:
    sample = np.arange(1 << 16, dtype=np.uint16).astype(np.int16).astype(np.int32)
    magnitude = np.minimum(np.abs(sample) >> 2, _CLIP) + _BIAS  # G.711 has 14 bits
    segment = np.log2(magnitude).astype(np.int32) - 5
    step = (magnitude >> (segment + 1)) & 0x0F
    sign = np.where(sample < 0, 0x80, 0)
    return (~(sign | segment << 4 | step) & 0xFF).astype(np.uint8)


_DECODE = _decode_table()
_ENCODE = _encode_table()


def decode(mulaw: bytes) -> bytes:
    """Mu-law bytes as 16-bit little-endian PCM, two bytes for each one."""
    return _DECODE.take(np.frombuffer(mulaw, np.uint8)).tobytes()


def encode(pcm: bytes) -> bytes:
    """16-bit little-endian PCM as mu-law bytes, one for each two.

    Raises:
        ValueError: Half a sample at the end.
    """
    return _ENCODE.take(np.frombuffer(pcm, "<u2")).tobytes()
