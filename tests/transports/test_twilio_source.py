import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from pipecat.frames.frames import EndFrame, Frame, StartFrame, UserAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner
from starlette.websockets import WebSocket, WebSocketState

from conversation.speech.detector import SpeechParams
from conversation.speech.speakers import Speaker
from transports.audio.front_end import FrontEnd
from transports.audio.silero_vad import SileroModel
from transports.audio.speech_scorer import SpeechScorer
from transports.call_input import CallInput
from transports.recording.recording import Recording
from transports.twilio.messages import TwilioStart
from transports.twilio.replay_messages import MediaStream
from transports.twilio.source import twilio_source


@pytest.fixture(scope="module")
def model() -> SileroModel:
    return SileroModel()


def messages(milliseconds: int) -> list[str]:
    """A call whose customer is all 1000 and whose agent is all -1000, from its first audio on."""
    levels = {Speaker.CUSTOMER: 1000, Speaker.AGENT: -1000}
    tracks = {who: np.full(milliseconds * 8, level, np.int16) for who, level in levels.items()}
    sent = MediaStream("CA1").messages(Recording(tracks))
    return [message.decode() for _, message in sent][2:]


class Collector(FrameProcessor):
    """The end of the line: keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = []
        self.started = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self.frames.append(frame)
        if isinstance(frame, StartFrame):
            self.started.set()
        await self.push_frame(frame, direction)

    def heard(self, speaker: Speaker) -> bytes:
        """All audio of one party."""
        return b"".join(
            frame.audio
            for frame in self.frames
            if isinstance(frame, UserAudioRawFrame) and frame.user_id == speaker
        )


class Stream:
    """A running input: `say` sends a message to it; `reasons` is why it ended."""

    def __init__(self, model: SileroModel):
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.read = asyncio.Event()  # all that was said has been read
        self.reasons: list[str] = []
        self.collector = Collector()
        websocket = WebSocket({"type": "websocket"}, self._receive, self._refuse)
        websocket.client_state = WebSocketState.CONNECTED
        source = twilio_source(websocket, TwilioStart("CA1", "MZ1"), Speaker.CUSTOMER)
        front_end = FrontEnd(scorer=SpeechScorer(model, wait_s=0), params=SpeechParams())
        self.input = CallInput(source, front_end)
        self.input.connect(dict.fromkeys(Speaker, self.collector))

    def say(self, *said: str | bytes) -> None:
        for message in said:
            kind = "text" if isinstance(message, str) else "bytes"
            event = {"type": "websocket.receive", "text": None, "bytes": None}
            self.events.put_nowait(event | {kind: message})
            self.read.clear()

    def leave(self) -> None:
        self.events.put_nowait({"type": "websocket.disconnect"})

    async def _receive(self) -> dict[str, Any]:
        if self.events.empty():
            self.read.set()
        return await self.events.get()

    async def _refuse(self, _: Any) -> None:
        raise AssertionError("something was sent back into the call")


@asynccontextmanager
async def running(model: SileroModel) -> AsyncIterator[Stream]:
    """A stream whose input runs in a pipeline; at the end, it has to have ended."""
    stream = Stream(model)
    worker = PipelineWorker(
        Pipeline([stream.input, stream.collector]), idle_timeout_secs=None, enable_rtvi=False
    )

    @stream.input.event_handler("on_stream_ended")
    async def on_stream_ended(_: object, reason: str) -> None:
        stream.reasons.append(reason)
        await worker.queue_frame(EndFrame())

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    ran = asyncio.create_task(runner.run())
    await stream.collector.started.wait()
    yield stream
    await ran


def constant(level: int, milliseconds: int) -> bytes:
    """What mu-law makes of a constant."""
    return np.full(milliseconds * 8, level, "<i2").tobytes()


async def test_both_tracks_become_audio_of_their_speakers(model: SileroModel):
    """All audio up to the stop goes down the line, tagged, and the call ends with a hang-up."""
    async with running(model) as stream:
        stream.say(*messages(1230))
    assert stream.collector.heard(Speaker.CUSTOMER)[: 1230 * 16] == constant(988, 1230)
    assert stream.collector.heard(Speaker.AGENT)[: 1230 * 16] == constant(-988, 1230)
    assert stream.reasons == ["hangup"]
    assert stream.input.now_ms == 1240


async def test_a_socket_that_dies_ends_the_call(model: SileroModel):
    """Without a stop, the call is `disconnected`, and what was heard has gone on."""
    async with running(model) as stream:
        stream.say(*messages(130)[:-1])
        stream.leave()
    assert stream.reasons == ["disconnected"]
    assert len(stream.collector.heard(Speaker.AGENT)) == 140 * 16


async def test_an_input_that_is_told_to_end_says_why_once(model: SileroModel):
    """`end` twice, and a stop after it, are one end with the first reason."""
    async with running(model) as stream:
        stream.say(*messages(130)[:-1])
        await stream.read.wait()
        await stream.input.end("shutdown")
        await stream.input.end("again")
        stream.say(messages(130)[-1])
    assert stream.reasons == ["shutdown"]
    assert len(stream.collector.heard(Speaker.CUSTOMER)) == 140 * 16


async def test_bad_messages_cost_no_audio(model: SileroModel):
    """Junk between the packets changes nothing of what is heard."""
    *audio, stop = messages(200)
    async with running(model) as stream:
        for message in audio:
            stream.say("", b"", "{", b"\xff" * 10, json.dumps({"event": "media"}), message)
        stream.say(stop)
    assert stream.collector.heard(Speaker.CUSTOMER) == constant(988, 200)
    assert stream.reasons == ["hangup"]


async def test_audio_after_the_stop_is_not_heard(model: SileroModel):
    """The stop is the end of the call."""
    *audio, stop = messages(200)
    async with running(model) as stream:
        stream.say(*audio[:10], stop, *audio[10:])
    assert stream.collector.heard(Speaker.CUSTOMER) == constant(988, 100)


async def test_a_reader_that_breaks_ends_the_call(model: SileroModel):
    """Whatever goes wrong while listening, the call ends, with what was heard before it."""
    async with running(model) as stream:
        stream.say(*messages(130)[:-1])
        stream.events.put_nowait({"type": "websocket.receive", "text": 17})
    assert stream.reasons == ["failed"]
    assert len(stream.collector.heard(Speaker.CUSTOMER)) == 140 * 16
