"""What the recogniser peers know: words with times, voices, and what an ear is."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

RATE = 8000
"""Samples a second of all audio here."""
BLOCK_MS = 20
BLOCK = RATE * BLOCK_MS // 1000
"""Samples of one block, the step in which audio is heard."""
THIN = 4
"""Samples that become one where a place is only roughly looked for."""
LOUD = 150.0
"""RMS of a 16-bit block above which somebody speaks (-47 dBFS)."""

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as printed, with casing and punctuation, and its time in the audio it was heard in."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Voice:
    """One party's side of a call, and what it says in it.

    Attributes:
        name: Whose voice it is, for the tests.
        pcm: 16-bit little-endian PCM, 8 kHz, from the start of the call.
        words: In order, times in ms from the start of `pcm`.
    """

    name: str
    pcm: bytes
    words: tuple[Word, ...]

    @cached_property
    def samples(self) -> Samples:
        """The PCM as numbers."""
        return samples(self.pcm)

    @cached_property
    def thin(self) -> Samples:
        """One sample for each `THIN`, enough to find a place by."""
        return thinned(self.samples)

    @cached_property
    def spectrum(self) -> npt.NDArray[np.complex128]:
        """The spectrum of `thin`, kept because every search needs it."""
        return np.fft.rfft(self.thin, self.fft_size)

    @cached_property
    def energy(self) -> Samples:
        """The energy of `thin` before each of its samples, and of all of it."""
        return np.concatenate(([0.0], np.cumsum(self.thin**2)))

    @property
    def fft_size(self) -> int:
        """A power of two with room for a window of one second, so that nothing wraps around."""
        return 1 << (len(self.thin) + RATE // THIN - 1).bit_length()

    def at(self, start: int, length: int) -> Samples:
        """`length` samples from `start`; silence before the voice begins and after it ends."""
        piece = self.samples[max(start, 0) : max(start + length, 0)]
        if len(piece) == length:
            return piece
        before = min(max(-start, 0), length)
        return np.pad(piece, (before, length - before - len(piece)))


class Ear(Protocol):
    """Turns one socket's audio into words, timed in ms from the start of that audio."""

    def hear(self, block: Samples) -> list[Word]:
        """The words that this block of `BLOCK` samples completes."""
        ...

    def flush(self) -> list[Word]:
        """The words that are as good as complete when the audio stops here."""
        ...


def samples(pcm: bytes) -> Samples:
    """16-bit little-endian PCM as numbers."""
    return np.frombuffer(pcm, "<i2").astype(np.float64)


def thinned(audio: Samples) -> Samples:
    """The mean of each `THIN` samples."""
    return audio[: len(audio) // THIN * THIN].reshape(-1, THIN).mean(axis=1)


def is_loud(block: Samples) -> bool:
    """Whether somebody speaks in the block."""
    return float(block @ block) > LOUD * LOUD * len(block)
