"""Who is called is known again, where a key is set: what is told of them, and their erasure."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from conversation.events.event import CallEvent, EventType
from pipeline.call_past import recall
from pipeline.client import known_person
from pipeline.runtime import Runtime
from tests.server.stage import ADA, API_KEYS, MARIA, START, an_app, asked

SAID = {"customer_number": "+44 20 7946 0123"}
SECRET = "a-secret-of-more-than-32-characters-0123"
PROMISE = {
    "kind": "commitment",
    "text": "I'll send the offer on Friday",
    "speaker": "agent",
    "turn_id": "a1",
    "state": None,
    "signal": None,
}
MEMORY: dict[str, Any] = {
    "summary": "",
    "summary_until_turn_id": None,
    "summary_by": None,
    "entities": [PROMISE],
    "phase": None,
    "sentiment": {"customer": None, "agent": None},
    "until_turn_id": "a1",
    "usage": None,
}


async def had(
    runtime: Runtime, call_id: str, *, days: int, has_ended: bool = True, **said: str
) -> None:
    """A call with the person, some days after the first one, in which something was promised."""
    at = START + timedelta(days=days)
    parameters = {"agent_id": "maria"} | said
    person = known_person(runtime.settings, SAID)
    started = {"source": "twilio", "parameters": parameters, "person": person}
    events = [(EventType.CALL_STARTED, started), (EventType.MEMORY_UPDATED, MEMORY)]
    ended = [(EventType.CALL_ENDED, {"reason": "hangup", "duration_ms": 1000})]
    for kind, data in [*events, *(ended if has_ended else [])]:
        await runtime.log.append(CallEvent(call_id, kind, at, data))


async def test_what_the_last_calls_left(tmp_path: Path) -> None:
    """The newest first, three at most, none that came later; a model is told, and the console."""
    async with an_app(tmp_path, api_keys=API_KEYS, client_key=SECRET) as (runtime, app):
        for day in range(5):
            await had(runtime, f"CA{day}", days=day)
        async with asked(app, MARIA) as client:
            told = (await client.get("/api/calls/CA4/client")).json()
            earlier = (await client.get("/api/calls/CA1/client")).json()
        async with asked(app, ADA) as admin:
            looked = [one["call_id"] for one in (await admin.get("/api/audit?by=maria")).json()]
        assert set(looked) == {f"CA{day}" for day in range(5)}
        assert [call["call_id"] for call in told] == ["CA3", "CA2", "CA1"]
        assert told[0]["promised"] == [PROMISE]
        assert [call["call_id"] for call in earlier] == ["CA0"]
        past = await recall(runtime, "CA-new", SAID)
        known = past.remembered("en").snapshot().client
        assert known[0] == "- 2026-11-24, commitment (agent): I'll send the offer on Friday"
        assert (await recall(runtime, "CA-new", {"customer_id": "another"})).client == []


async def test_without_the_key_nobody_is_known_again(tmp_path: Path) -> None:
    """That is the default: no hash is made, and nothing is told."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app):
        assert known_person(runtime.settings, SAID) is None
        await had(runtime, "CA0", days=0)
        async with asked(app, ADA) as client:
            assert (await client.get("/api/calls/CA0/client")).json() == []
            refused = await client.post("/api/clients/erase", json=SAID)
        assert (refused.status_code, refused.json()["error_code"]) == (409, "clients_off")


async def test_a_person_is_erased(tmp_path: Path) -> None:
    """All calls with them, by an admin, once none goes on; nothing of them is told afterwards."""
    async with an_app(tmp_path, api_keys=API_KEYS, client_key=SECRET) as (runtime, app):
        await had(runtime, "CA0", days=0)
        await had(runtime, "CA1", days=1, has_ended=False)
        async with asked(app, MARIA) as client:
            assert (await client.post("/api/clients/erase", json=SAID)).status_code == 403
        async with asked(app, ADA) as client:
            running = await client.post("/api/clients/erase", json=SAID)
            assert running.json()["error_code"] == "call_running"
            await runtime.log.append(
                CallEvent(
                    "CA1", EventType.CALL_ENDED, START, {"reason": "hangup", "duration_ms": 1}
                )
            )
            erased = await client.post("/api/clients/erase", json=SAID)
            assert erased.json() == {"calls": 2}
            assert (await client.get("/api/calls/CA0")).status_code == 404
            assert (await client.post("/api/clients/erase", json={})).status_code == 422
        assert (await recall(runtime, "CA-new", SAID)).client == []


async def test_what_the_stream_says_of_the_customer(tmp_path: Path) -> None:
    """It needs no key, is told first, and nothing in it that must be hidden is."""
    async with an_app(tmp_path) as (runtime, _):
        said = {"customer_profile": "A school; card 4111 1111 1111 1111."}
        past = await recall(runtime, "CA-new", said)
        (line,) = past.remembered("en").snapshot().client
        assert line == "- profile: A school; card [card 1]."
