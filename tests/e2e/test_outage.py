"""Calls while the event log is away: no screen shows less, and the log has it all after."""

import asyncio
from pathlib import Path

import httpx
import pytest

from peers.server_process import NO_TLS, ServerProcess
from peers.sqlite_lock import locked
from tests.e2e.listener import Event, Listener
from tests.e2e.scene import HOW_SOON, TEN_MINUTES, TOO_DEAR, UNDERSTOOD, scene
from tests.e2e.stage import SPEED, Stage, new_call_id, of_type, played, ready, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALL = scene(
    [TEN_MINUTES.at(500), TOO_DEAR.at(5_020), UNDERSTOOD.at(9_000), HOW_SOON.at(12_000)],
)
TURNS = 4


def numbers(events: list[Event]) -> list[int]:
    """The numbers of the durable events."""
    return [event["seq"] for event in events if event["seq"] is not None]


def log_states(events: list[Event]) -> list[str]:
    """What the statuses said of the log."""
    return [one["state"] for one in of_type(events, "status") if one["component"] == "log"]


async def test_a_lock_loses_no_word(stage: Stage, tmp_path: Path):
    """One call that is heard through an outage, and one that begins and ends in it."""
    settings = {"DEEPGRAM_API_KEY": "k", "DEEPGRAM_BASE_URL": stage.deepgram.url}
    first, second = new_call_id(), new_call_id()
    async with (
        ServerProcess(tmp_path, **settings) as server,
        httpx.AsyncClient(base_url=server.http, verify=NO_TLS) as client,
        Listener(server.live(first)) as listener,
        Listener(server.live(second)) as other,
    ):
        playing = asyncio.create_task(played(CALL, server.media, first, SPEED))
        await listener.next("turn.final")
        with locked(tmp_path / "data" / "calls.db"):
            await played(CALL, server.media, second, SPEED)
            await other.next("call.ended")
            await playing
            await listener.next("call.ended")
            assert (await client.get("/readyz")).status_code == 503
            async with Listener(server.live(second, after=2)) as late:
                await late.next("call.ended")
            assert numbers(late.events) == numbers(other.events)[2:]
            figures = (await client.get("/metrics")).text
            assert "callshadow_spooled_events 0.0" not in figures
            assert "callshadow_spool_oldest_seconds 0.0" not in figures
        await ready(client)
        for call_id, seen in ((first, listener), (second, other)):
            assert len(turns(seen.events)) == TURNS
            assert numbers(seen.events) == list(range(1, len(seen.durable) + 1))
            stored = (await client.get(f"/api/calls/{call_id}/events")).json()
            assert stored == seen.durable
        assert log_states(other.events)[0] == "degraded"
