"""Sound files whose recorder was killed, and files that are none."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from transports.recording.sound_file import (
    MAX_HOURS,
    RecordingError,
    open_file,
    read_samples,
    read_seconds,
)
from transports.recording.sound_header import MendedFile

RATE = 8000
TONE = np.stack([np.sin(np.arange(RATE) / 9), np.sin(np.arange(RATE) / 5)], axis=1) / 2


def sound(kind: str) -> bytes:
    """A second of two tones."""
    file = io.BytesIO()
    soundfile.write(file, TONE, RATE, format=kind)
    return file.getvalue()


def with_sizes(size: int, kind: str = "WAV") -> bytes:
    """A WAV whose header tells `size` for the audio, and for the whole."""
    wav, told = sound(kind), size.to_bytes(4, "little")
    at = wav.index(b"data") + 4
    return wav[:4] + told + wav[8:at] + told + wav[at + 4 :]


def without_rf64_sizes() -> bytes:
    rf64 = sound("RF64")
    at = rf64.index(b"ds64") + 8
    return rf64[:at] + bytes(24) + rf64[at + 24 :]


def read(folder: Path, content: bytes, name: str = "call.wav") -> np.ndarray:
    (folder / name).write_bytes(content)
    with open_file(folder / name) as file:
        seconds = list(read_seconds(file, str(folder / name), 2, "two parties"))
    assert {rate for rate, _ in seconds} == {RATE}
    return np.concatenate([samples for _, samples in seconds])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(with_sizes(0), id="zero"),
        pytest.param(with_sizes(0, "WAVEX"), id="extensible, zero"),
        pytest.param(with_sizes(0xFFFFFFFF), id="all ones"),
        pytest.param(with_sizes(0x7FFFFFFF), id="the largest signed"),
        pytest.param(with_sizes(0x80000000), id="the smallest signed"),
        pytest.param(without_rf64_sizes(), id="RF64"),
        pytest.param(sound("AU")[:8] + bytes(4) + sound("AU")[12:], id="AU, zero"),
        pytest.param(sound("AU")[:8] + b"\xff" * 4 + sound("AU")[12:], id="AU, unknown"),
    ],
)
def test_a_size_that_was_never_written_is_read_to_the_end(tmp_path: Path, content: bytes) -> None:
    """Its recorder was killed, or streamed; all the audio is there."""
    samples = read(tmp_path, content)
    assert samples.shape == TONE.shape
    assert np.abs(samples - TONE).max() < 0.001


@pytest.mark.parametrize("kind", ["WAV", "AIFF", "AU", "W64", "RF64", "MP3"])
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path, kind: str) -> None:
    """The audio before the break is heard."""
    content = sound(kind)
    assert len(read(tmp_path, content[: len(content) * 2 // 3 + 1])) > RATE // 2


def test_a_flac_that_breaks_off_is_read_to_its_last_whole_second(tmp_path: Path) -> None:
    """A block that can't be decoded ends the recording, and does not refuse it."""
    file = io.BytesIO()
    soundfile.write(file, np.concatenate([TONE] * 5), RATE, format="FLAC")
    content = file.getvalue()
    assert len(read(tmp_path, content[: len(content) * 2 // 3])) == 3 * RATE


def test_an_empty_recording_with_notes_after_it_is_empty(tmp_path: Path) -> None:
    """Chunks that follow are no audio."""
    wav = sound("WAV")
    at = wav.index(b"data") + 4
    notes = b"LIST" + (4).to_bytes(4, "little") + b"INFO"
    with pytest.raises(RecordingError, match="holds no audio"):
        read(tmp_path, wav[:at] + bytes(4) + notes)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("call.raw", bytes(1000)),
        ("call.ulaw", b"\xff" * 1000),
        ("call.wav", b""),
        ("call.wav", b"RIFF"),
        ("call.wav", b"RIFF\0\0\0\0WAVE"),
        ("call.wav", b"RIFF\0\0\0\0WAVEdata\0\0\0\0" + bytes(100)),
        ("call.au", b".snd" + bytes(100)),
        ("call.flac", b"fLaC" + b"\xff" * 100),
        ("call.mp4", bytes(4) + b"ftypisom" + bytes(200)),
        ("call.pdf", b"%PDF-1.7"),
    ],
)
def test_what_is_no_sound_file_is_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    """Headerless audio, a video, a half header: refused by name, whatever the library raises."""
    with pytest.raises(RecordingError) as refused:
        read(tmp_path, content, name)
    assert str(refused.value).startswith(f"{tmp_path / name}: ")
    assert "\n" not in str(refused.value)
    assert "0x" not in str(refused.value)


def test_a_place_before_the_file_is_not_sought_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A library seeks such a place in an AIFF without audio; Python's error would be printed."""
    (tmp_path / "call.aiff").write_bytes(sound("AIFF"))
    with (tmp_path / "call.aiff").open("rb") as file:
        mended = MendedFile(file)
        mended.seek(20)
        assert [mended.seek(-1), mended.seek(-(2**63))] == [20, 20]
    with pytest.raises(RecordingError, match="not a readable"):
        read(tmp_path, sound("AIFF").replace(b"SSND", b"NONE"), "call.aiff")
    assert capfd.readouterr().err == ""


def test_what_a_file_hides_behind_its_header_is_counted(tmp_path: Path) -> None:
    """A small file of hours of silence, whose header does not tell, is read as far as may be."""
    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", 4000, 1, format="FLAC") as file:
        for _ in range(MAX_HOURS * 60 + 1):
            file.write(np.zeros(4000 * 60, np.int16))
    content = bytearray(path.read_bytes())
    assert len(content) < 1_000_000
    content[21:26] = bytes([content[21] & 0xF0]) + bytes(
        4
    )  # STREAMINFO's number of samples: unknown
    with pytest.raises(RecordingError, match="is longer than 4 hours"):
        for _ in read_seconds(io.BytesIO(content), "long.flac", 1, "one party"):
            pass


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("rate", [8000, 16_000])
@pytest.mark.parametrize("wild", [float("inf"), float("-inf"), float("nan"), 3e38, -1e300])
def test_samples_that_are_no_sound_are_the_loudest_or_none(rate: int, wild: float):
    """A float that is infinite, huge or no number: no warning of a library, and no wrong cast."""
    samples = np.zeros((rate, 1))
    samples[::7] = wild
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="DOUBLE")
    file.seek(0)
    heard = read_samples(file, "wild.wav", 1, "one channel")
    assert len(heard) == pytest.approx(8000, abs=10)
    assert (np.abs(heard.astype(int)).max() > 1000) == (not np.isnan(wild))
