"""A call whose process ends goes on in the next: in one log, with its gap told."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from peers.server_process import ServerProcess
from peers.twilio import ACCOUNT, TOKEN, TwilioPeer
from tests.e2e.listener import Event, Listener

pytestmark = pytest.mark.asyncio(loop_scope="session")

PUBLIC = "https://shadow.example"


@pytest_asyncio.fixture(loop_scope="session")
async def twilio() -> AsyncIterator[TwilioPeer]:
    """The carrier; at the end nothing was sent on a media socket."""
    async with TwilioPeer(PUBLIC) as peer:
        yield peer
        assert [fork.received for fork in peer.forks] == [0] * len(peer.forks)


def a_server(twilio: TwilioPeer, folder: Path) -> ServerProcess:
    server = ServerProcess(
        folder,
        TWILIO_ACCOUNT_SID=ACCOUNT,
        TWILIO_AUTH_TOKEN=TOKEN,
        TWILIO_BASE_URL=twilio.url,
        PUBLIC_URL=PUBLIC,
        DRAIN_SECONDS="0",
    )
    twilio.server = server.http
    return server


def told(events: list[Event]) -> list[str]:
    """The starts and ends, and what was told of the fork; a silent one is told of at any time."""
    kept = [e for e in events if e["seq"] and e["data"].get("component", "audio") == "audio"]
    codes = [str(e["data"].get("code") or e["data"].get("reason") or e["type"]) for e in kept]
    return [code for code in codes if not code.endswith("_heard")]


@pytest.mark.parametrize(
    ("number", "reason"), [(signal.SIGKILL, "interrupted"), (signal.SIGTERM, "shutdown")]
)
async def test_the_next_process_goes_on_with_a_call(
    twilio: TwilioPeer, tmp_path: Path, number: signal.Signals, reason: str
):
    """Killed or deployed: two processes start, Twilio is asked for one stream of each live call."""
    live, over = twilio.begin(), twilio.begin()
    said = {"agent_id": "maria", "inbound_role": "agent"}
    async with a_server(twilio, tmp_path) as server:
        forks = [await twilio.fork(call, said) for call in (live, over)]
        for call, fork in zip((live, over), forks, strict=True):
            async with Listener(server.live(call)) as listener:
                await listener.next("call.started")
                await fork.say(packets=5)
        server.tell(number)
        await server.ended()
        server.exit_code = 0
    twilio.calls.discard(over)  # they hung up while nobody listened
    assert twilio.asked == []
    async with a_server(twilio, tmp_path), a_server(twilio, tmp_path) as server:
        fork = await twilio.until_forked(3)
        assert (fork.call, fork.parameters["agent_id"]) == (live, "maria")
        async with Listener(server.live(live)) as listener:
            back = await listener.next("status", code="audio_recovered")
            assert 0 < back["data"]["gap_ms"] < 120_000
            assert told(listener.events) == [
                "call.started", reason, "audio_reconnecting", "call.started", "audio_recovered",
            ]  # fmt: skip
            await fork.stop()
            await listener.next("call.ended", reason="hangup")
        streams = {f"/Calls/{call}/Streams" for call in (live, over)}
        while (asked := {one.path for one in twilio.asked}) != streams:
            assert asked < streams
            await twilio.until_asked(len(twilio.asked) + 1)
        assert len(twilio.forks) == 3
