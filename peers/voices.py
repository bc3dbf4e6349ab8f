"""Voices for the recogniser: of a recorded call, or made of noise where no speech is needed."""

from collections.abc import Sequence

import numpy as np

from conversation.speech.speakers import Speaker
from peers.speech import RATE, Voice, Word
from transports.recording.recording import Recording


def pcm_of(recording: Recording, speaker: Speaker) -> bytes:
    """One party's track as 16-bit little-endian PCM at 8 kHz."""
    return recording.tracks[speaker].astype("<i2").tobytes()


def recorded_voices(recording: Recording) -> list[Voice]:
    """Both parties of a recorded call that has a script."""
    assert recording.script, "the recording has no script"
    return [
        Voice(
            speaker.value,
            pcm_of(recording, speaker),
            tuple(
                Word(word.word, word.start_ms, word.end_ms)
                for turn in recording.script.spoken_by(speaker)
                for word in turn.words
            ),
        )
        for speaker in Speaker
    ]


def noise_voice(name: str, duration_ms: int, words: Sequence[Word], seed: int) -> Voice:
    """A voice whose words are bursts of noise, different in every word and for every seed."""
    numbers = np.random.default_rng(seed)
    track = np.zeros(duration_ms * RATE // 1000)
    for word in words:
        start, end = (at * RATE // 1000 for at in (word.start_ms, word.end_ms))
        track[start:end] = numbers.normal(0, 3000, end - start)
    return Voice(name, track.clip(-32768, 32767).astype("<i2").tobytes(), tuple(words))
