"""The local microphone. PortAudio is an extra, and no machine of the tests need have a device."""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest
from pipecat.frames.frames import EndFrame, Frame, StartFrame, UserAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from conversation.speech.detector import SpeechParams
from conversation.speech.speakers import Speaker
from pipeline.work import make_worker
from transports.audio.front_end import FrontEnd
from transports.audio.silero_vad import SileroModel
from transports.audio.speech_scorer import SpeechScorer
from transports.call_input import CallInput

pytest.importorskip("pyaudio", reason="the extra `mic` is not installed")
microphone = pytest.importorskip("transports.microphone")

RATE = 16000
PACKET = 640  # bytes of 20 ms


class Device:
    """An open device of `Audio`, which hears what the test lets it hear."""

    def __init__(self, callback: Callable[..., Any]):
        self.hear = partial(callback, frame_count=PACKET // 2, time_info={}, status=0)
        self.open = True

    def start_stream(self) -> None:
        """Nothing is heard by itself."""

    def stop_stream(self) -> None:
        """Nothing is heard by itself."""

    def close(self) -> None:
        self.open = False


class Audio:
    """PortAudio with devices that are not there."""

    def __init__(self) -> None:
        self.devices: dict[int | None, Device] = {}
        self.options: list[dict[str, Any]] = []
        self.terminated = False

    def get_format_from_width(self, width: int) -> int:
        return width

    def open(self, **options: Any) -> Device:
        device = Device(options["stream_callback"])
        self.devices[options["input_device_index"]] = device
        self.options.append(options)
        return device

    def terminate(self) -> None:
        self.terminated = True


class Collector(FrameProcessor):
    """The end of the line: keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.audio: dict[str, bytes] = {}
        self.started = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self.started.set()
        elif isinstance(frame, UserAudioRawFrame):
            self.audio[frame.user_id] = self.audio.get(frame.user_id, b"") + frame.audio
        await self.push_frame(frame, direction)


async def test_each_device_is_its_partys_voice():
    """What a device hears is audio of its party, until the input is told to end."""
    audio, collector = Audio(), Collector()
    front_end = FrontEnd(
        scorer=SpeechScorer(SileroModel(), wait_s=0), params=SpeechParams(), sample_rate=RATE
    )
    devices = {Speaker.AGENT: 3, Speaker.CUSTOMER: None}
    source = CallInput(
        microphone.MicrophoneSource(devices, RATE, audio=cast("Any", audio)), front_end
    )
    source.connect(dict.fromkeys(Speaker, collector))
    worker = make_worker(Pipeline([source, collector]), RATE)
    reasons: list[str] = []

    @source.event_handler("on_stream_ended")
    async def on_stream_ended(_: object, reason: str) -> None:
        reasons.append(reason)
        await worker.queue_frame(EndFrame())

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await collector.started.wait()
    for _ in range(10):
        audio.devices[3].hear(in_data=b"\x01\x00" * (PACKET // 2))
        audio.devices[None].hear(in_data=b"\x02\x00" * (PACKET // 2))
    await asyncio.sleep(0)  # PortAudio's thread tells the loop, which has yet to hear it
    await source.end("shutdown")
    await running
    assert reasons == ["shutdown"]
    assert collector.audio == {
        Speaker.AGENT: b"\x01\x00" * 3200,
        Speaker.CUSTOMER: b"\x02\x00" * 3200,
    }
    assert {(o["rate"], o["channels"], o["input"]) for o in audio.options} == {(RATE, 1, True)}
    assert audio.terminated
    assert not any(device.open for device in audio.devices.values())


def test_what_sound_libraries_write_of_devices_is_not_seen(capfd: pytest.CaptureFixture[str]):
    """ALSA and JACK write on standard error by themselves; what we write is seen."""
    os.write(2, b"before\n")
    with microphone.quiet_libraries():
        os.write(2, b"ALSA lib confmisc.c: cannot find card '0'\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "before\nafter\n"


def test_a_closed_standard_error_is_no_trouble():
    """`2>&-`: nothing is taken away where nothing is seen."""
    kept = os.dup(2)
    os.close(2)
    try:
        with microphone.quiet_libraries():
            heard = True
    finally:
        os.dup2(kept, 2)
        os.close(kept)
    assert heard
