import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import numpy as np
import pytest
from twilio.request_validator import RequestValidator
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from conversation.speech.speakers import Speaker
from transports.recording.recording import Recording
from transports.twilio.play import PlayError, play
from transports.twilio.replay_messages import MediaStream

CALL = Recording({speaker: np.arange(8000, dtype=np.int16) for speaker in Speaker})
"""One second."""
MESSAGES = 2 + 2 * 50 + 1


@dataclass
class VirtualTime:
    """A clock that moves when someone sleeps, and remembers every sleep."""

    time: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


Handler = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def server(handler: Handler, refusal: HTTPStatus | None = None) -> AsyncIterator[str]:
    """A media socket on loopback; the address to play to."""

    def answer(connection: ServerConnection, _request: Request) -> Response | None:
        return connection.respond(refusal, "no\n") if refusal else None

    async with serve(handler, "127.0.0.1", 0, process_request=answer) as listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}/twilio/media"


@dataclass
class Ear:
    """A server that takes a stream, and may say something back."""

    answer: str | None = None
    heard: list[str | bytes] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    path: str = ""

    async def __call__(self, socket: ServerConnection) -> None:
        assert socket.request is not None
        self.headers, self.path = dict(socket.request.headers.raw_items()), socket.request.path
        async for message in socket:
            self.heard.append(message)
            if self.answer:
                await socket.send(self.answer)
                self.answer = None

    def decoded(self) -> list[dict[str, Any]]:
        return [json.loads(message) for message in self.heard]


async def test_a_call_arrives_message_for_message() -> None:
    """The server reads just the messages of the stream, in order, as text."""
    ear, time = Ear(), VirtualTime()
    async with server(ear) as url:
        report = await play(CALL, url, call_id="CA1", sleep=time.sleep, now=time.now)
    assert all(isinstance(message, str) for message in ear.heard)
    stream_id = ear.decoded()[1]["streamSid"]
    expected = MediaStream("CA1", stream_id=stream_id).messages(CALL)
    assert ear.decoded() == [json.loads(message) for _, message in expected]
    assert report.call_id == "CA1"
    assert report.messages_sent == len(ear.heard) == MESSAGES
    assert report.played_ms == 1000
    assert report.bytes_received == 0


async def test_what_the_caller_passes_is_announced() -> None:
    """Parameters and the inbound role travel in `start`; without a call id a new one is made."""
    ear, time = Ear(), VirtualTime()
    async with server(ear) as url:
        report = await play(
            CALL,
            url,
            parameters={"recording": "sample_call"},
            inbound_role=Speaker.AGENT,
            sleep=time.sleep,
            now=time.now,
        )
    start = ear.decoded()[1]["start"]
    assert start["customParameters"] == {"recording": "sample_call", "inbound_role": "agent"}
    assert start["callSid"] == report.call_id
    assert ear.path == "/twilio/media"
    assert "X-Twilio-Signature" not in ear.headers


@pytest.mark.parametrize(("speed", "seconds"), [(1.0, 1.0), (4.0, 0.25), (0.5, 2.0)])
async def test_speed_divides_the_time(speed: float, seconds: float) -> None:
    """A second of call takes a second at speed 1, and as much less as the speed is more."""
    time = VirtualTime()
    async with server(Ear()) as url:
        await play(CALL, url, speed=speed, sleep=time.sleep, now=time.now)
    assert time.time == pytest.approx(seconds)


async def test_lateness_is_caught_up() -> None:
    """Each message has its own deadline, so a sleep that takes too long delays no later one."""
    time = VirtualTime()

    async def oversleep(seconds: float) -> None:
        await time.sleep(seconds + (0.07 if len(time.slept) == 40 else 0.0))

    async with server(Ear()) as url:
        await play(CALL, url, sleep=oversleep, now=time.now)
    assert time.time == pytest.approx(1.0)
    assert min(time.slept) == 0.0


async def test_as_fast_as_the_server_reads() -> None:
    """With infinite speed nothing waits, and nothing is lost."""
    ear, time = Ear(), VirtualTime()
    async with server(ear) as url:
        await play(CALL, url, speed=float("inf"), sleep=time.sleep, now=time.now)
    assert time.time == 0.0
    assert len(ear.heard) == MESSAGES


async def test_what_comes_back_is_counted() -> None:
    """A server that breaks the one-way rule is seen in the report."""
    time = VirtualTime()
    async with server(Ear(answer="mark")) as url:
        report = await play(CALL, url, sleep=time.sleep, now=time.now)
    assert report.bytes_received == len("mark")


@pytest.mark.parametrize("public", [None, "wss://shadow.example/twilio/media"])
async def test_the_handshake_is_signed_as_twilio_signs_it(public: str | None) -> None:
    """With an auth token, the handshake carries the signature that Twilio's validator accepts."""
    ear, time = Ear(), VirtualTime()
    async with server(ear) as url:
        await play(
            CALL, url, auth_token="secret", signed_url=public, sleep=time.sleep, now=time.now
        )
    signature = ear.headers["X-Twilio-Signature"]
    assert RequestValidator("secret").validate(public or url, {}, signature)
    assert not RequestValidator("other").validate(public or url, {}, signature)


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
async def test_time_does_not_stand_still(speed: float) -> None:
    """A speed that is not above 0 is refused before anything is dialled."""
    with pytest.raises(PlayError, match=f"speed must be above 0, not {speed:g}"):
        await play(CALL, "ws://127.0.0.1:9/twilio/media", speed=speed)


async def test_nobody_listens() -> None:
    """A refused connection is one line with the address."""
    async with server(Ear()) as url:
        pass
    with pytest.raises(PlayError, match=f"{url} can't be reached: "):
        await play(CALL, url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/twilio/media", "127.0.0.1:1", ""])
async def test_not_a_websocket_address(url: str) -> None:
    """An address of another kind is named, with an example of a right one."""
    with pytest.raises(PlayError, match="is not a WebSocket address, like ws://"):
        await play(CALL, url)


@pytest.mark.parametrize(
    ("refusal", "complaint"),
    [
        (
            HTTPStatus.FORBIDDEN,
            r"HTTP 403; is this its media socket, /twilio/media, and does it want Twilio.s sig",
        ),
        (HTTPStatus.NOT_FOUND, "HTTP 404$"),
    ],
)
async def test_a_refused_handshake(refusal: HTTPStatus, complaint: str) -> None:
    """The server's HTTP status is in the line, with a hint where the cause is known."""
    async with server(Ear(), refusal) as url:
        with pytest.raises(PlayError, match=complaint):
            await play(CALL, url)


async def test_the_server_closes_early() -> None:
    """A stream that the server ends is an error that says when and with which code."""

    async def rude(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.close(1008, "enough")

    async def patient(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.001))

    async with server(rude) as url:
        with pytest.raises(PlayError, match=r"closed the stream after \d+ ms: received 1008.*enou"):
            await play(
                Recording({s: np.zeros(800_000, np.int16) for s in Speaker}), url, sleep=patient
            )


async def test_a_cancelled_call_hangs_up() -> None:
    """Cancelling closes the socket, so the server sees the end and no task is left."""
    ear, begun = Ear(), asyncio.Event()

    async def never(_seconds: float) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with server(ear) as url:
        task = asyncio.create_task(play(CALL, url, sleep=never))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert ear.heard == []


async def test_a_player_that_is_stopped_while_it_hangs_up_leaves_nothing() -> None:
    """Neither a task nor a connection stays, though the server does not answer."""
    time, played, over = VirtualTime(), asyncio.Event(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        await time.sleep(seconds)
        if time.time >= 1:
            played.set()

    async def deaf(socket: ServerConnection) -> None:
        socket.transport.pause_reading()
        await over.wait()
        socket.transport.abort()

    async with server(deaf) as url:
        playing = asyncio.create_task(play(CALL, url, sleep=sleep, now=time.now))
        await played.wait()
        for _ in range(10):  # the last message, and the beginning of the end
            await asyncio.sleep(0)
        playing.cancel()
        await asyncio.wait([playing])
        await asyncio.sleep(0)
        left = {task for task in asyncio.all_tasks() if "_count_received" in repr(task)}
        over.set()
    assert playing.cancelled()
    assert not left
