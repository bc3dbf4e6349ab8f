"""Line voices: recorded ones that a telephone carries, and quiet ones, spoken by flite.

Where a voice speaks is known, so that what was not heard of it can be told from what was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bench.line_sounds import as_line
from examples.call_maker.flite import Flite
from examples.call_maker.speech import Voice
from transports.audio.mulaw import RATE

Wave = NDArray[np.float64]
Spans = Sequence[tuple[int, int]]
"""From when to when, ms."""
_VOICES = ("slt", "rms", "awb", "kal")
_ANNOUNCED = (
    "Thank you for holding. Your call is important to us, and we will be with you shortly.",
    "All our agents are busy at the moment. You are number three in the queue.",
    "Did you know that you can also find answers on our website?",
)
_PROMPTS = (
    "For sales, press one.",
    "For support with an order that you have placed, press two.",
    "Please enter your account number, and then press the hash key.",
    "Sorry, I did not get that.",
    "To hear these options again, press nine.",
)
_SPOKEN = (
    "Hello, I am calling about the invoice that you have sent us last week.",
    "Yes.",
    "We pay about two thousand a month for it, and that is too much for us.",
    "No, I have not seen that.",
    "Could you tell me how long the contract runs?",
    "Fine, thank you.",
)
_BETWEEN_S = 18.0
_PAUSE_S = 1.4
_WINDOW = RATE // 50
_ACTIVE_DB = -25.0
"""A window of a voice this far below its level is a pause, or the softest of its sounds."""


@dataclass(frozen=True, slots=True)
class LineVoice:
    """A track with a voice.

    Attributes:
        pcm: 16-bit PCM as a line brings it.
        spoken_ms: From when to when the voice makes a sound.
    """

    pcm: bytes
    spoken_ms: Spans


def announcements(music: bytes, number: int) -> LineVoice:
    """Music on hold, into which a voice speaks every 18 s, while the music is softer."""
    wave = np.frombuffer(music, "<i2") / 32768
    voice = _placed(_ANNOUNCED, number, len(wave), _BETWEEN_S)
    softer = np.where(_near(voice), 0.25, 1.0)
    return _line(wave * softer, voice)


def prompts(seconds: float, number: int) -> LineVoice:
    """A machine that offers a choice, one sentence after the other."""
    length = round(seconds * RATE)
    return _line(np.zeros(length), _placed(_PROMPTS, number, length, _PAUSE_S))


def quiet(seconds: float, number: int, level_dbfs: float, noise_dbfs: float) -> LineVoice:
    """Somebody far from their telephone, on a line that hisses and hums."""
    length = round(seconds * RATE)
    voice = _placed(_SPOKEN, number, length, _PAUSE_S) * 10 ** ((level_dbfs + 20) / 20)
    hiss = np.random.default_rng(number).standard_normal(length)
    hum = 1.4 * np.sin(2 * np.pi * 100 * np.arange(length) / RATE)
    return _line((hiss + hum) / 1.4 * 10 ** (noise_dbfs / 20), voice)


def _placed(texts: Sequence[str], number: int, length: int, after_s: float) -> Wave:
    """Sentences of one voice at -20 dBFS, one after the other."""
    wave, at, turn = np.zeros(length), RATE, 0
    while True:
        said = _said(texts[(number + turn) % len(texts)], _VOICES[number % len(_VOICES)])
        if at + len(said) > length - RATE:  # what a track ends with has paused by then
            return wave
        wave[at : at + len(said)] += said
        at, turn = at + len(said) + round(after_s * RATE), turn + 1


@cache
def _said(text: str, name: str) -> Wave:
    speech = Flite().speak(text, Voice(name=name))
    places = np.arange(0, len(speech.samples), speech.rate / RATE)
    said = np.interp(places, np.arange(len(speech.samples)), speech.samples)
    return 0.1 * said / np.sqrt(np.mean(said[np.abs(said) > np.abs(said).max() / 50] ** 2))


def _line(behind: Wave, voice: Wave) -> LineVoice:
    return LineVoice(as_line(behind + voice), spoken_in(voice))


def spoken_in(voice: Wave) -> Spans:
    """Where a voice that is alone makes a sound: not in its pauses, nor in its softest sounds."""
    levels = _levels(voice)
    loud = levels[levels > levels.max() + 2 * _ACTIVE_DB]
    active = levels > 10 * np.log10(np.mean(10 ** (loud / 10))) + _ACTIVE_DB
    edges = np.flatnonzero(np.diff(np.concatenate(([0], active.astype(int), [0]))))
    return [(int(a) * 20, int(b) * 20) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _levels(wave: Wave) -> Wave:
    whole = wave[: len(wave) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    return 10 * np.log10(np.maximum(np.mean(whole**2, axis=1), 1e-12))


def _near(voice: Wave) -> NDArray[np.bool_]:
    """Where a voice speaks, half a second around it counted in."""
    near = np.zeros(len(voice), dtype=bool)
    for begin, end in spoken_in(voice):
        near[max(0, begin - 500) * RATE // 1000 : (end + 500) * RATE // 1000] = True
    return near
