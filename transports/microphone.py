"""Local microphones as the input of a call, one a party: Pipecat's local transport, tagged."""

import asyncio
from collections.abc import Callable

import pyaudio
from pipecat.frames.frames import CancelFrame, EndFrame, InputAudioRawFrame, StartFrame
from pipecat.processors.frame_processor import FrameProcessorSetup
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.transports.local.audio import LocalAudioInputTransport, LocalAudioTransportParams

from conversation.speakers import Speaker
from transports.front_end import FrontEnd, Push


class _Microphone(LocalAudioInputTransport):
    """One device; what it hears goes to `hear` instead of down a pipeline."""

    def __init__(self, audio: pyaudio.PyAudio, device: int | None, hear: Callable[[bytes], None]):
        super().__init__(
            audio, LocalAudioTransportParams(audio_in_enabled=True, input_device_index=device)
        )
        self._hear = hear

    async def push_audio_frame(self, frame: InputAudioRawFrame) -> None:
        self._hear(frame.audio)


class MicrophoneInput(BaseInputTransport):
    """One or two local microphones.

    Event handlers:
        on_stream_ended(input, reason): The input was told to end, and all its frames are pushed.
    """

    def __init__(
        self,
        devices: dict[Speaker, int | None],
        sample_rate: int,
        *,
        front_end: Callable[[Push], FrontEnd],
    ):
        """Create the input of each party's device (None: the system's default)."""
        super().__init__(TransportParams(audio_in_sample_rate=sample_rate))
        self._rate = sample_rate
        self._front_end = front_end(self.push_frame)
        self._heard_samples = dict.fromkeys(devices, 0)
        self._audio = pyaudio.PyAudio()
        self._microphones = [
            _Microphone(self._audio, device, self._hearing(speaker))
            for speaker, device in devices.items()
        ]
        self._pump: asyncio.Task[None] | None = None
        self._ended = False
        self._register_event_handler("on_stream_ended")

    @property
    def now_ms(self) -> int:
        """The end of the audio so far on the call's clock."""
        return self._front_end.now_ms

    @property
    def idle_s(self) -> float:
        """Seconds since the last audio."""
        return self._front_end.idle_s

    async def setup(self, setup: FrameProcessorSetup) -> None:
        """Open the devices."""
        await super().setup(setup)
        for microphone in self._microphones:
            await microphone.setup(setup)

    async def start(self, frame: StartFrame) -> None:
        """Begin to listen."""
        await super().start(frame)
        self._pump = self.create_task(self._front_end.run())
        for microphone in self._microphones:
            await microphone.start(frame)

    async def stop(self, frame: EndFrame) -> None:
        """Stop listening; what was heard has been pushed by `end`."""
        await super().stop(frame)
        await self._stop()

    async def cancel(self, frame: CancelFrame) -> None:
        """Stop listening at once."""
        await super().cancel(frame)
        await self._stop()

    async def cleanup(self) -> None:
        """Close the devices."""
        await super().cleanup()
        for microphone in self._microphones:
            await microphone.cleanup()
        self._audio.terminate()

    async def end(self, reason: str) -> None:
        """Take in no more, push what was heard, and tell `on_stream_ended`; once."""
        if self._ended:
            return
        self._ended = True
        await self._front_end.finish()
        await self._call_event_handler("on_stream_ended", reason)

    def _hearing(self, speaker: Speaker) -> Callable[[bytes], None]:
        def hear(pcm: bytes) -> None:
            at_ms = self._heard_samples[speaker] * 1000 // self._rate
            self._heard_samples[speaker] += len(pcm) // 2
            if not self._ended:
                self._front_end.feed(speaker, at_ms, pcm)

        return hear

    async def _stop(self) -> None:
        if self._pump:
            await self.cancel_task(self._pump)
            self._pump = None
