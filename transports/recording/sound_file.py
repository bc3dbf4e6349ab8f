"""Recording file: its samples, to its end whatever its header says."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from conversation.errors import CallShadowError, ErrorCode
from transports.recording.sound_header import MendedFile

MAX_HOURS = 4


class RecordingError(CallShadowError):
    """A recording can't be used; the message is one line that says which and why."""

    code = ErrorCode.RECORDING_UNUSABLE


def read_samples(path: Path, channels: int, why: str) -> tuple[NDArray[Any], int]:
    """The samples of a sound file, a column a channel, from -1 to 1, and its rate in Hz.

    Args:
        path: A file in any encoding and rate that libsndfile reads.
        channels: How many there must be.
        why: Told where there are others.

    Raises:
        RecordingError: The file is missing, unreadable, empty, longer than `MAX_HOURS`, or has
            other channels.
    """
    if not path.is_file():
        raise RecordingError(f"{path}: no such file")
    try:
        with _opened(path) as sound:
            _check(path, sound, channels, why)
            rate = sound.samplerate
            try:
                # As floats: libsndfile does not scale float files to integers.
                samples = sound.read(dtype="float32", always_2d=True)
            except soundfile.SoundFileError:
                samples = np.concatenate(list(_by_the_second(path)))
    # soundfile's binding has no error of its own for some headers, and raises Python's.
    except (soundfile.SoundFileError, OSError, ValueError, TypeError, RuntimeError) as error:
        reason = getattr(error, "error_string", None) or getattr(error, "strerror", None)
        known = f" ({reason.rstrip('.')})" if reason else ""
        raise RecordingError(f"{path}: not a readable sound file{known}") from None
    if not len(samples):
        raise RecordingError(f"{path}: holds no audio")
    return np.nan_to_num(samples), rate


def _check(path: Path, sound: soundfile.SoundFile, channels: int, why: str) -> None:
    if sound.channels != channels:
        plural = "s" * (sound.channels != 1)
        raise RecordingError(f"{path}: has {sound.channels} channel{plural}; {why}")
    # Asked before it is read: a small file of a compressed format may be days long.
    if sound.frames > MAX_HOURS * 3600 * sound.samplerate:
        raise RecordingError(f"{path}: is longer than {MAX_HOURS} hours")


def _by_the_second(path: Path) -> Iterator[NDArray[Any]]:
    """The audio of a file that breaks off, as far as it can be decoded."""
    with _opened(path) as sound, suppress(soundfile.SoundFileError):
        while len(block := sound.read(sound.samplerate, dtype="float32", always_2d=True)):
            yield block


@contextmanager
def _opened(path: Path) -> Iterator[soundfile.SoundFile]:
    with path.open("rb", buffering=0) as file:
        # Without its name, by which soundfile takes `.raw` for audio of a rate that it is told.
        mended = MendedFile(file)
        with soundfile.SoundFile(mended) as sound:  # pyright: ignore[reportArgumentType]
            yield sound
