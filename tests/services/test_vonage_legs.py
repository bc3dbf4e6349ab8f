"""The legs that Vonage's Voice API is asked for, and what its refusals become."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from conversation.errors import ErrorCode
from conversation.speech.speakers import Speaker
from peers.vonage_api import APPLICATION, VonagePeer, private_pem
from pubsub.clock import Clock
from services.carriers.vonage_account import open_legs, probe
from services.carriers.vonage_legs import VonageLegs
from settings import Settings, SettingsError, load
from transports.control import CarrierError
from transports.streams.stream_token import StreamTokens

SECRET = "a-secret-of-the-tests-that-is-long-enough"
CALL, AGENT_LEG = "63f61863-4a51-4f6b-86e1-46edebcf9356", "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
LEGS = {Speaker.CUSTOMER: CALL, Speaker.AGENT: AGENT_LEG}


def settings(peer: VonagePeer, folder: Path, **more: Any) -> Settings:
    """The settings of an application at the peer."""
    key = folder / "private.key"
    if not key.exists():
        key.write_bytes(private_pem())
    own = {
        "vonage_application_id": APPLICATION,
        "vonage_private_key_file": key,
        "vonage_number": "+14155550111",
        "vonage_stream_secret": SECRET,
        "vonage_base_url": peer.url,
        "public_url": "https://shadow.example",
    }
    return load(**(own | more))


@asynccontextmanager
async def legs_of(folder: Path, **more: Any) -> AsyncIterator[tuple[VonagePeer, VonageLegs]]:
    """A peer, and the legs of its application."""
    async with VonagePeer() as peer, open_legs(settings(peer, folder, **more), Clock()) as legs:
        assert legs is not None
        yield peer, legs


async def test_the_agent_is_rung_into_the_calls_conversation(tmp_path: Path) -> None:
    """From our number; what becomes of the leg is told to us, with what is said of the call.

    Vonage is asked once, whatever it answers: twice would ring twice.
    """
    async with legs_of(tmp_path) as (peer, legs):
        uuid = await legs.ring(CALL, Speaker.AGENT, "+14155550100", {"agent_id": "maria"})
        (asked,) = peer.asked
        assert len(uuid) == 36
        assert asked["to"] == [{"type": "phone", "number": "14155550100"}]
        assert asked["from"] == {"type": "phone", "number": "14155550111"}
        assert asked["ncco"][0]["name"] == f"call-shadow-{CALL}"
        (address,) = asked["event_url"]
        assert address.startswith("https://shadow.example/vonage/event?")
        told = dict(parse_qsl(urlsplit(address).query))
        assert told == {"agent_id": "maria", "call_id": CALL, "leg": "agent"}
        peer.refuse = [503]
        with pytest.raises(CarrierError) as refused:
            await legs.ring(CALL, Speaker.AGENT, "+14155550100", {})
        assert refused.value.code is ErrorCode.CARRIER_UNREACHABLE
        assert len(peer.asked) == 2


async def test_each_person_is_listened_to_by_a_leg_that_says_nothing(tmp_path: Path) -> None:
    """Each to an address with a token of its own party; it is heard by nobody."""
    async with legs_of(tmp_path) as (peer, legs):
        await legs.listen(CALL, LEGS, {"agent_id": "maria"})
        heard: dict[str, list[str]] = {}
        for asked in peer.asked:
            (endpoint,), (action,) = asked["to"], asked["ncco"]
            url = urlsplit(endpoint["uri"])
            assert (url.scheme, url.netloc, url.path) == ("wss", "shadow.example", "/vonage/media")
            query = dict(parse_qsl(url.query))
            token, party = query["token"], query["party"]
            assert StreamTokens(SECRET).fits(token, CALL, Clock().now(), party)
            assert endpoint["content-type"] == "audio/l16;rate=8000"
            assert endpoint["headers"] == {"agent_id": "maria"}
            assert action["canSpeak"] == []
            heard[party] = action["canHear"]
        assert heard == {"customer": [CALL], "agent": [AGENT_LEG]}


async def test_a_leg_that_listens_is_asked_for_twice_at_most(tmp_path: Path) -> None:
    """Where Vonage may take it later; the other one is asked for all the same."""
    async with legs_of(tmp_path) as (peer, legs):
        peer.refuse = [503]
        await legs.listen(CALL, LEGS, {})
        assert len(peer.asked) == 3
        peer.refuse = [400]
        with pytest.raises(CarrierError) as refused:
            await legs.listen(CALL, LEGS, {})
        assert refused.value.code is ErrorCode.CARRIER_REFUSED
        assert len(peer.asked) == 5


async def test_nothing_else_is_asked(tmp_path: Path) -> None:
    """The check reads the list of calls, which costs nothing; a wrong application is told."""
    async with VonagePeer() as peer:
        assert (await probe(settings(peer, tmp_path))).ok
        assert peer.others == [("GET", "/v1/calls")]
        other = "00000000-323d-0114-9c3d-d6f0d48968cf"
        refused = await probe(settings(peer, tmp_path, vonage_application_id=other))
        assert not refused.ok
        assert "VONAGE_APPLICATION_ID" in refused.detail
        assert peer.asked == []


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN PRIVATE KEY-----\nnone\n"])
async def test_a_key_that_is_none_stops_the_start(tmp_path: Path, content: bytes | None) -> None:
    """With the setting, and none of what the file holds."""
    key = tmp_path / "wrong.key"
    if content is not None:
        key.write_bytes(content)
    async with VonagePeer() as peer:
        with pytest.raises(SettingsError, match=r"VONAGE_PRIVATE_KEY_FILE=.*wrong\.key"):
            async with open_legs(settings(peer, tmp_path, vonage_private_key_file=key), Clock()):
                pass


async def test_without_an_application_nothing_is_asked_of_vonage() -> None:
    """Somebody else's may stream all the same."""
    async with open_legs(load(vonage_stream_secret=SECRET), Clock()) as legs:
        assert legs is None
