"""Line sounds: what a telephone carries that is no speech, the same each time.

Tones of exchanges and faxes, noise, and music on hold in several instruments, or sung in vowels; 8
kHz, mu-law. All is made of numpy but the words that are sung, espeak-ng's, each on its note.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from bench.sung import sung_note, sung_vowel
from transports.audio.mulaw import RATE, decode, encode

Wave = NDArray[np.float64]
_HIGHEST = 3800.0  # Hz; the line carries no more
_CHORDS = ((57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62))
_SCALE = (0, 2, 4, 5, 7, 9, 11, 12, 14)
_BEATS = 4  # a bar
_RESTS = 0.12  # of the notes
_SONGS = 6
_KEYS = ((697, 770, 852, 941), (1209, 1336, 1477, 1633))
# Seconds of sound and of silence, in turns.
_CADENCES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "ringback, US": ((440, 480), (2, 4)),
    "ringback, UK": ((400, 450), (0.4, 0.2, 0.4, 2)),
    "ringback, EU": ((425,), (1, 4)),
    "busy, US": ((480, 620), (0.5, 0.5)),
    "busy, EU": ((425,), (0.5, 0.5)),
    "fax, calling": ((1100,), (0.5, 3)),
    "fax, called": ((2100,), (3, 0.5)),
}


def line_sounds(seconds: float, seed: int = 0, *, sung: bool = False) -> dict[str, bytes]:
    """Each sound as "kind: name", `seconds` long: 16-bit PCM as a line brings it.

    `sung` adds songs, which need espeak-ng, and sung vowels.
    """
    made = {
        f"tones: {name}": _cadence(tones, pattern, seconds)
        for name, (tones, pattern) in _CADENCES.items()
    }
    made["tones: keys"] = _keys(seconds, seed)
    made["tones: modem"] = _modem(seconds, seed)
    for dbfs in (-55, -38):
        made[f"noise: {dbfs} dBFS"] = _noise(seconds, seed) * 10 ** (dbfs / 20)
    for number, lead in enumerate(_INSTRUMENTS):
        alone, others = seed + 10 * number, seed + 10 * number + 1
        made[f"music, one instrument: {lead}"] = _song(seconds, alone, lead)
        made[f"music, several: {lead}"] = _song(seconds, others, lead, among_others=True)
    for kind, lead, own in _SUNG if sung else ():
        for number in range(_SONGS):
            made[f"{kind}: {number}"] = _song(seconds, seed + own + number, lead, among_others=True)
    return {name: as_line(wave) for name, wave in made.items()}


def as_line(wave: Wave) -> bytes:
    """A wave in -1 to 1 as a telephone line brings it."""
    pcm = (np.clip(wave, -0.99, 0.99) * 32767).astype("<i2").tobytes()
    return decode(encode(pcm))


def _times(seconds: float) -> Wave:
    return np.arange(round(seconds * RATE)) / RATE


def _cadence(tones: Sequence[float], pattern: Sequence[float], seconds: float) -> Wave:
    times = _times(seconds)
    edges = np.cumsum(pattern)
    sounds = np.searchsorted(edges, times % edges[-1], side="right") % 2 == 0
    return 0.1 * sounds * np.sum([np.sin(2 * np.pi * tone * times) for tone in tones], axis=0)


def _keys(seconds: float, seed: int) -> Wave:
    """Somebody who types numbers."""
    chance, parts = np.random.default_rng(seed), [np.zeros(0)]
    while sum(map(len, parts)) < seconds * RATE:
        times = _times(chance.uniform(0.06, 0.3))
        pair = [np.sin(2 * np.pi * chance.choice(row) * times) for row in _KEYS]
        parts.append(0.15 * np.sum(pair, axis=0))
        parts.append(np.zeros(round(chance.choice([0.1, 0.2, 2.0]) * RATE)))
    return np.concatenate(parts)[: round(seconds * RATE)]


def _modem(seconds: float, seed: int) -> Wave:
    """A carrier of 1700 Hz whose phase turns 2400 times a second, as a fax's page sounds."""
    times = _times(seconds)
    symbols = np.random.default_rng(seed).integers(0, 4, len(times) // 3 + 1)
    return 0.15 * np.sin(2 * np.pi * 1700 * times + np.repeat(symbols, 3)[: len(times)] * np.pi / 2)


def _noise(seconds: float, seed: int) -> Wave:
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE))


def _swell(times: Wave, rise: float, fall: float) -> Wave:
    left = times[-1] - times if len(times) else times
    return np.minimum(1, times / rise) * np.minimum(1, left / fall)


def _partials(tone: float, times: Wave, weights: Sequence[float], shake: float = 0.0) -> Wave:
    phase = 2 * np.pi * tone * times + shake * tone * np.sin(2 * np.pi * 5.5 * times)
    return sum(
        (w * np.sin(k * phase) for k, w in enumerate(weights, 1) if k * tone < _HIGHEST),
        np.zeros(len(times)),
    )


def _guitar(tone: float, times: Wave) -> Wave:
    """A plucked string: a period of noise that is smoothed from one to the next."""
    period = np.random.default_rng(round(tone)).uniform(-1, 1, max(2, round(RATE / tone)))
    periods: list[Wave] = []
    for _ in range(len(times) // len(period) + 1):
        periods.append(period)
        period = 0.498 * (period + np.roll(period, -1))
    return np.concatenate(periods)[: len(times)]


_INSTRUMENTS: dict[str, Callable[[float, Wave], Wave]] = {
    "flute": lambda f, t: _swell(t, 0.05, 0.05) * _partials(f, t, (1, 0.2, 0.1), 0.002),
    "strings": lambda f, t: (
        _swell(t, 0.12, 0.15) * _partials(f, t, (1, 0.7, 0.5, 0.45, 0.3, 0.2), 0.001)
    ),
    "brass": lambda f, t: _swell(t, 0.05, 0.08) * _partials(f, t, (0.7, 1, 0.9, 0.6, 0.5, 0.3)),
    "pluck": lambda f, t: np.exp(-3 * t) * _partials(f, t, (1, 0.5, 0.3, 0.2, 0.1)),
    "piano": lambda f, t: (
        np.exp(-(1.2 + f / 600) * t) * _partials(f, t, tuple(0.75**k for k in range(8)))
    ),
    "guitar": _guitar,
    "bells": lambda f, t: (
        np.exp(-2 * t) * (1 + 0.3 * np.sin(38 * t)) * _partials(f, t, (1, 0, 0, 0.4))
    ),
    "electric piano": lambda f, t: (
        np.exp(-2.2 * t) * np.sin(2 * np.pi * f * t + 1.5 * np.exp(-5 * t) * _partials(f, t, (1,)))
    ),
    "organ": lambda f, t: _swell(t, 0.01, 0.02) * _partials(f, t, (1, 0.7, 0.6, 0.5, 0, 0.4)),
}  # fmt: skip

_SINGERS = {"voice": sung_note, "vowel": sung_vowel}
_SUNG = (("songs", "voice", 1000), ("vowels, sung", "vowel", 2000))


def _song(seconds: float, seed: int, lead: str, *, among_others: bool = False) -> Wave:
    """A tune of one instrument, over chords and drums if it is among others."""
    chance = np.random.default_rng(seed)
    beat, song, at, bar = 60 / chance.uniform(70, 125), np.zeros(round(seconds * RATE)), 0.0, 0

    def put(wave: Wave, seconds_in: float, weight: float) -> None:
        begin = round(seconds_in * RATE)
        room = song[begin : begin + len(wave)]
        room += weight * wave[: len(room)]

    low = int(chance.choice([50, 57, 64]))
    while at < seconds:
        if among_others:
            for key in _CHORDS[bar % 4]:
                put(_INSTRUMENTS["electric piano"](_tone(key), _times(_BEATS * beat)), at, 0.12)
            for half in range(8):
                put(_drum(chance, hard=half % 4 == 0), at + half * beat / 2, 0.2)
        passed = 0.0
        while passed < _BEATS:
            length = min(float(chance.choice([0.5, 0.5, 0.5, 1, 1, 1.5, 2])), _BEATS - passed)
            if chance.random() > _RESTS:
                tone = _tone(low + int(chance.choice(_SCALE)))
                play = _SINGERS.get(lead) or _INSTRUMENTS[lead]
                note = play(tone, _times(length * beat))
                put(note, at + passed * beat, 0.25 * chance.uniform(0.6, 1))
            passed += length
        at, bar = at + _BEATS * beat, bar + 1
    return chance.choice([0.15, 0.3, 0.5]) * song / np.abs(song).max()


def _drum(chance: np.random.Generator, *, hard: bool) -> Wave:
    times = _times(0.15)
    if hard:
        return np.sin(2 * np.pi * 60 * times * (1 + np.exp(-40 * times))) * np.exp(-25 * times)
    return 0.3 * chance.standard_normal(len(times)) * np.exp(-50 * times)


def _tone(key: int) -> float:
    return 440 * 2 ** ((key - 69) / 12)
