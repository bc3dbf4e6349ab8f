"""Vonage's webhooks: who is answered, and what is asked of Vonage then."""

import asyncio
import json
from typing import Any

import jwt
import pytest

from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from peers.carrier_call import play_call
from peers.vonage import vonage_leg
from peers.vonage_api import SIGNATURE_SECRET, VonagePeer, signed
from tests.server.stage import ManualClock, Served, start_call, until
from tests.server.vonage_stage import (
    AGENT_LEG,
    CALL,
    ENTERED,
    INBOUND,
    NOW,
    RECORDING,
    peer,
    posted,
    server,
    socket_of,
    told_of,
)

__all__ = ["peer", "server"]


async def test_a_call_from_its_first_ring_to_its_end(server: Served, peer: VonagePeer) -> None:
    """The agent is rung, both are listened to once the agent has entered, and it is one call.

    Nothing is sent on the sockets, and of Vonage three legs are asked for, and nothing else.
    """
    answer = await posted(server, "/vonage/answer?agent_id=maria&playbook=nonsense", INBOUND)
    (action,) = answer.json()
    assert (action["action"], action["name"]) == ("conversation", f"call-shadow-{CALL}")
    assert peer.asked[0]["to"] == [{"type": "phone", "number": "14155550100"}]
    agents_events = told_of(peer, 0)
    await posted(server, agents_events, {"status": "answered", "uuid": AGENT_LEG})
    assert len(peer.asked) == 1
    assert (await posted(server, agents_events, ENTERED)).status_code == 204
    heard = {asked["ncco"][0]["canHear"][0]: socket_of(server, asked) for asked in peer.asked[1:]}
    assert set(heard) == {CALL, AGENT_LEG}
    legs = {Speaker.CUSTOMER: heard[CALL], Speaker.AGENT: heard[AGENT_LEG]}
    plays = [
        play_call(url, vonage_leg(RECORDING, party, headers={"agent_id": "maria"}), speed=10)
        for party, url in legs.items()
    ]
    async with server.live(CALL, None) as socket:
        playing = asyncio.gather(*plays)
        await socket.recv()  # the call has started
    await posted(server, "/vonage/event", {"status": "completed", "uuid": CALL})
    calls = await playing
    assert [(call.close_code, call.received) for call in calls] == [(1000, []), (1000, [])]
    events = await server.runtime.log.read(CALL)
    assert events[0].data["parameters"] == {"agent_id": "maria"}
    assert (events[-1].type, events[-1].data["reason"]) == (EventType.CALL_ENDED, "hangup")
    assert (len(peer.asked), peer.others) == (3, [])


async def test_a_call_that_cannot_be_heard_is_connected(server: Served, peer: VonagePeer) -> None:
    """Where Vonage refuses the leg, or the call has no id, the caller notices nothing of it."""
    endpoint = [{"type": "phone", "number": "14155550100"}]
    connected = [{"action": "connect", "from": "14155550111", "endpoint": endpoint}]
    peer.refuse = [500]
    assert (await posted(server, "/vonage/answer", INBOUND)).json() == connected
    assert (await posted(server, "/vonage/answer", {"from": "33612345678"})).json() == connected
    assert len(peer.asked) == 1


async def test_an_answer_that_is_asked_for_again_rings_once(
    server: Served, peer: VonagePeer
) -> None:
    """At the same time and later; what the first answer was, the others are."""
    first = asyncio.gather(*(posted(server, "/vonage/answer", INBOUND) for _ in range(3)))
    answers = [*await first, await posted(server, "/vonage/answer", INBOUND)]
    assert {answer.json()[0]["action"] for answer in answers} == {"conversation"}
    assert len(peer.asked) == 1
    peer.refuse = [500]
    other = INBOUND | {"uuid": AGENT_LEG}
    answers = [await posted(server, "/vonage/answer", other) for _ in range(2)]
    assert {answer.json()[0]["action"] for answer in answers} == {"connect"}
    assert len(peer.asked) == 2


async def test_a_webhook_that_vonage_has_not_signed_is_refused(
    server: Served, peer: VonagePeer
) -> None:
    """Without a token, by another secret, of another body or application, or an old one: 403."""
    body = json.dumps(INBOUND).encode()  # with blanks, which the hash may be without
    compact = json.dumps(INBOUND, separators=(",", ":")).encode()
    right = signed(body, NOW)
    unhashed = signed(body, NOW, payload_hash=None)
    async with server.ask() as client:
        for headers, expected in (
            ({}, 403),
            (signed(body, NOW, "another-secret-that-is-long-enough-too"), 403),
            (signed(b"{}", NOW), 403),
            (unhashed, 403),
            (signed(body, NOW, application_id="another"), 403),
            (signed(body, NOW - 301), 403),
            ({"authorization": right["authorization"].replace("Bearer", "Basic")}, 403),
            (right, 200),
            (signed(compact, NOW), 200),
        ):
            answer = await client.post("/vonage/answer", content=body, headers=headers)
            assert answer.status_code == expected, headers
        listed = await client.post("/vonage/answer", content=b"[]", headers=signed(b"[]", NOW))
        assert (listed.status_code, listed.json()["error_code"]) == (400, "bad_request")
    assert len(peer.asked) == 1  # all of one call


def told_by(token: str) -> dict[str, str]:
    """The headers of a webhook that bears that token."""
    return {"authorization": f"Bearer {token}", "content-type": "application/json"}


async def test_a_token_of_another_kind_is_refused(server: Served, peer: VonagePeer) -> None:
    """One that nobody has signed, or that another algorithm has: the token does not choose it."""
    body = json.dumps(INBOUND).encode()
    right = jwt.decode(signed(body, NOW)["authorization"][7:], options={"verify_signature": False})
    head, claims, _ = signed(body, NOW)["authorization"][7:].split(".")
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        longer = jwt.encode(right, SIGNATURE_SECRET, algorithm="HS512")
    tokens = (
        longer,
        jwt.encode(right, "", algorithm="none"),
        f"{head}.{claims}.",
        f"{head}.{claims}",
        f"{head}.{claims}.%%%",
        "..",
        "\xe9.\xe9.\xe9",
    )
    async with server.ask() as client:
        for token in tokens:
            headers = [(b"authorization", f"Bearer {token}".encode("latin-1"))]
            answer = await client.post("/vonage/answer", content=body, headers=headers)
            assert (answer.status_code, answer.json()["error_code"]) == (403, "wrong_signature")
    assert peer.asked == []


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"iat": NOW + 0.75}, 200),
        ({"iat": NOW + 299}, 200),
        ({"iat": NOW + 301}, 403),
        ({"iat": None}, 403),
        ({"iat": str(NOW)}, 403),
        ({"iat": float("nan")}, 403),
        ({"iat": 10**400}, 403),
        ({"exp": NOW + 60}, 200),
        ({"exp": NOW - 60}, 403),
        ({"exp": "soon"}, 403),
        ({"nbf": NOW - 60}, 200),
        ({"nbf": NOW + 60}, 403),
    ],
)
async def test_a_token_holds_for_its_time(
    server: Served, peer: VonagePeer, claims: dict[str, Any], expected: int
) -> None:
    """Five minutes from when it was made, and no longer than it says itself."""
    body = json.dumps(INBOUND).encode()
    right = jwt.decode(signed(body, NOW)["authorization"][7:], options={"verify_signature": False})
    token = jwt.encode(right | claims, SIGNATURE_SECRET, algorithm="HS256")
    async with server.ask() as client:
        answer = await client.post("/vonage/answer", content=body, headers=told_by(token))
    assert answer.status_code == expected


async def test_what_fails_is_told_to_the_agent(server: Served, peer: VonagePeer) -> None:
    """A leg that listens and can't; that the agent does not answer is no news to a call."""
    runtime = server.runtime
    await start_call(runtime, CALL, None)
    async with runtime.calls.claim(CALL):
        for leg, status in (("agent", "busy"), ("listener", "answered"), ("listener", "failed")):
            path = f"/vonage/event?call_id={CALL}&leg={leg}"
            answer = await posted(server, path, {"status": status, "uuid": AGENT_LEG})
            assert answer.status_code == 204
        peer.refuse = [400, 400]
        await posted(server, f"/vonage/event?call_id={CALL}&leg=agent", ENTERED)
    told = [event for event in await runtime.log.read(CALL) if event.type is EventType.STATUS]
    assert [event.data["code"] for event in told] == ["audio_not_streamed"] * 2


@pytest.mark.parametrize("odd", [None, 7, True, [], ["completed"], {}, {"a": 1}])
async def test_an_event_with_odd_fields_is_no_event(
    server: Served, peer: VonagePeer, odd: object
) -> None:
    """It is taken, so that Vonage does not send it again, and nothing comes of it."""
    for path in (f"/vonage/event?call_id={CALL}&leg=agent", "/vonage/event"):
        for said in ({"status": odd}, {"type": odd, "uuid": odd}, {"status": odd, "type": odd}):
            assert (await posted(server, path, said)).status_code == 204
    assert peer.asked == []


async def test_a_listening_leg_that_drops_is_asked_for_again(
    server: Served, peer: VonagePeer
) -> None:
    """Whom it heard is heard again in the same call, and nothing else is asked of Vonage.

    The agent's own words are missing meanwhile, which the agent is told.
    """

    def played(number: int, party: Speaker, count: int | None = None) -> Any:
        url = socket_of(server, peer.asked[number])
        leave = (lambda _: True) if count else None
        return play_call(url, vonage_leg(RECORDING, party)[:count], speed=10, leave=leave)

    await posted(server, f"/vonage/event?call_id={CALL}&leg=agent&agent_id=maria", ENTERED)
    places = {asked["ncco"][0]["canHear"][0]: at for at, asked in enumerate(peer.asked)}
    customer, agent = places[CALL], places[AGENT_LEG]
    async with server.live(CALL, None) as live, asyncio.timeout(20):
        staying = asyncio.create_task(played(customer, Speaker.CUSTOMER))
        await until(live, "call.started")
        await played(agent, Speaker.AGENT, 5)
        await until(live, "status", code="audio_not_streamed", speaker="agent")
        await posted(server, told_of(peer, agent), {"status": "disconnected", "uuid": "leg-1"})
        back = asyncio.create_task(played(2, Speaker.AGENT))
        await until(live, "status", code="audio_recovered", speaker="agent")
        await posted(server, "/vonage/event", {"status": "completed", "uuid": CALL})
        await until(live, "call.ended", reason="hangup")
        await asyncio.gather(staying, back)
    assert peer.asked[agent]["ncco"] == peer.asked[2]["ncco"]
    await posted(server, told_of(peer, 2), {"status": "disconnected", "uuid": "leg-2"})
    assert (len(peer.asked), peer.others) == (3, [])  # nothing for a call that is over


async def test_an_event_that_comes_twice_is_taken_once(server: Served, peer: VonagePeer) -> None:
    """Whoever sends it again, and however they write it; another one that says the same is new."""
    path, body = f"/vonage/event?call_id={CALL}&leg=agent", json.dumps(ENTERED).encode()
    once = signed(body, NOW)
    written = once | {"authorization": once["authorization"].replace("Bearer", "bearer  ")}
    async with server.ask() as client:
        for headers in (once, once, written):
            answer = await client.post(path, content=body, headers=headers)
            assert answer.status_code == 204
    assert len(peer.asked) == 2  # a leg for each of the two people
    await posted(server, path, ENTERED)
    assert len(peer.asked) == 4


async def test_a_leg_that_keeps_dropping_is_given_up(server: Served, peer: VonagePeer) -> None:
    """After five of them in a row, which the agent is told; one that was steady begins anew."""
    runtime, clock = server.runtime, server.runtime.clock
    assert isinstance(clock, ManualClock)
    await start_call(runtime, CALL, None)
    async with runtime.calls.claim(CALL):
        await posted(server, f"/vonage/event?call_id={CALL}&leg=agent", ENTERED)
        assert len(peer.asked) == 2
        for _ in range(5):  # the last one asks for none
            await posted(server, told_of(peer, -1), {"status": "failed", "uuid": "leg"})
        assert len(peer.asked) == 6
        told = [e.data["code"] for e in await runtime.log.read(CALL) if e.type is EventType.STATUS]
        assert told == ["audio_not_streamed"]
        clock.advance(31)
        await posted(server, told_of(peer, -1), {"status": "disconnected"}, iat=NOW + 31)
    assert len(peer.asked) == 7
