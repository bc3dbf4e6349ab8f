"""The Deepgram peer, heard by Pipecat's own Deepgram service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    Frame,
    InterimTranscriptionFrame,
    StartFrame,
    TranscriptionFrame,
    UserAudioRawFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.workers.runner import WorkerRunner
from websockets.asyncio.client import connect

from peers.deepgram import DeepgramPeer
from peers.deepgram_socket import Fault
from peers.speech import RATE, Word
from peers.voice_ear import VoiceEar
from peers.voices import noise_voice

HELLO = noise_voice("customer", 3000, [Word("Hello", 500, 800), Word("there.", 820, 1300)], seed=1)
GOODBYE = noise_voice("agent", 3000, [Word("Good", 500, 900), Word("bye.", 920, 1400)], seed=2)
QUERY = "encoding=linear16&sample_rate=8000&channels=1&model=nova-3"
TOKEN = {"Authorization": "Token k"}


def ear() -> VoiceEar:
    return VoiceEar([HELLO, GOODBYE])


class Client(FrameProcessor):
    """The end of a pipeline: sends frames in at its start, and keeps what comes out."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: asyncio.Queue[Frame] = asyncio.Queue()
        self.started = asyncio.Event()
        self.worker: PipelineWorker | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self.started.set()
        if isinstance(frame, TranscriptionFrame | InterimTranscriptionFrame):
            self.frames.put_nowait(frame)
        await self.push_frame(frame, direction)

    async def send(self, frame: Frame) -> None:
        assert self.worker
        await self.worker.queue_frame(frame)

    async def say(self, pcm: bytes) -> None:
        for at in range(0, len(pcm), 320):
            await self.send(
                UserAudioRawFrame(audio=pcm[at : at + 320], sample_rate=RATE, num_channels=1)
            )


@asynccontextmanager
async def recognition(peer: DeepgramPeer, **settings: Any) -> AsyncIterator[Client]:
    """A pipeline of Pipecat's service alone, connected to the peer."""
    settings.setdefault("endpointing", 300)
    client = Client()
    service = DeepgramSTTService(
        api_key="k",
        base_url=peer.url,
        sample_rate=RATE,
        settings=DeepgramSTTService.Settings(**settings),
    )
    client.worker = PipelineWorker(
        Pipeline([service, client]),
        params=PipelineParams(audio_in_sample_rate=RATE),
        idle_timeout_secs=None,
        enable_rtvi=False,
    )
    client.worker.add_reached_upstream_filter((ErrorFrame,))

    @client.worker.event_handler("on_frame_reached_upstream")
    async def _keep(_: PipelineWorker, frame: Frame) -> None:
        client.frames.put_nowait(frame)

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(client.worker)
    running = asyncio.create_task(runner.run())
    try:
        await client.started.wait()
        yield client
    finally:
        await client.send(EndFrame())
        await running


async def test_pipecat_hears_what_was_said():
    """Interims, then a final, reach the pipeline through the vendor's own SDK."""
    async with DeepgramPeer(ear, delay_s=0) as peer, recognition(peer) as client:
        await client.say(HELLO.pcm)
        frames = [await client.frames.get() for _ in range(3)]
        assert [type(frame) for frame in frames] == [
            InterimTranscriptionFrame,
            InterimTranscriptionFrame,
            TranscriptionFrame,
        ]
        texts = [getattr(frame, "text", None) for frame in frames]
        assert texts == ["Hello", "Hello there.", "Hello there."]


async def test_the_peer_records_what_a_socket_carried():
    """Query, key, every byte of audio and every text are there for a test to look at."""
    async with DeepgramPeer(ear, delay_s=0) as peer:
        async with recognition(peer, model="nova-3", language="en-GB") as client:
            await client.say(GOODBYE.pcm)
            await peer.until(lambda: peer.sockets[0].seconds >= 3)
        await peer.until(lambda: peer.sockets[0].closed)
        [socket] = peer.sockets
        assert socket.query["model"] == "nova-3"
        assert socket.query["language"] == "en-GB"
        assert socket.query["endpointing"] == "300"
        assert socket.headers["authorization"] == "Token k"
        assert isinstance(socket.ear, VoiceEar)
        assert socket.ear.voice is GOODBYE
        assert np.array_equal(socket.audio_pcm, GOODBYE.samples)
        assert socket.texts == [{"type": "CloseStream"}]


async def test_finalize_brings_the_last_words_at_once():
    """When the VAD says that speech stopped, the final comes without waiting for endpointing."""
    async with (
        DeepgramPeer(ear, delay_s=0) as peer,
        recognition(peer, endpointing=False, interim_results=False) as client,
    ):
        await client.say(HELLO.pcm[: 2 * RATE * 14 // 10])
        await peer.until(lambda: peer.sockets[0].seconds >= 1.4)
        await client.send(VADUserStoppedSpeakingFrame())
        frame = await client.frames.get()
        assert isinstance(frame, TranscriptionFrame)
        assert (frame.text, frame.finalized) == ("Hello there.", True)


async def test_two_services_are_two_sockets():
    """Each socket's ear finds its own party."""
    async with (
        DeepgramPeer(ear, delay_s=0) as peer,
        recognition(peer, interim_results=False) as one,
        recognition(peer, interim_results=False) as other,
    ):
        await asyncio.gather(one.say(HELLO.pcm), other.say(GOODBYE.pcm))
        assert getattr(await one.frames.get(), "text", None) == "Hello there."
        assert getattr(await other.frames.get(), "text", None) == "Good bye."
        assert len(peer.sockets) == 2


async def test_a_connection_can_be_cut():
    """After as much audio as was set, the connection is reset, which the client reports."""
    async with DeepgramPeer(ear, delay_s=0) as peer:
        peer.fault = Fault(cut_after_s=0.2)
        async with recognition(peer) as client:
            await client.say(HELLO.pcm)
            assert isinstance(await client.frames.get(), ErrorFrame)
        assert [socket.seconds for socket in peer.sockets] == [0.2]


async def test_a_refused_handshake_is_permanent_for_the_client():
    """HTTP 401 is reported once, and nothing is tried again."""
    async with DeepgramPeer(ear, api_key="another") as peer, recognition(peer) as client:
        frame = await client.frames.get()
        assert isinstance(frame, ErrorFrame)
        assert "401" in frame.error
        assert peer.refused == [401]
        assert peer.sockets == []


async def test_babble_ends_the_connection():
    """An answer that is not JSON makes the SDK give the connection up."""
    async with DeepgramPeer(ear, delay_s=0) as peer:
        peer.fault = Fault(babble=True)
        async with recognition(peer) as client:
            await client.say(HELLO.pcm)
            assert isinstance(await client.frames.get(), ErrorFrame)


async def test_a_deaf_peer_accepts_and_reads_nothing():
    """The connection stands, and no audio arrives; a client has to give it up by itself."""
    async with DeepgramPeer(ear, delay_s=0) as peer:
        peer.fault = Fault(deaf=True)
        address = f"{peer.url}/v1/listen?{QUERY}"
        async with connect(address, additional_headers=TOKEN, close_timeout=0.1) as socket:
            await socket.send(HELLO.pcm)
            await socket.ping()
        assert [socket.seconds for socket in peer.sockets] == [0]


async def test_a_mute_peer_hears_and_says_nothing():
    """All audio arrives, and no answer comes."""
    async with DeepgramPeer(ear, delay_s=0) as peer:
        peer.fault = Fault(mute=True)
        async with recognition(peer) as client:
            await client.say(HELLO.pcm)
            await peer.until(lambda: peer.sockets[0].seconds >= 3)
            assert client.frames.empty()


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (f"/v1/listen?{QUERY}", {}, 401),
        (f"/v1/listen?{QUERY}", {"Authorization": "Bearer k"}, 401),
        (f"/v3/listen?{QUERY}", TOKEN, 404),
        (f"/v2/listen?{QUERY}", TOKEN, 400),
        ("/v1/listen?encoding=mulaw&sample_rate=8000&model=nova-3", TOKEN, 400),
        ("/v1/listen?encoding=linear16&sample_rate=44100&model=nova-3", TOKEN, 400),
        ("/v1/listen?encoding=linear16&sample_rate=8000", TOKEN, 400),
        (f"/v1/listen?{QUERY}&endpointing=soon", TOKEN, 400),
    ],
)
async def test_a_wrong_handshake_is_refused(path: str, headers: dict[str, str], status: int):
    """A key, address or format that the vendor would not take is not taken here."""
    async with DeepgramPeer(ear) as peer:
        with pytest.raises(Exception, match=f"HTTP {status}"):
            await connect(peer.url + path, additional_headers=headers)
        assert peer.refused == [status]


async def test_unknown_text_gets_an_error_message_and_an_empty_one_ends_the_stream():
    """What can't be parsed is answered; an empty binary message closes, after the metadata."""
    async with (
        DeepgramPeer(ear, delay_s=0) as peer,
        connect(f"{peer.url}/v1/listen?{QUERY}", additional_headers=TOKEN) as socket,
    ):
        await socket.send("{oops")
        assert "SchemaError" in await socket.recv(decode=True)
        await socket.send(b"")
        assert "Metadata" in await socket.recv(decode=True)
        await socket.wait_closed()
