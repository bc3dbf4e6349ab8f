"""Notes: what a supervisor says to the agent of a call."""

from pathlib import Path

from conversation.events.event import EventType
from tests.payloads import raw
from tests.server.stage import (
    ADA,
    API_KEYS,
    MARIA,
    MARIAS,
    SAM,
    an_app,
    asked,
    end_call,
    events,
    served,
)

NOTE = {"text": "Ask for the budget."}


async def test_a_note_reaches_the_agent_as_a_durable_event(tmp_path: Path) -> None:
    """What a supervisor posts is a numbered `note.added`, with its words and who said them."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        async with server.live(MARIAS, MARIA, after=3) as socket, server.ask(SAM) as client:
            posted = await client.post(f"/api/calls/{MARIAS}/notes", json=NOTE)
            (event,) = await events(socket, 1)
        assert posted.json() == event
        assert (event["type"], event["seq"]) == ("note.added", 4)
        assert event["data"] | {"note_id": ""} == {
            "note_id": "",
            "text": NOTE["text"],
            "by": "sam",
        }


async def test_a_note_shows_no_card(tmp_path: Path) -> None:
    """What must not be kept is hidden in a note as in the call's turns, by the same names."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app), asked(app, SAM) as client:
        async with runtime.calls.claim(MARIAS) as lease:
            lease.redactor.redact("4000 0566 5566 5556")
            note = {"text": "Don't take 4242 4242 4242 4242 again."}
            posted = await client.post(f"/api/calls/{MARIAS}/notes", json=note)
        assert posted.json()["data"]["text"] == "Don't take [card 2] again."


async def test_a_note_that_is_none_is_refused(tmp_path: Path) -> None:
    """An empty or too long note, or an unknown field, is 422."""
    wrong = ({}, {"text": ""}, {"text": " \n"}, {"text": "x" * 2001}, {"text": "x", "to": "ben"})
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, SAM) as client:
        for note in wrong:
            answer = await client.post(f"/api/calls/{MARIAS}/notes", json=note)
            assert (answer.status_code, answer.json()["error_code"]) == (422, "invalid_request")


async def test_a_note_to_a_team_reaches_its_live_calls(tmp_path: Path) -> None:
    """Each as an event of its own, its secrets hidden; the audit has no word of it."""
    note = {"text": "Card 4000 0566 5566 5556 is blocked."}
    async with served(tmp_path, api_keys=API_KEYS) as server, server.ask(SAM) as client:
        for call_id, team in (("CA-1", "north"), ("CA-2", "north"), ("CA-3", "south")):
            parameters = {"agent_id": "maria", "team": team}
            started = {"source": "text", "participants": [], "parameters": parameters}
            await server.runtime.events.publish(call_id, raw(EventType.CALL_STARTED, started))
        await end_call(server.runtime, "CA-2")
        sent = await client.post("/api/teams/north/notes", json=note)
        assert sent.status_code == 201
        assert sent.json()["calls"] == ["CA-1"]
        (told,) = (await client.get("/api/calls/CA-1/events", params={"after": 1})).json()
        assert (told["type"], told["data"]["by"]) == ("note.added", "sam")
        assert told["data"]["text"] == "Card [card 1] is blocked."
        nobody = await client.post("/api/teams/west/notes", json=note)
        assert (nobody.status_code, nobody.json()["error_code"]) == (404, "not_found")
        async with server.ask(ADA) as ada:
            (kept,) = (await ada.get("/api/audit", params={"action": "note.team"})).json()
        assert (kept["actor"], kept["change"]) == ("sam", {"from": "", "to": "north: 1"})
        async with server.ask(MARIA) as maria:
            refused = await maria.post("/api/teams/north/notes", json=note)
        assert refused.status_code == 403
