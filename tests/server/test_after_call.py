"""What is told of a call that has ended: whether the agent followed the advice."""

import asyncio
from pathlib import Path
from typing import Any

from conversation.events.event import CallEvent
from pipeline.runtime import Runtime
from tests.conversation.after_call.test_following import CALL
from tests.payloads import raw
from tests.server.stage import API_KEYS, BEN, BENS, MARIA, MARIAS, SAM, an_app, asked

ENDED = "CA-ended"
PATH = f"/api/calls/{ENDED}/follow-through"


async def end_a_call(runtime: Runtime, events: list[CallEvent], agent_id: str = "maria") -> None:
    """A call of an agent, with these events, that has ended."""
    for event in events:
        data: dict[str, Any] = event.data
        if event.type == "call.started":
            data = data | {
                "source": "text",
                "participants": [],
                "parameters": {"agent_id": agent_id},
            }
        await runtime.events.publish(ENDED, raw(event.type, data))


async def test_the_follow_through_is_told_once(tmp_path: Path) -> None:
    """However often it is asked for, each card has one event; the call stays ended."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app), asked(app, MARIA) as client:
        await end_a_call(runtime, CALL)
        answers = await asyncio.gather(client.post(PATH), client.post(PATH))
        assert sorted(len(answer.json()) for answer in answers) == [0, 2]
        assert (await client.post(PATH)).json() == []
        stored = (await client.get(f"/api/calls/{ENDED}/events", params={"after": 8})).json()
        assert [(e["type"], e["data"]["outcome"]) for e in stored] == [
            ("suggestion.followed", "asked"),
            ("suggestion.followed", "ignored"),
        ]
        call = (await client.get(f"/api/calls/{ENDED}")).json()["call"]
        assert (call["state"], call["last_seq"]) == ("ended", 10)


async def test_whose_call_it_is_decides(tmp_path: Path) -> None:
    """Another agent's call is 403; one that goes on is 409; none is 404."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app):
        await end_a_call(runtime, CALL)
        async with asked(app, BEN) as ben:
            assert (await ben.post(PATH)).status_code == 403
            assert (await ben.post(f"/api/calls/{BENS}/follow-through")).json() == []
        async with asked(app, SAM) as sam:
            running = await sam.post(f"/api/calls/{MARIAS}/follow-through")
            assert (running.status_code, running.json()["error_code"]) == (409, "call_running")
            assert (await sam.post("/api/calls/CA-none/follow-through")).status_code == 404


SCORECARD = f"/api/calls/{ENDED}/scorecard"
WORD = {"score": 80, "reason": "The card 4000 0566 5566 5556 was theirs."}


async def test_a_supervisor_corrects_a_criterion_and_both_values_stay(tmp_path: Path) -> None:
    """The agent sees it; what must not be kept of the reason is hidden; it can be taken back."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app):
        await end_a_call(runtime, CALL)
        async with asked(app, SAM) as sam, asked(app, MARIA) as maria:
            before = (await maria.get(SCORECARD)).json()
            corrected = await sam.put(f"{SCORECARD}/advice", json=WORD)
            assert (await maria.get(SCORECARD)).json() == corrected.json()
            (advice,) = (c for c in corrected.json()["criteria"] if c["criterion"] == "advice")
            told = {"score": 80, "reason": "The card [card 1] was theirs.", "by": "sam"}
            assert (advice["score"], advice["correction"] | {"at": 0}) == (83, told | {"at": 0})
            assert advice["evidence"][0]["turn_id"] == "a1"
            assert before["playbook"] is None
            assert corrected.json()["total"] == before["total"] - 1
            back = await sam.put(f"{SCORECARD}/advice", json={"score": None, "reason": "No."})
            assert back.json() == before
            stored = (await sam.get(f"/api/calls/{ENDED}/events", params={"after": 8})).json()
            assert [(e["data"]["score"], e["data"]["previous"]) for e in stored] == [
                (80, 83),
                (None, 83),
            ]


async def test_who_may_not_correct_and_what_is_no_correction(tmp_path: Path) -> None:
    """An agent reads their own scorecards and corrects none; a wrong word is told."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app):
        await end_a_call(runtime, CALL)
        async with asked(app, MARIA) as maria, asked(app, BEN) as ben, asked(app, SAM) as sam:
            assert (await maria.put(f"{SCORECARD}/advice", json=WORD)).status_code == 403
            assert (await ben.get(SCORECARD)).status_code == 403
            assert (await sam.get(f"/api/calls/{MARIAS}/scorecard")).status_code == 409
            for path, word in (
                ("weather", WORD),
                ("advice", WORD | {"score": 101}),
                ("advice", WORD | {"reason": " "}),
                ("advice", {"reason": "x"}),
            ):
                assert (await sam.put(f"{SCORECARD}/{path}", json=word)).status_code == 422
