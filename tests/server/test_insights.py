"""`GET /api/insights`: figures by role and filter, as the calls have them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from conversation.events.event import EventType
from tests.payloads import raw
from tests.server.stage import ADA, API_KEYS, BEN, BENS, MARIA, MARIAS, SAM, an_app, asked

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD = {"suggestion_id": "s1", "lane": "llm", "specialist": "closer", "prompt": "coach@1"}
NOTE_MINUTES = 4


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """Maria's call with a card, and Ben's with none."""
    folder: Path = tmp_path_factory.mktemp("insights")
    given = {"api_keys": API_KEYS, "insights_note_minutes": NOTE_MINUTES}
    async with an_app(folder, **given) as (runtime, app):
        await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_STARTED, CARD))
        await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, CARD))
        rated = {"suggestion_id": "s1", "rating": "used", "comment": ""}
        await runtime.events.publish(MARIAS, raw(EventType.FEEDBACK_RECORDED, rated))
        yield app


async def got(app: FastAPI, key: str, query: str = "") -> httpx.Response:
    """What a key gets."""
    async with asked(app, key) as client:
        return await client.get(f"/api/insights{query}")


async def test_a_supervisor_sees_all(app: FastAPI) -> None:
    """Totals, groups, and the return on the tool with its assumption."""
    found = (await got(app, SAM, "?by=prompt")).json()
    total = found["total"]
    assert (total["calls"], total["shown"], total["ratings"]["used"]) == (2, 1, 1)
    assert total["used"]["share"] == 1.0
    assert (total["used"]["tells"], total["used"]["low"]) == (
        False,
        pytest.approx(0.2065, abs=1e-3),
    )
    assert [(one["key"], one["shown"]) for one in found["groups"]] == [("coach@1", 1)]
    told = found["return_on_tool"]
    assert (told["calls"], told["cards"], told["note_minutes"]) == (2, 1, NOTE_MINUTES)
    assert told["words"][0] == "2 calls, 1 card shown."


@pytest.mark.parametrize(
    ("key", "query", "calls"),
    [
        (MARIA, "", {"maria": 1}),
        (MARIA, "&agent_id=maria", {"maria": 1}),
        (BEN, "", {"ben": 1}),
        (SAM, "", {"ben": 1, "maria": 1}),
        (ADA, "&agent_id=ben", {"ben": 1}),
        (ADA, "&from=2001-01-01&to=2001-01-02", {}),
    ],
)
async def test_each_sees_what_they_may(
    app: FastAPI, key: str, query: str, calls: dict[str, int]
) -> None:
    """An agent's key gets the agent's own figures, others those of everybody."""
    found = (await got(app, key, f"?by=agent{query}")).json()
    assert {one["key"]: one["calls"] for one in found["groups"]} == calls
    assert found["total"]["calls"] == sum(calls.values())


async def test_an_agent_does_not_ask_for_another(app: FastAPI) -> None:
    """It is refused, not answered with the agent's own."""
    assert (await got(app, MARIA, "?agent_id=ben")).status_code == 403


async def test_a_token_of_a_call_sees_none(app: FastAPI) -> None:
    """It opens its call alone."""
    async with asked(app, MARIA) as client:
        token = (await client.post("/api/tokens", json={"call_id": MARIAS})).json()["token"]
    assert (await got(app, token)).status_code == 403
    assert (await got(app, "nobody")).status_code == 401


@pytest.mark.parametrize("query", ["by=mood", "format=csv", "from=yesterday", "since=2026-11-20"])
async def test_a_filter_that_is_none_is_refused(app: FastAPI, query: str) -> None:
    """With its name."""
    answer = await got(app, SAM, f"?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["message"]


async def test_an_erased_call_counts_no_more(tmp_path: Path) -> None:
    """Its figures go with it."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, ADA) as client:
        assert (await client.delete(f"/api/calls/{BENS}")).status_code == 204
        found = (await got(app, SAM, "?by=agent")).json()
        assert [one["key"] for one in found["groups"]] == ["maria"]


async def test_a_supervisor_reads_what_is_known_of_a_prompt(app: FastAPI) -> None:
    """Its versions and examples; an agent may not, and a name that is none is told with others."""
    async with asked(app, SAM) as client:
        told = (await client.get("/api/prompts/coach/review?examples=1")).json()
        wrong = await client.get("/api/prompts/coahc/review")
    assert [one["key"] for one in told["versions"]] == ["coach@1"]
    assert told["versions"][0]["used"]["hits"] == 1
    assert [(one["call_id"], one["helped"]) for one in told["examples"]] == [(MARIAS, True)]
    assert (wrong.status_code, wrong.json()["error_code"]) == (404, "not_found")
    assert "is 'coach' meant?" in wrong.json()["message"]
    async with asked(app, ADA) as admin:  # the example has words of the call
        looks = (await admin.get(f"/api/audit?call_id={MARIAS}&by=sam")).json()
    assert [one["action"] for one in looks] == ["look.read"]
    async with asked(app, MARIA) as client:
        assert (await client.get("/api/prompts/coach/review")).status_code == 403
