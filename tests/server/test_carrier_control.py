"""Carrier control over real sockets, with a peer that speaks Twilio's REST and media streams.

Whatever is done here: nothing is sent on a media socket, and Twilio is not asked to end a call.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from peers.twilio import ACCOUNT, TOKEN, TwilioPeer, parameters_in
from peers.twilio_fork import Fork
from pipeline.call_hold import is_held
from tests.server.stage import (
    API_KEYS,
    BEN,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    Served,
    an_api,
    served,
    until,
)

PUBLIC = "https://shadow.example"
CALLER = "+14155550111"
AGENT, CUSTOMER = "+14155550100", "+33612345678"


@asynccontextmanager
async def phone(folder: Path, **more: Any) -> AsyncIterator[tuple[TwilioPeer, Served]]:
    """A Twilio, and a server of its customer's; at the end it is seen that neither was harmed."""
    async with TwilioPeer(PUBLIC) as twilio:
        own: dict[str, Any] = {
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "public_url": PUBLIC,
        }
        own |= {"twilio_base_url": twilio.url, "twilio_caller_id": CALLER}
        own |= {"twilio_agent_number": AGENT}
        async with served(folder, **(own | more)) as server:
            twilio.server = server.http
            yield twilio, server
            for fork in twilio.forks:
                await fork.drop()
        assert [fork.received for fork in twilio.forks] == [0] * len(twilio.forks)
        assert [asked.form for asked in twilio.asked if is_hang_up(asked.path)] == []


def is_hang_up(path: str) -> bool:
    """Whether a request is an update of a call itself, by which it would end or be led away."""
    return path.startswith("/Calls/") and "/Streams" not in path


def codes(events: list[dict[str, Any]]) -> list[str]:
    """What was told of the audio, and the starts and ends."""
    kept = [e for e in events if e["data"].get("component", "audio") == "audio"]
    return [str(e["data"].get("code") or e["data"].get("reason") or e["type"]) for e in kept]


async def drop(fork: Fork) -> None:
    """Let a fork bring some audio, and cut it."""
    await fork.say(packets=5)
    await fork.drop()


async def test_twilios_socket_drops_and_the_call_goes_on(tmp_path: Path) -> None:
    """The fork is started again over REST within 3 s, with a mark of ours, in the same log.

    It is done so each time that it drops; after the `stop` Twilio is asked for nothing.
    """
    async with phone(tmp_path) as (twilio, server):
        call = twilio.begin()
        async with server.live(call, None) as live, asyncio.timeout(20):
            first = await asked_fork(twilio, server, call)
            await until(live, "call.started")
            loop = asyncio.get_running_loop()
            for number in (2, 3):
                await drop(twilio.forks[-1])
                dropped_at = loop.time()
                again = await twilio.until_forked(number)
                events = await until(live, "status", code="audio_recovered")
                assert loop.time() - dropped_at < 3
                assert codes(events) == [
                    "audio_reconnecting", "disconnected", "call.started", "audio_recovered",
                ]  # fmt: skip
                assert 0 < events[-1]["data"]["gap_ms"] < 3000
                assert again.parameters.keys() == first.parameters.keys()
            asked = len(twilio.asked)
            await again.stop()
            ended = await until(live, "call.ended")
        assert ended[-1]["data"]["reason"] == "hangup"
        assert len(twilio.asked) == asked
        async with server.ask() as client:
            listed = (await client.get("/api/calls")).json()
        assert [one["call_id"] for one in listed if one["source"] == "twilio"] == [call]


async def test_a_call_that_twilio_says_is_completed_is_left_alone(tmp_path: Path) -> None:
    """Its socket drops after the callback, and no stream is asked for."""
    async with phone(tmp_path) as (twilio, server):
        call = twilio.begin()
        async with server.live(call, None) as live, asyncio.timeout(20):
            await asked_fork(twilio, server, call)
            await until(live, "call.started")
            form = {"CallSid": call, "CallStatus": "completed"}
            await twilio.webhook(f"{PUBLIC}/twilio/status", form)
            await drop(twilio.forks[-1])
            assert codes(await until(live, "call.ended"))[-1] == "disconnected"
        assert twilio.asked == []


async def test_a_coach_is_attached_to_a_call_of_another_application_and_detached(
    tmp_path: Path,
) -> None:
    """Twilio is asked for a stream and for its end, and for nothing else; the call goes on.

    The log ends with the reason, no stream is missed, and the call can be attached to again.
    """
    async with phone(tmp_path, api_keys=API_KEYS) as (twilio, server), server.ask(SAM) as client:
        call = twilio.begin()
        address = f"/api/calls/{call}"
        async with server.live(call, SAM) as live, asyncio.timeout(20):
            said = {"agent_id": "maria", "inbound_role": "agent", "language": "fr"}
            answer = await client.post(f"{address}/attach", json=said)
            assert answer.status_code == 201, answer.text
            (started,) = await until(live, "call.started")
            assert said.items() <= started["data"]["parameters"].items()
            assert started["data"]["stream"] == answer.json()["stream_id"]
            again = await client.post(f"{address}/attach")
            assert (again.status_code, again.json()["error_code"]) == (409, "call_running")
            await twilio.forks[0].say(packets=5)
            assert (await client.post(f"{address}/detach")).status_code == 204
            assert (await until(live, "call.ended"))[-1]["data"]["reason"] == "detached"
            await twilio.forks[0].closed.wait()
            nobody = await client.post(f"{address}/detach")
            assert (nobody.status_code, nobody.json()["error_code"]) == (409, "call_not_running")
            assert (await client.post(f"{address}/attach")).status_code == 201
            (started,) = await until(live, "call.started")
            assert said.items() <= started["data"]["parameters"].items()
        streams = f"/Calls/{call}/Streams"
        assert [asked.path for asked in twilio.asked] == [
            streams, f"{streams}/{twilio.forks[0].stream}", streams,
        ]  # fmt: skip
        assert call in twilio.calls


async def test_what_can_not_be_attached_to_is_refused_with_a_reason(tmp_path: Path) -> None:
    """A call that Twilio does not know, or says is over; and whatever else it refuses."""
    async with phone(tmp_path) as (twilio, server), server.ask() as client:
        call = twilio.begin()
        for refusal, told in (
            (None, (404, "call_not_found", 20404)),
            ((400, 21220), (409, "call_over", 21220)),
            ((403, 20003), (502, "carrier_unauthorized", 20003)),
            ((429, 20429), (503, "carrier_limit", 20429)),
        ):
            twilio.refuse = [refusal] if refusal else []
            asked = call if refusal else "CA404"
            answer = await client.post(f"/api/calls/{asked}/attach", json={})
            body = answer.json()
            found = (answer.status_code, body["error_code"], body["details"]["carrier_code"])
            assert found == told
        wrong = await client.post(f"/api/calls/{call}/attach", json={"language": "french"})
        assert wrong.status_code == 422
        assert (await client.post("/api/calls/CA404/detach")).status_code == 404


async def test_an_agent_attaches_to_calls_of_their_own_alone(tmp_path: Path) -> None:
    """Neither for another agent, nor to another's call; what nobody says is theirs."""
    async with phone(tmp_path, api_keys=API_KEYS) as (twilio, server), server.ask(MARIA) as client:
        call = twilio.begin()
        for other, body in ((call, {"agent_id": "ben"}), (BENS, {})):
            answer = await client.post(f"/api/calls/{other}/attach", json=body)
            assert answer.status_code == 403
        assert twilio.asked == []
        async with server.live(call, SAM) as live, asyncio.timeout(20):
            assert (await client.post(f"/api/calls/{call}/attach")).status_code == 201
            (started,) = await until(live, "call.started")
        assert started["data"]["parameters"]["agent_id"] == "maria"


async def test_a_stream_whose_parameters_are_not_ours_is_refused(tmp_path: Path) -> None:
    """Without a mark, with one of another call, and with parameters that it was not made for."""
    async with phone(tmp_path) as (twilio, server), asyncio.timeout(20):
        call, other = twilio.begin(), twilio.begin()
        async with server.ask() as client:
            await client.post(f"/api/calls/{call}/attach", json={"agent_id": "maria"})
        signed = (await twilio.until_forked(1)).parameters
        for which, said in (
            (other, {"agent_id": "maria"}),
            (other, signed),
            (call, signed | {"agent_id": "ben"}),
        ):
            await (await twilio.fork(which, said)).closed.wait()
        assert other not in server.runtime.calls
        assert not twilio.forks[0].closed.is_set()


async def test_without_an_account_nothing_is_asked(tmp_path: Path) -> None:
    """The settings that it takes are named."""
    async with an_api(tmp_path) as client:
        for path in ("CA1/attach", f"{MARIAS}/detach"):
            answer = await client.post(f"/api/calls/{path}")
            assert answer.status_code in (404, 409)
        attached = (await client.post("/api/calls/CA1/attach")).json()
    assert attached["error_code"] == "carrier_off"
    assert "TWILIO_ACCOUNT_SID" in attached["message"]


async def test_a_click_rings_the_agent_and_then_the_customer(tmp_path: Path) -> None:
    """The agent's leg is forked, so they are on the inbound track; Twilio is asked once.

    The call says whose it is and whose key it was, the audit too; no number stands in an address.
    """
    async with phone(tmp_path, api_keys=API_KEYS) as (twilio, server), server.ask(SAM) as client:
        wanted = {"agent": AGENT, "customer": CUSTOMER, "agent_id": "maria", "playbook": "support"}
        async with asyncio.timeout(20):
            answer = await client.post("/api/calls", json=wanted)
            assert answer.status_code == 201, answer.text
            call = answer.json()["call_id"]
            fork = await twilio.until_forked(1)
            async with server.live(call, MARIA) as live:
                (started,) = await until(live, "call.started")
        assert fork.call == call
        parameters = {"agent_id": "maria", "inbound_role": "agent", "dialled_by": "sam"}
        assert parameters.items() <= started["data"]["parameters"].items()
        assert started["data"]["playbook"]["name"] == "support"
        (twiml,) = twilio.twiml
        assert twiml.index("<Start>") < twiml.index(f"<Number>{CUSTOMER}</Number>")
        assert f'callerId="{CALLER}"' in twiml
        (asked,) = twilio.asked
        assert (asked.path, asked.form["To"], asked.form["From"]) == ("/Calls", AGENT, CALLER)
        assert CUSTOMER[1:] not in asked.form["Url"]
        late = await twilio.webhook(f"{PUBLIC}/twilio/dialled?dial=x", {"CallSid": "CA0"})
        assert "<Stream" not in late.text


async def test_who_may_have_whom_rung(tmp_path: Path) -> None:
    """Numbers are E.164 and of the allowed beginnings; an agent dials for themself; not too often.

    What is refused reaches nobody's phone.
    """
    settings: dict[str, Any] = {"api_keys": API_KEYS, "dial_prefixes": "+1, +33"}
    async with phone(tmp_path, **settings) as (twilio, server), server.ask(MARIA) as client:
        twilio.server = None  # nobody picks up
        right = {"agent": AGENT, "customer": CUSTOMER}
        for wrong, status, code in (
            ({"customer": "0612345678"}, 422, "invalid_request"),
            ({"customer": "+33 6 12 34 56 78"}, 422, "invalid_request"),
            ({"customer": "sip:x@evil.example"}, 422, "invalid_request"),
            ({"agent": "maria"}, 422, "invalid_request"),
            ({"language": "french"}, 422, "invalid_request"),
            ({"customer": "+4479460000"}, 403, "number_not_allowed"),
            ({"agent": "+882161234567"}, 403, "number_not_allowed"),
            ({"agent_id": "ben"}, 403, "forbidden"),
        ):
            answer = await client.post("/api/calls", json=right | wrong)
            assert (answer.status_code, answer.json()["error_code"]) == (status, code), wrong
            assert not any(n[1:] in answer.text for n in (right | wrong).values() if n[0] == "+")
        assert twilio.asked == []
        for _ in range(10):
            assert (await client.post("/api/calls", json=right)).status_code == 201
        often = await client.post("/api/calls", json=right | {"agent": "client:maria"})
        assert (often.status_code, often.json()["error_code"]) == (429, "too_many_requests")
        assert "Retry-After" in often.headers
        async with server.ask(SAM) as another:
            twilio.refuse = [(400, 21211)]
            refused = await another.post("/api/calls", json=right)
            assert refused.status_code == 502
            assert refused.json()["details"] == {"carrier_code": 21211}


async def test_a_call_on_hold_is_not_heard_and_who_takes_it_over_sees_it(tmp_path: Path) -> None:
    """By the callbacks of the conference, and of the browser that answers a leg of the call.

    Callbacks of other legs, and of people without a key, change nothing.
    """
    settings: dict[str, Any] = {"api_keys": API_KEYS}
    async with phone(tmp_path, **settings) as (twilio, server), asyncio.timeout(20):
        call = twilio.begin()
        async with server.live(call, SAM) as live:
            await asked_fork(twilio, server, call)
            await until(live, "call.started")
            for event, code in (("hold", "audio_held"), ("unhold", "audio_resumed")):
                for leg in ("CA0", call):
                    form = {"CallSid": leg, "StatusCallbackEvent": f"participant-{event}"}
                    answer = await twilio.webhook(f"{PUBLIC}/twilio/conference", form)
                    assert answer.status_code == 204
                (*_, told) = await until(live, "status", code=code)
                assert told["data"]["component"] == "audio"
            for who in ("client:stranger", "client:ben", "client:ben"):
                form = {"CallSid": "CA2", "ParentCallSid": call, "To": who}
                form |= {"CallStatus": "in-progress"}
                await twilio.webhook(f"{PUBLIC}/twilio/status", form)
            await twilio.forks[0].stop()
            rest = await until(live, "call.ended")
        given = [event["data"] for event in rest if event["type"] == "call.transferred"]
        assert given == [{"agent_id": "ben", "previous_agent_id": None, "by": "twilio"}]
        async with server.ask(BEN) as ben:
            assert (await ben.get(f"/api/calls/{call}")).status_code == 200


async def test_a_hold_outlasts_a_fork_that_drops(tmp_path: Path) -> None:
    """It ends, and begins, while nobody hears the call; after the call, none is told."""
    async with phone(tmp_path) as (twilio, server), asyncio.timeout(20):
        call = twilio.begin()

        async def conference(event: str) -> None:
            form = {"CallSid": call, "StatusCallbackEvent": f"participant-{event}"}
            await twilio.webhook(f"{PUBLIC}/twilio/conference", form)

        async with server.live(call, None) as live:
            await asked_fork(twilio, server, call)
            await until(live, "call.started")
            await conference("hold")
            await until(live, "status", code="audio_held")
            twilio.silent = True
            await drop(twilio.forks[-1])
            await until(live, "call.ended")
            await conference("unhold")
            await until(live, "status", code="audio_resumed")
            await conference("hold")
            twilio.silent = False
            again = await twilio.until_forked(2)
            await until(live, "call.started")
            assert await is_held(server.runtime.log, call)
            await again.stop()
            await until(live, "call.ended", reason="hangup")
        before = len(await server.runtime.log.read(call))
        await conference("unhold")
        assert len(await server.runtime.log.read(call)) == before


async def asked_fork(twilio: TwilioPeer, server: Served, call: str) -> Fork:
    """A fork that our TwiML asked for."""
    form = {"CallSid": call, "AccountSid": ACCOUNT, "From": CUSTOMER, "To": CALLER}
    twiml = (await twilio.webhook(f"{PUBLIC}/twilio/voice", form)).text
    return await twilio.fork(call, parameters_in(twiml))
