"""Microphone source: local microphones, one a party, through PortAudio."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import pyaudio

from conversation.speech.speakers import Speaker
from transports.audio.pcm import BYTES_A_SAMPLE
from transports.source import ExpectedAudio, Feed

_STDERR = 2
_BUFFERS_A_SECOND = 50
_BOTH = "each party has a device of their own, which must not be muted."


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Take away what ALSA and JACK write on standard error meanwhile, of each device they try."""
    try:
        kept = os.dup(_STDERR)
    except OSError:  # it is closed
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    try:
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(nowhere)
        os.close(kept)


class MicrophoneSource:
    """One or two local microphones, until cancelled."""

    def __init__(
        self,
        devices: Mapping[Speaker, int | None],
        sample_rate: int,
        audio: pyaudio.PyAudio | None = None,
    ) -> None:
        """Create the source of each party's device.

        Args:
            devices: The number of each party's device; None is the system's default.
            sample_rate: 8000 or 16000 Hz.
            audio: PortAudio; default: the system's.
        """
        self.sample_rate = sample_rate
        both = len(devices) == len(Speaker)
        self.expected_audio = ExpectedAudio(f"audio of {sample_rate} Hz", _BOTH) if both else None
        self._devices = devices
        with quiet_libraries():
            self._audio = audio or pyaudio.PyAudio()

    async def run(self, feed: Feed) -> str:
        """Feed what the devices hear; nothing but a cancellation ends it, and closes them."""
        with ExitStack() as stack:
            stack.callback(self._audio.terminate)
            for speaker, device in self._devices.items():
                stream = self._open(device, self._hearer(speaker, feed))
                stack.callback(stream.close)
                stack.callback(stream.stop_stream)
                stream.start_stream()
            await asyncio.Event().wait()
        return "stopped"

    def _open(self, device: int | None, hear: Callable[[bytes], None]) -> Any:
        loop = asyncio.get_running_loop()

        def heard(
            in_data: bytes | None,
            frame_count: int,
            time_info: Mapping[str, float],
            status: int,
        ) -> tuple[None, int]:  # in PortAudio's thread
            loop.call_soon_threadsafe(hear, in_data or b"")
            return None, pyaudio.paContinue

        return self._audio.open(
            format=self._audio.get_format_from_width(BYTES_A_SAMPLE),
            channels=1,
            rate=self.sample_rate,
            frames_per_buffer=self.sample_rate // _BUFFERS_A_SECOND,
            stream_callback=heard,
            input=True,
            input_device_index=device,
        )

    def _hearer(self, speaker: Speaker, feed: Feed) -> Callable[[bytes], None]:
        samples = 0

        def hear(pcm: bytes) -> None:
            nonlocal samples
            at_ms = samples * 1000 // self.sample_rate
            samples += len(pcm) // BYTES_A_SAMPLE
            feed(speaker, at_ms, pcm)

        return hear
