"""Notes: what a supervisor says to the agent of a call."""

from pathlib import Path

from tests.server.stage import (
    API_KEYS,
    MARIA,
    MARIAS,
    SAM,
    an_app,
    asked,
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
