"""Consent over real sockets: what is kept of calls without it, who tells it, and its counts."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from tests.server.stage import ADA, API_KEYS, BEN, MARIA, SAM, Served, served
from tests.server.test_ingest import END, TOO_DEAR, of_type, send, until

RULE = """extends: sales
name: asks
version: 1
language: en
title: A call that asks first
goal: Ask first.
consent:
  asked: [listens along]
  given: ["(yes|sure)"]
  refused: ["(no|rather not)"]
  withdrawn: [stop listening]
"""
ASKED = {"speaker": "agent", "text": "A program listens along to help me, is that all right?"}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    """A server where consent is required, and may be told in words."""
    (tmp_path / "asks.yaml").write_text(RULE, "utf-8")
    wanted: dict[str, Any] = {"coach_playbook": str(tmp_path / "asks.yaml"), "consent": "required"}
    async with served(tmp_path, api_keys=API_KEYS, settle=timedelta(0), **wanted) as server:
        yield server


async def told(follower: ClientConnection, code: str) -> list[dict[str, Any]]:
    """The events up to a status of consent."""
    found = await until(follower, "status")
    while found[-1]["data"]["code"] != code:
        found += await until(follower, "status")
    return found


async def test_nothing_is_kept_before_the_customer_agrees_in_words(server: Served) -> None:
    """The question and the answer are, and what comes behind them; the coach says so."""
    async with server.live("c-1", MARIA) as follower, server.ingest("c-1", MARIA) as transcriber:
        begun = await told(follower, "consent_missing")
        assert begun[-1]["data"] | {"detail": ""} == {
            "component": "consent",
            "state": "down",
            "code": "consent_missing",
            "detail": "",
            "speaker": None,
            "consent": {
                **{"state": "missing", "source": None, "by": None},
                **{"heard": True, "evidence": []},
            },
        }
        await send(transcriber, **TOO_DEAR)
        await send(transcriber, **ASKED)
        await send(transcriber, speaker="customer", text="Yes.")
        agreed = await told(follower, "consent_given")
        assert not of_type(agreed, "turn.final")
        [status] = [data for data in of_type(agreed, "status") if data["component"] == "consent"]
        assert [one["quote"] for one in status["consent"]["evidence"]][1] == "Yes"
        await send(transcriber, **TOO_DEAR)
        advised = await until(follower, "suggestion.final")
        kept = [turn["text"] for turn in of_type(advised, "turn.final")]
        assert kept == [ASKED["text"], "Yes.", TOO_DEAR["text"]]
        await send(transcriber, speaker="customer", text="Stop listening now.")
        await told(follower, "consent_withdrawn")
        await send(transcriber, **TOO_DEAR)
        await send(transcriber, **END)
        ended = await until(follower, "call.ended")
        assert {event["type"] for event in ended} <= {"call.ended", "usage.updated", "heartbeat"}


async def test_a_stream_says_it_and_comes_back_without_what_was_withdrawn(server: Served) -> None:
    """The log goes before the parameter: a dropped line gives no consent anew."""
    given = "?consent=given"
    async with server.live("c-2", SAM) as follower:
        async with server.ingest("c-2", SAM, given) as transcriber:
            begun = await told(follower, "consent_given")
            assert begun[-1]["data"]["consent"]["source"] == "parameter"
            async with server.ask(SAM) as client:
                path = "/api/calls/c-2/consent"
                assert (await client.put(path, json={"given": False})).status_code == 202
                withdrawn = await told(follower, "consent_withdrawn")
                assert withdrawn[-1]["data"]["consent"]["by"] == "sam"
            await transcriber.close(1001)
        await until(follower, "call.ended")
        async with server.ingest("c-2", SAM, given) as transcriber:
            again = await told(follower, "consent_withdrawn")
            assert again[0]["type"] == "call.started"
            await send(transcriber, **END)
        await until(follower, "call.ended")
    async with server.ask(ADA) as client:
        call = (await client.get("/api/calls/c-2")).json()["call"]
        assert (call["consent"], call["turns"]) == ("withdrawn", 0)
    assert await server.runtime.log.jobs.claim_due(server.runtime.clock.now(), 9) == []


async def test_who_may_tell_it_and_count_it(server: Served) -> None:
    """An agent of their own call that runs; an administrator reads the counts."""
    async with server.live("c-3", MARIA) as follower, server.ingest("c-3", MARIA):
        await told(follower, "consent_missing")
        for key, status in ((None, 401), (BEN, 403), (MARIA, 202)):
            async with server.ask(key) as client:
                answer = await client.put("/api/calls/c-3/consent", json={"given": True})
                assert answer.status_code == status
        await told(follower, "consent_given")
    async with server.ask(ADA) as client:
        assert (await client.put("/api/calls/c-9/consent", json={"given": True})).status_code == 404
        report = (await client.get("/api/consent?days=36")).json()
        counts = {"missing": 0, "given": 1, "refused": 0, "withdrawn": 0, "not_asked": 2}
        assert report == {
            **{"mode": "required", "key": None, "refusal_key": None},
            **{"is_heard": True, "days": 36, "calls": counts},
        }
    async with server.ask(SAM) as client:
        assert (await client.get("/api/consent")).status_code == 403
