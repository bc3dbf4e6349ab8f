"""Transfer: a call is given on, by whom, and what the two agents see of it then."""

from pathlib import Path

import pytest

from tests.server.stage import (
    ADA,
    API_KEYS,
    BEN,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    UNKNOWN,
    an_app,
    asked,
    refused,
    served,
    start_call,
)


@pytest.mark.parametrize(("key", "name"), [(SAM, "sam"), (ADA, "ada")])
async def test_a_supervisor_gives_a_call_on(tmp_path: Path, key: str, name: str) -> None:
    """It is an event of the call that says from whom, to whom and by whom; then it is the other's.

    A call that has ended is given on just so.
    """
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        for call_id, before, after, seq in ((MARIAS, "maria", "ben", 4), (BENS, "ben", "maria", 4)):
            async with asked(app, key) as client:
                answer = await client.post(
                    f"/api/calls/{call_id}/transfer", json={"agent_id": after}
                )
                assert answer.status_code == 201
                event = answer.json()
                assert (event["type"], event["seq"]) == ("call.transferred", seq)
                assert event["data"] == {
                    "agent_id": after,
                    "previous_agent_id": before,
                    "by": name,
                }
                call = (await client.get(f"/api/calls/{call_id}")).json()["call"]
                assert call["agent_id"] == after
        async with asked(app, MARIA) as client:
            listed = (await client.get("/api/calls")).json()
            assert [(call["call_id"], call["state"]) for call in listed] == [(BENS, "ended")]
            assert (await client.get(f"/api/calls/{MARIAS}")).status_code == 403


async def test_an_agent_gives_nothing_on(tmp_path: Path) -> None:
    """Neither their own call nor another's; nor does a token of the call; nor an unknown call."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        body = {"agent_id": "ben"}
        async with asked(app, MARIA) as client:
            wanted = {"call_id": MARIAS}
            token = (await client.post("/api/tokens", json=wanted)).json()["token"]
            for call_id in (MARIAS, BENS):
                answer = await client.post(f"/api/calls/{call_id}/transfer", json=body)
                assert answer.status_code == 403
        async with asked(app, token) as client:
            answer = await client.post(f"/api/calls/{MARIAS}/transfer", json=body)
            assert answer.status_code == 403
        async with asked(app, SAM) as client:
            answer = await client.post(f"/api/calls/{UNKNOWN}/transfer", json=body)
            assert answer.status_code == 404
            for wrong in ({}, {"agent_id": ""}, {"agent_id": "a\nb"}, {"agent_id": "b" * 65}):
                answer = await client.post(f"/api/calls/{MARIAS}/transfer", json=wrong)
                assert answer.status_code == 422, wrong


async def test_what_an_agent_made_opens_a_call_no_longer(tmp_path: Path) -> None:
    """A token that Maria made ends with her right to the call; one of a supervisor's goes on."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        tokens = []
        for key in (MARIA, SAM):
            async with server.ask(key) as client:
                wanted = {"call_id": MARIAS, "role": "agent"}
                tokens.append((await client.post("/api/tokens", json=wanted)).json()["token"])
        for token in tokens:
            assert await refused(server.live(MARIAS, token)) is None
        async with server.ask(SAM) as client:
            await client.post(f"/api/calls/{MARIAS}/transfer", json={"agent_id": "ben"})
        answers = [await refused(server.live(MARIAS, token)) for token in tokens]
        assert [answer and answer.status_code for answer in answers] == [403, None]
        assert await refused(server.live(MARIAS, BEN)) is None


async def test_a_call_that_was_nobodys_is_given_to_somebody(tmp_path: Path) -> None:
    """Also without keys, by this machine."""
    async with an_app(tmp_path) as (runtime, app), asked(app) as client:
        await start_call(runtime, "CA-nobodys", None)
        answer = await client.post("/api/calls/CA-nobodys/transfer", json={"agent_id": "ben"})
        assert answer.json()["data"] == {"agent_id": "ben", "previous_agent_id": None, "by": None}
