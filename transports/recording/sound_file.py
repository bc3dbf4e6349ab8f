"""Recording file: its samples, to its end whatever its header says, and no more than may be.

A file says how long it is, and may say what isn't so: a megabyte of FLAC can hold a day of silence.
So it is read by the second, and what is decoded is counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from conversation.errors import CallShadowError, ErrorCode
from transports.audio.mulaw import RATE
from transports.recording.sound_header import MendedFile

MAX_HOURS = 4
MIN_RATE, MAX_RATE = 4_000, 96_000


class RecordingError(CallShadowError):
    """A recording can't be used; the message is one line that says which and why."""

    code = ErrorCode.RECORDING_UNUSABLE


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """Open a sound file of this machine.

    Raises:
        RecordingError: It is missing, no file, or can't be opened.
    """
    try:
        if not path.is_file():
            what = "a folder or a device, and no file" if path.exists() else "no such file"
            raise RecordingError(f"{path}: {what}")
        file = path.open("rb")
    except OSError as error:
        raise RecordingError(f"{path}: not a readable sound file ({error.strerror})") from None
    with file:
        yield file


def read_samples(file: BinaryIO, name: str, channels: int, why: str) -> NDArray[np.int16]:
    """The samples of a sound file at 8 kHz, a column a channel; never more are in memory.

    Args:
        file: As for `read_seconds`, as all of these.
        name: What an error calls it.
        channels: How many columns there must be.
        why: Told where there are others.

    Raises:
        RecordingError: As `read_seconds`.
    """
    pcm = bytearray()
    resampler: soxr.ResampleStream | None = None
    for rate, second in read_seconds(file, name, channels, why):
        if rate == RATE:
            pcm += _pcm(second)
            continue
        resampler = resampler or soxr.ResampleStream(rate, RATE, channels)
        pcm += _pcm(resampler.resample_chunk(second))
    if resampler:
        rest = np.zeros((0, channels), np.float32)
        pcm += _pcm(resampler.resample_chunk(rest, last=True))
    return np.frombuffer(pcm, np.int16).reshape(-1, channels)


def _pcm(samples: NDArray[np.float32]) -> bytes:
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16).tobytes()


def read_seconds(
    file: BinaryIO, name: str, channels: int, why: str
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """The rate of a sound file in Hz and its samples from -1 to 1, second by second.

    Args:
        file: A file in any encoding that libsndfile reads, and with a rate from `MIN_RATE` to
            `MAX_RATE`.
        name: What an error calls it.
        channels: How many columns there must be.
        why: Told where there are others.

    Raises:
        RecordingError: The file is unreadable, empty, longer than `MAX_HOURS`, or has another rate
            or other channels.
    """
    read = 0
    try:
        # Without its name, by which soundfile takes `.raw` for audio of a rate that it is told.
        mended = MendedFile(file)
        with soundfile.SoundFile(mended) as sound:  # pyright: ignore[reportArgumentType]
            _check(name, sound, channels, why)
            for block in _seconds(sound):
                read += len(block)
                if read > MAX_HOURS * 3600 * sound.samplerate:
                    raise RecordingError(f"{name}: is longer than {MAX_HOURS} hours")
                yield sound.samplerate, np.clip(np.nan_to_num(block), -1, 1)
    # soundfile's binding has no error of its own for some headers, and raises Python's.
    except (soundfile.SoundFileError, OSError, ValueError, TypeError, RuntimeError) as error:
        reason = getattr(error, "error_string", None) or getattr(error, "strerror", None)
        known = f" ({reason.rstrip('.')})" if reason else ""
        raise RecordingError(f"{name}: not a readable sound file{known}") from None
    if not read:
        raise RecordingError(f"{name}: holds no audio")


def _seconds(sound: soundfile.SoundFile) -> Iterator[NDArray[Any]]:
    """The audio of a file; of one that breaks off, as far as it can be decoded."""
    begun = False
    while True:
        try:
            # As floats: libsndfile does not scale float files to integers.
            block = sound.read(sound.samplerate, dtype="float32", always_2d=True)
        except soundfile.SoundFileError:
            if not begun:
                raise
            return
        if not len(block):
            return
        begun = True
        yield block


def _check(name: str, sound: soundfile.SoundFile, channels: int, why: str) -> None:
    if sound.channels != channels:
        plural = "s" * (sound.channels != 1)
        raise RecordingError(f"{name}: has {sound.channels} channel{plural}; {why}")
    # Asked before it is read, where the file tells.
    if sound.frames > MAX_HOURS * 3600 * sound.samplerate:
        raise RecordingError(f"{name}: is longer than {MAX_HOURS} hours")
    if not MIN_RATE <= sound.samplerate <= MAX_RATE:
        raise RecordingError(
            f"{name}: has a rate of {sound.samplerate} Hz; {MIN_RATE} to {MAX_RATE} Hz can be read"
        )
