"""Vonage is told to dial and to listen, over real sockets; no leg is ended, and nothing is sent."""

import asyncio
from typing import Any

import httpx

from conversation.speech.speakers import Speaker
from peers.carrier_call import CarrierCall, play_call
from peers.vonage import vonage_leg
from peers.vonage_api import VonagePeer
from tests.server.stage import Served, start_call, until
from tests.server.vonage_stage import (
    AGENT_LEG,
    CALL,
    CONVERSATION,
    PUBLIC,
    RECORDING,
    peer,
    posted,
    server,
    socket_of,
    told_of,
)

__all__ = ["peer", "server"]
AGENT, CUSTOMER = "+14155550100", "+33612345678"
DIAL = {"agent": AGENT, "customer": CUSTOMER, "agent_id": "maria"}


async def asked(server: Served, path: str, **said: Any) -> httpx.Response:
    """The answer to a request of REST."""
    async with server.ask() as client:
        return await client.post(f"/api/calls{path}", json=said)


def heard_by(peer: VonagePeer, first: int) -> dict[str, str]:
    """Which legs the listening ones hear, by the party of their address."""
    listening = peer.asked[first:]
    return {
        party.value: one["ncco"][0]["canHear"][0]
        for one in listening
        for party in Speaker
        if f"party={party}" in one["to"][0]["uri"]
    }


def listened(server: Served, peer: VonagePeer, first: int) -> "asyncio.Future[list[CarrierCall]]":
    """The two listening legs that were asked for, as Vonage brings them."""
    plays = (
        play_call(
            socket_of(server, one),
            vonage_leg(RECORDING, party, headers=one["to"][0]["headers"]),
            speed=10,
        )
        for one in peer.asked[first:]
        for party in Speaker
        if f"party={party}" in one["to"][0]["uri"]
    )
    return asyncio.gather(*plays)


async def test_the_agent_is_rung_first_and_then_the_customer(
    server: Served, peer: VonagePeer
) -> None:
    """And both are listened to when the customer has answered; whose call it is stands in its log.

    The customer's number is in no address.
    """
    answer = await asked(server, "", **DIAL)
    assert answer.status_code == 201, answer.text
    call = answer.json()["call_id"]
    assert peer.asked[0]["to"] == [{"type": "phone", "number": "14155550100"}]
    (answer_url,) = peer.asked[0]["answer_url"]
    assert "33612345678" not in answer_url
    said = {"uuid": call, "from": "14155550111", "to": "14155550100"}
    for _ in range(2):  # Vonage asks again where the first answer is late
        (action,) = (await posted(server, answer_url.removeprefix(PUBLIC), said)).json()
        assert (action["action"], action["name"]) == ("conversation", f"call-shadow-{call}")
    assert len(peer.asked) == 2
    assert peer.asked[1]["to"] == [{"type": "phone", "number": "33612345678"}]
    assert "33612345678" not in str(peer.asked[1]["event_url"])
    entered = {"type": "transfer", "uuid": AGENT_LEG, "conversation_uuid_to": CONVERSATION}
    await posted(server, told_of(peer, 1), entered)
    assert heard_by(peer, 2) == {"agent": call, "customer": AGENT_LEG}
    async with server.live(call, None) as live, asyncio.timeout(20):
        playing = listened(server, peer, 2)
        started = (await until(live, "call.started"))[-1]["data"]["parameters"]
        assert (started["agent_id"], started["inbound_role"]) == ("maria", "agent")
        await posted(server, told_of(peer, 0), {"status": "completed", "uuid": call})
        await until(live, "call.ended", reason="hangup")
        assert [one.received for one in await playing] == [[], []]
    assert (len(peer.asked), peer.others) == (4, [])


async def test_an_agent_who_does_not_answer_has_no_customer_rung(
    server: Served, peer: VonagePeer
) -> None:
    """Nor has one who is busy, or answers with a ticket of somebody else's."""
    call = (await asked(server, "", **DIAL)).json()["call_id"]
    for status in ("ringing", "unanswered", "completed"):
        told = await posted(server, told_of(peer, 0), {"status": status, "uuid": call})
        assert told.status_code == 204
    (action,) = (await posted(server, "/vonage/dialled?dial=none", {"uuid": call})).json()
    assert action["action"] == "talk"
    assert len(peer.asked) == 1
    assert await server.runtime.log.call(call) is None


async def test_what_vonage_can_not_do_is_told_by_one_error(
    server: Served, peer: VonagePeer
) -> None:
    """An agent in a browser, and people who are in no conversation with a name."""
    browser = await asked(server, "", **(DIAL | {"agent": "client:maria"}))
    unnamed = await asked(server, f"/{AGENT_LEG}/attach")
    for answer in (browser, unnamed):
        assert (answer.status_code, answer.json()["error_code"]) == (409, "carrier_unable")
    assert "conversation" in unnamed.json()["message"]
    twilio = await asked(server, "", **DIAL, carrier="twilio")
    assert (twilio.status_code, twilio.json()["error_code"]) == (409, "carrier_off")
    assert peer.asked == []


async def test_a_call_in_somebody_elses_application_is_attached_to_and_detached_from(
    server: Served, peer: VonagePeer
) -> None:
    """Both people are heard by legs in their conversation; the call goes on, and is heard again."""
    peer.begin(CALL, direction="inbound", conversation=CONVERSATION)
    peer.begin(AGENT_LEG, direction="outbound", conversation=CONVERSATION)
    peer.begin("a-listener", direction="outbound", conversation=CONVERSATION, kind="websocket")
    async with server.live(CALL, None) as live, asyncio.timeout(20):
        said = {"agent_id": "maria", "conversation": "room 42"}
        answer = await asked(server, f"/{CALL}/attach", **said)
        assert answer.status_code == 201, answer.text
        assert heard_by(peer, 0) == {"customer": CALL, "agent": AGENT_LEG}
        assert {one["ncco"][0]["name"] for one in peer.asked} == {"room 42"}
        playing = listened(server, peer, 0)
        started = (await until(live, "call.started"))[-1]["data"]
        assert said.items() <= started["parameters"].items()
        again = await asked(server, f"/{CALL}/attach", **said)
        assert (again.status_code, again.json()["error_code"]) == (409, "call_running")
        assert (await asked(server, f"/{CALL}/detach")).status_code == 204
        await until(live, "call.ended", reason="detached")
        assert [one.close_code for one in await playing] == [1000, 1000]
        for number in (0, 1):  # Vonage tells that we have closed them
            await posted(server, told_of(peer, number), {"status": "disconnected"})
        nobody = await asked(server, f"/{CALL}/detach")
        assert (nobody.status_code, nobody.json()["error_code"]) == (409, "call_not_running")
        assert len(peer.asked) == 2
        assert (await asked(server, f"/{CALL}/attach")).status_code == 201
        assert peer.asked[2]["ncco"][0]["name"] == "room 42"


async def test_whom_to_hear_is_asked_where_vonage_does_not_tell(
    server: Served, peer: VonagePeer
) -> None:
    """Nobody beside, or two; with the other one's leg it is heard. A leg that is over is told."""
    peer.begin(CALL, direction="outbound", conversation=CONVERSATION)
    alone = await asked(server, f"/{CALL}/attach", conversation="room")
    assert (alone.status_code, alone.json()["error_code"]) == (409, "carrier_unable")
    assert "other_leg" in alone.json()["message"]
    told = await asked(server, f"/{CALL}/attach", conversation="room", other_leg=AGENT_LEG)
    assert told.status_code == 201
    assert heard_by(peer, 0) == {"agent": CALL, "customer": AGENT_LEG}
    peer.legs[CALL]["status"] = "completed"
    over = await asked(server, f"/{CALL}/attach", conversation="room")
    unknown = await asked(server, f"/{AGENT_LEG}/attach", conversation="room")
    codes = [(one.status_code, one.json()["error_code"]) for one in (over, unknown)]
    assert codes == [(409, "call_over"), (404, "call_not_found")]


async def test_other_carriers_are_told_no_end_of_a_stream(server: Served) -> None:
    """Of a call of Telnyx, say, where there is no such request."""
    await start_call(server.runtime, "v3:call", None, source="telnyx")
    answer = await asked(server, "/v3:call/detach")
    assert (answer.status_code, answer.json()["error_code"]) == (409, "carrier_unable")
