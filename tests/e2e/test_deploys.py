"""A deploy: SIGTERM lets the calls end and takes no other, and nothing keeps the process."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import monotonic

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from conversation.speech.speakers import Speaker
from peers.deepgram import DeepgramPeer
from peers.deepgram_socket import Fault
from peers.openai_reply import Trouble
from peers.script_ear import ScriptEar
from peers.server_process import NO_TLS, ServerProcess
from tests.e2e.fork import Fork, messages, split
from tests.e2e.listener import Event, Listener
from tests.e2e.scene import EXPENSIVE, TOO_DEAR, UNDERSTOOD, WHAT_COST, scene
from tests.e2e.stage import SPEED, Stage, new_call_id, of_type, played, spoken, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLS = 20
SERVICE_RESTART = 1012
CONVERSATION = [EXPENSIVE.at(1500), UNDERSTOOD.at(2700), WHAT_COST.at(3600), UNDERSTOOD.at(4900)]
CONVERSATION_MS = 6700
"""With a silence at both ends, in which a busy machine connects, and finds out what was said."""
LINES = ("That is too expensive.", "We can begin on Monday.")
"""What the recogniser takes the first and the second sound of each party for."""
REFUSED = (503, "server_stopping", True)


@asynccontextmanager
async def a_server(stage: Stage, folder: Path, **settings: str) -> AsyncIterator[ServerProcess]:
    """A server of the test's own, with the peers of the stage."""
    settings = {
        "DEEPGRAM_API_KEY": "k",
        "DEEPGRAM_BASE_URL": stage.deepgram.url,
        "OPENAI_API_KEY": "k",
        "OPENAI_BASE_URL": stage.openai.url,
    } | settings
    async with ServerProcess(folder, **settings) as server:
        yield server


@asynccontextmanager
async def a_call(server: ServerProcess) -> AsyncIterator[tuple[Fork, Listener]]:
    """A call that goes on after its customer's first words."""
    phrase, call_id = TOO_DEAR.at(400), new_call_id()
    begun, _ = split(messages(call_id, scene([phrase])), phrase.end_ms - 350)
    async with Listener(server.live(call_id)) as listener, Fork(server.media, SPEED) as fork:
        await fork.stream(begun)
        await listener.next("speech.started")
        yield fork, listener


async def status(
    server: ServerProcess, method: str, path: str, **more: object
) -> tuple[object, ...]:
    """What a request is answered: the status, the error code, and whether it may be tried again."""
    async with httpx.AsyncClient(base_url=server.http, verify=NO_TLS) as client:
        answer = await client.request(method, path, **more)  # pyright: ignore[reportArgumentType]
    return answer.status_code, answer.json().get("error_code"), "retry-after" in answer.headers


async def handshake(url: str) -> tuple[int, bool]:
    """How a WebSocket is refused before it is accepted, and whether it may be tried again."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(url):
            pass
    response = refused.value.response
    return response.status_code, "retry-after" in response.headers


async def test_a_restart_under_twenty_calls_loses_no_word(tmp_path: Path):
    """Calls that end within DRAIN_SECONDS are heard to their end, at real time; then it ends."""
    recording = scene(CONVERSATION, end_ms=CONVERSATION_MS)
    ids = [new_call_id() for _ in range(CALLS)]
    async with (
        DeepgramPeer(lambda: ScriptEar(LINES)) as deepgram,
        ServerProcess(
            tmp_path,
            DRAIN_SECONDS="60",
            DEEPGRAM_API_KEY="k",
            DEEPGRAM_BASE_URL=deepgram.url,
        ) as server,
        AsyncExitStack() as stack,
    ):
        listeners = [
            await stack.enter_async_context(Listener(server.live(call_id))) for call_id in ids
        ]
        calls = [asyncio.create_task(played(recording, server.media, call_id)) for call_id in ids]
        await asyncio.gather(*(listener.next("turn.partial") for listener in listeners))
        server.tell(signal.SIGTERM)
        assert await server.ended(60) == 0
        assert {await listener.closed() for listener in listeners} == {SERVICE_RESTART}
        await asyncio.gather(*calls)
    every_word = dict.fromkeys(map(str, Speaker), spoken(" ".join(LINES)))
    assert [_words(listener.events) for listener in listeners] == [every_word] * CALLS
    ends = [end["reason"] for one in listeners for end in of_type(one.events, "call.ended")]
    assert ends == ["hangup"] * CALLS


def _words(events: list[Event]) -> dict[str, str]:
    """What each party has said, in however many turns."""
    said = turns(events)
    return {who: " ".join(text for one, text in said if one == who) for who in map(str, Speaker)}


async def test_a_server_that_drains_takes_no_call_and_serves_the_rest(stage: Stage, tmp_path: Path):
    """Not ready, alive, open to viewers; every way in is refused before it is accepted."""
    async with (
        a_server(stage, tmp_path, DRAIN_SECONDS="60") as server,
        a_call(server) as (fork, listener),
    ):
        server.tell(signal.SIGTERM)
        async with asyncio.timeout(60):
            while await status(server, "GET", "/readyz") != REFUSED:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        assert (await status(server, "GET", "/healthz"))[0] == httpx.codes.OK
        assert await handshake(server.media) == (503, True)
        assert await handshake(f"ws{server.http[4:]}/api/ingest/text-1") == (503, True)
        said_text = {"speaker": "customer", "text": "Too expensive."}
        for path, body in (
            ("/api/process", said_text),
            ("/api/process/chat-1", said_text),
            ("/api/batch/analyze", {"messages": [said_text]}),
        ):
            assert await status(server, "POST", path, json=body) == REFUSED
        files = {"customer": b"RIFF", "agent": b"RIFF"}
        assert await status(server, "POST", "/api/calls/u1/audio", files=files) == REFUSED
        call_id = listener.events[0]["call_id"]
        async with Listener(server.live(call_id)) as viewer:
            await viewer.next("call.started")
        server.tell(signal.SIGTERM)
        assert await server.ended() == 0
        await listener.closed()
        assert of_type(listener.events, "call.ended")[0]["reason"] == "shutdown"
        assert await fork.closed() is not None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda it: it.name)
async def test_the_time_of_a_drain_is_bounded(stage: Stage, tmp_path: Path, number: signal.Signals):
    """SIGINT does not drain; SIGTERM does for DRAIN_SECONDS, and then ends the calls cleanly."""
    drain_s = 600 if number is signal.SIGINT else 1
    async with (
        a_server(stage, tmp_path, DRAIN_SECONDS=str(drain_s)) as server,
        a_call(server) as (_, listener),
    ):
        began = monotonic()
        server.tell(number)
        assert await server.ended() == 0
        took_s = monotonic() - began
        assert took_s < drain_s if number is signal.SIGINT else took_s > drain_s
        await listener.closed()
    assert listener.events[-1]["data"]["reason"] == "shutdown"


async def test_vendors_that_hang_do_not_keep_the_process(stage: Stage, tmp_path: Path):
    """With a recogniser and a model that say nothing any more, the call has its end, and code 0."""
    stage.deepgram.fault = Fault(mute=True)
    stage.openai.trouble = Trouble(hang=True)
    async with (
        a_server(stage, tmp_path, COACH_TIMEOUT_SECS="60") as server,
        a_call(server) as (_, listener),
    ):
        assert await server.stop() == 0
        await listener.closed()
    assert listener.events[-1]["data"]["reason"] == "shutdown"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_start_can_be_stopped(tmp_path: Path, number: signal.Signals):
    """A server that is told to stop while it starts has done nothing wrong."""

    class Impatient(ServerProcess):
        async def _ready(self) -> None:
            async with asyncio.timeout(60):
                while True:  # another process's log has no event to wait for
                    if "speech recognition" in self.log():
                        return
                    await asyncio.sleep(0.005)

    async with Impatient(tmp_path) as server:
        server.tell(number)
        assert await server.ended() == 0


async def test_a_signal_that_means_nothing_is_passed_over(tmp_path: Path):
    """A log rotation that sends SIGUSR1, as to nginx, ends no call."""
    async with ServerProcess(tmp_path) as server:
        server.tell(signal.SIGUSR1)
        server.tell(signal.SIGUSR2)
        assert await server.stop() == 0
