"""A server that is an application of Vonage's, and a peer that is Vonage."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from peers.vonage_api import APPLICATION, SIGNATURE_SECRET, VonagePeer, private_pem, signed
from tests.e2e.scene import UNDERSTOOD, WHAT_COST, scene
from tests.server.stage import START, ManualClock, Served, served

SECRET = "a-secret-of-the-tests-that-is-long-enough"
CALL, AGENT_LEG = "63f61863-4a51-4f6b-86e1-46edebcf9356", "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
CONVERSATION = "CON-aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
INBOUND = {"from": "33612345678", "to": "14155550111", "uuid": CALL}
ENTERED = {"type": "transfer", "uuid": AGENT_LEG, "conversation_uuid_to": CONVERSATION}
NOW = int(START.timestamp())
PUBLIC = "https://shadow.example"
RECORDING = scene([UNDERSTOOD.at(100), WHAT_COST.at(1500)])


@pytest.fixture
async def peer() -> AsyncIterator[VonagePeer]:
    """Vonage's Voice API."""
    async with VonagePeer() as running:
        yield running


@pytest.fixture
async def server(tmp_path: Path, peer: VonagePeer) -> AsyncIterator[Served]:
    """A server that is an application of Vonage's."""
    (tmp_path / "private.key").write_bytes(private_pem())
    settings = {
        "vonage_application_id": APPLICATION,
        "vonage_private_key_file": tmp_path / "private.key",
        "vonage_number": "+14155550111",
        "vonage_agent_number": "+14155550100",
        "vonage_stream_secret": SECRET,
        "vonage_signature_secret": SIGNATURE_SECRET,
        "vonage_base_url": peer.url,
        "public_url": PUBLIC,
    }
    async with served(tmp_path, ManualClock(), **settings) as running:
        yield running


async def posted(server: Served, path: str, said: Any, **claims: Any) -> httpx.Response:
    """The answer to a webhook that Vonage has signed."""
    body = json.dumps(said, separators=(",", ":")).encode()
    async with server.ask() as client:
        return await client.post(path, content=body, headers=signed(body, NOW, **claims))


def told_of(peer: VonagePeer, number: int) -> str:
    """The path and query of the address at which Vonage tells of a leg."""
    (address,) = peer.asked[number]["event_url"]
    return address.removeprefix(PUBLIC)


def socket_of(server: Served, asked: dict[str, Any]) -> str:
    """The address of the stream of a leg that was asked for."""
    return asked["to"][0]["uri"].replace("wss://shadow.example", f"ws://127.0.0.1:{server.port}")
