"""Moonshine recogniser, which runs on this machine: the extra `moonshine`.

It runs on ONNX Runtime, whose newer versions for Linux send usage data to their maker from each
process, and keep an id in the home folder: only this variable, set before the import, stops it.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from collections.abc import AsyncGenerator

import numpy as np
import soxr
from pipecat.frames.frames import Frame
from pipecat.services.moonshine.stt import MOONSHINE_SAMPLE_RATE, MoonshineSTTService

from frames.turns import SttFinalizedFrame


class ResamplingMoonshineSTTService(MoonshineSTTService):
    """One party's recogniser: hears each stretch of speech as a whole, after its pause.

    The line stays at its own rate; a stretch is resampled in one piece, which costs no delay.
    """

    def __init__(self, sample_rate: int, *, settings: MoonshineSTTService.Settings):
        """Create a recogniser of audio of `sample_rate` Hz; loads the model."""
        super().__init__(settings=settings, audio_passthrough=False, ttfs_p99_latency=1.0)
        self._line_rate = sample_rate

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame, None]:
        """Transcribe one stretch of speech, 16-bit mono PCM at the line's rate."""
        heard = np.frombuffer(audio, "<i2")
        resampled = soxr.resample(heard, self._line_rate, MOONSHINE_SAMPLE_RATE)
        async for frame in super().run_stt(resampled.astype("<i2").tobytes()):
            yield frame
        yield SttFinalizedFrame()
