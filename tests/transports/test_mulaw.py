import io

import numpy as np
import pytest
import soundfile

from transports.audio import mulaw

EVERY_SAMPLE = np.arange(-32768, 32768).astype("<i2")


def test_decoding_is_bit_exact() -> None:
    """Every one of the 256 codes decodes to what libsndfile makes of it."""
    codes = bytes(range(256))
    expected, _ = soundfile.read(
        io.BytesIO(codes),
        dtype="int16",
        format="RAW",
        subtype="ULAW",
        samplerate=8000,
        channels=1,
    )
    assert mulaw.decode(codes) == expected.astype("<i2").tobytes()


def test_encoding_is_bit_exact() -> None:
    """Every one of the 65,536 samples encodes to what libsndfile makes of it."""
    out = io.BytesIO()
    soundfile.write(out, EVERY_SAMPLE, 8000, format="RAW", subtype="ULAW")
    assert mulaw.encode(EVERY_SAMPLE.tobytes()) == out.getvalue()


def test_silence_is_zero() -> None:
    """The gap filler is the code of a zero sample, both ways."""
    assert mulaw.decode(bytes([mulaw.SILENCE])) == b"\0\0"
    assert mulaw.encode(b"\0\0") == bytes([mulaw.SILENCE])


def test_empty_audio_stays_empty() -> None:
    """No bytes in, no bytes out."""
    assert mulaw.decode(b"") == mulaw.encode(b"") == b""


def test_half_a_sample_is_refused() -> None:
    """PCM that ends inside a sample raises, so no frame is silently shifted."""
    with pytest.raises(ValueError, match="multiple"):
        mulaw.encode(b"\0\0\0")
