"""Microphone input of a call, a device a party: Pipecat's local transport, tagged."""

import asyncio
from collections.abc import Callable

import pyaudio
from pipecat.frames.frames import InputAudioRawFrame, StartFrame
from pipecat.processors.frame_processor import FrameProcessorSetup
from pipecat.transports.local.audio import LocalAudioInputTransport, LocalAudioTransportParams

from conversation.speech.speakers import Speaker
from transports.call_input import CallInput, MakeFrontEnd


class _Microphone(LocalAudioInputTransport):
    """One device; what it hears goes to `hear` instead of down a pipeline."""

    def __init__(self, audio: pyaudio.PyAudio, device: int | None, hear: Callable[[bytes], None]):
        super().__init__(
            audio, LocalAudioTransportParams(audio_in_enabled=True, input_device_index=device)
        )
        self._hear = hear

    async def push_audio_frame(self, frame: InputAudioRawFrame) -> None:
        self._hear(frame.audio)


class MicrophoneInput(CallInput):
    """One or two local microphones, until told to end."""

    def __init__(
        self,
        devices: dict[Speaker, int | None],
        sample_rate: int,
        *,
        front_end: MakeFrontEnd,
        audio: pyaudio.PyAudio | None = None,
    ):
        """Create the input of each party's device (None: the system's default).

        Args:
            devices: The number of each party's device.
            sample_rate: 8000 or 16000 Hz.
            front_end: Makes the front end.
            audio: PortAudio; default: the system's.
        """
        super().__init__(front_end, sample_rate)
        self._rate = sample_rate
        self._heard_samples = dict.fromkeys(devices, 0)
        self._audio = audio or pyaudio.PyAudio()
        self._microphones = [
            _Microphone(self._audio, device, self._hearing(speaker))
            for speaker, device in devices.items()
        ]

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """Open the devices."""
        await super().setup(setup)
        for microphone in self._microphones:
            await microphone.setup(setup)

    async def start(self, frame: StartFrame) -> None:
        """Begin to listen."""
        await super().start(frame)
        for microphone in self._microphones:
            await microphone.start(frame)

    async def cleanup(self) -> None:
        """Close the devices."""
        await super().cleanup()
        for microphone in self._microphones:
            await microphone.cleanup()
        self._audio.terminate()

    async def listen(self) -> str:
        """Wait: the devices call by themselves, and nothing but `end` ends them."""
        await asyncio.Future()
        return "stopped"

    def _hearing(self, speaker: Speaker) -> Callable[[bytes], None]:
        def hear(pcm: bytes) -> None:
            at_ms = self._heard_samples[speaker] * 1000 // self._rate
            self._heard_samples[speaker] += len(pcm) // 2
            if not self._ended:
                self._front_end.feed(speaker, at_ms, pcm)

        return hear
