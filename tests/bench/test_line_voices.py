"""Line voices: it is known where a voice speaks, so that nothing else counts as missed."""

import numpy as np

from bench.line_voices import spoken_in
from transports.audio.mulaw import RATE


def test_a_voice_is_where_it_makes_a_sound() -> None:
    """Neither in its pauses nor in what is far softer than the rest; whole windows of 20 ms."""
    wave = np.zeros(2 * RATE)
    wave[RATE // 2 : RATE] = np.sin(np.arange(RATE // 2))
    wave[RATE : RATE + RATE // 4] = 0.01 * np.sin(np.arange(RATE // 4))
    wave[RATE + RATE // 2 : RATE + 3 * RATE // 4] = 0.5 * np.sin(np.arange(RATE // 4))
    assert spoken_in(wave) == [(500, 1000), (1500, 1760)]
