import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Message

from conversation.events.event import EventType
from pipeline.runtime import Runtime
from tests.payloads import raw
from tests.server.stage import (
    ADA,
    API_KEYS,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    UNKNOWN,
    an_app,
    asked,
    end_call,
    remember,
    served,
    start_call,
)

SUGGESTION: dict[str, Any] = {
    "suggestion_id": "s1",
    "turn_id": "t1",
    "headline": "Ask why",
    "latency_ms": {"from_turn_to_final": 120},
}


@pytest.fixture
async def line_and_client(tmp_path: Path) -> AsyncIterator[tuple[Runtime, httpx.AsyncClient]]:
    """Two calls: one live with two turns and a suggestion, one that has ended."""
    async with an_app(tmp_path) as (runtime, app), asked(app) as client:
        await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, SUGGESTION))
        yield runtime, client


@pytest.fixture
def runtime(line_and_client: tuple[Runtime, httpx.AsyncClient]) -> Runtime:
    return line_and_client[0]


@pytest.fixture
def client(line_and_client: tuple[Runtime, httpx.AsyncClient]) -> httpx.AsyncClient:
    return line_and_client[1]


async def test_calls_are_listed_newest_first(client: httpx.AsyncClient):
    """Each call with what it is, whose, since when, and how much was said."""
    answer = await client.get("/api/calls")
    assert answer.status_code == 200
    newest, oldest = answer.json()
    assert (newest["call_id"], newest["state"], newest["end_reason"]) == (BENS, "ended", "hangup")
    assert (oldest["call_id"], oldest["state"], oldest["ended_at"]) == (MARIAS, "live", None)
    assert {key: oldest[key] for key in ("source", "agent_id", "turns", "suggestions")} == {
        "source": "text",
        "agent_id": "maria",
        "turns": 2,
        "suggestions": 1,
    }
    assert (newest["duration_ms"], oldest["duration_ms"]) == (1000, None)
    assert oldest["last_seq"] == 4
    assert oldest["started_at"].endswith("Z")


async def test_calls_are_filtered_by_what_is_asked(client: httpx.AsyncClient):
    """By state, agent and start; a day counts whole."""
    newest, oldest = (await client.get("/api/calls")).json()
    today = oldest["started_at"][:10]
    tomorrow = date.fromisoformat(today) + timedelta(days=1)
    for query, ids in (
        ("state=live", [MARIAS]),
        ("state=ended", [BENS]),
        ("agent_id=maria", [MARIAS]),
        ("agent_id=nobody", []),
        (f"from={today}&to={today}", [BENS, MARIAS]),
        ("from=2099-01-01", []),
        ("to=2001-01-01T00:00:00Z", []),
        (f"to={today}T00:00:00Z", []),
        (f"from={today}t00:00:00z&to={today}", [BENS, MARIAS]),
        (f"from={today}T00:00:00%2B00:00&to={tomorrow}T00:00:00-12:00", [BENS, MARIAS]),
        (f"to={today}T00:00:00%2B12:00", []),
        (f"from={newest['started_at']}&state=ended", [BENS]),
    ):
        answer = await client.get(f"/api/calls?{query}")
        assert [call["call_id"] for call in answer.json()] == ids, query


@pytest.mark.parametrize(
    "query",
    [
        *("format=csv", "agent=maria", "state=open", "from=yesterday", "to=", "limit=0"),
        *("to=9999-12-31", "from=9999-12-31T23:00:00-12:00", "from=0001-01-01T00:00:00%2B14:00"),
    ],
)
async def test_a_filter_that_is_none_is_refused(client: httpx.AsyncClient, query: str):
    """Nobody gets everything for want of a filter that does not exist."""
    answer = await client.get(f"/api/calls?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["message"]


async def test_one_call_is_told_whole(client: httpx.AsyncClient):
    """The transcript by the clock, the suggestions, and the figures."""
    call = (await client.get(f"/api/calls/{MARIAS}")).json()
    assert call["call"]["call_id"] == MARIAS
    assert [turn["text"] for turn in call["transcript"]] == ["Turn 0.", "Turn 1."]
    assert call["suggestions"] == [SUGGESTION]
    assert call["figures"]["turns"] == {"customer": 2, "agent": 0}
    assert call["figures"]["latency_ms"] == {"from_turn_to_final": {"p50": 120, "p95": 120}}


async def test_events_after_a_number(client: httpx.AsyncClient):
    """The call's durable events above `after`, ascending, as the side channel has them."""
    for query, seqs in (
        ("", [1, 2, 3, 4]),
        ("?after=0", [1, 2, 3, 4]),
        ("?after=2", [3, 4]),
        ("?after=4", []),
        (f"?after={2**53}", []),
    ):
        answer = await client.get(f"/api/calls/{MARIAS}/events{query}")
        assert answer.headers["content-type"] == "application/json"
        assert [event["seq"] for event in answer.json()] == seqs, query
        assert all(set(e) == {"v", "seq", "call_id", "type", "at", "data"} for e in answer.json())


async def _told(app: ASGIApp, path: str) -> tuple[int, int]:
    """How many bytes are answered, and how many were held at once for that."""
    size = 0
    asks: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return asks.pop() if asks else await asyncio.Event().wait()  # type: ignore[return-value]

    async def send(message: Message) -> None:
        nonlocal size
        size += len(message.get("body", b""))

    headers = [(b"host", b"127.0.0.1")]
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "method": "GET"}
    scope |= {"http_version": "1.1", "scheme": "http", "path": path, "raw_path": path.encode()}
    scope |= {"query_string": b"", "root_path": "", "headers": headers}
    scope |= {"client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 80)}
    tracemalloc.start()
    try:
        await app(scope, receive, send)
        return size, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_a_call_of_hours_is_told_without_all_of_it_in_memory(tmp_path: Path):
    """Of its memories, which are most of a long log, the whole call has the last alone."""
    async with an_app(tmp_path) as (runtime, app), asked(app) as client:
        last = await remember(runtime, MARIAS, 2000)
        whole = (await client.get(f"/api/calls/{MARIAS}")).json()
        assert (len(whole["transcript"]), whole["memory"]) == (2, last)
        listed = (await client.get(f"/api/calls/{MARIAS}/events")).json()
        assert [event["seq"] for event in listed] == list(range(1, 2004))
        size, held = await _told(app, f"/api/calls/{MARIAS}/events")
        assert size > 7_000_000
        assert held < size
        size, held = await _told(app, f"/api/calls/{MARIAS}")
        assert held < 500_000


async def test_events_by_whole_pages_are_one_list(
    runtime: Runtime, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
):
    """However the numbers fall on pages."""
    monkeypatch.setattr("server.routes.calls._PAGE", 2)
    for after, seqs in ((0, [1, 2, 3, 4]), (1, [2, 3, 4]), (2, [3, 4]), (4, [])):
        answer = await client.get(f"/api/calls/{MARIAS}/events?after={after}")
        assert [event["seq"] for event in answer.json()] == seqs


async def test_a_call_that_is_not_there_is_404(client: httpx.AsyncClient):
    """A typed error that names the call."""
    for path in ("", "/events"):
        answer = await client.get(f"/api/calls/{UNKNOWN}{path}")
        assert answer.status_code == 404
        assert answer.json() == {
            "error_code": "call_not_found",
            "message": f"There is no call {UNKNOWN}.",
            "details": {},
            "retry_after": None,
            "fallback_suggestion": None,
        }


IMPOSSIBLE = (
    f"/api/calls/{MARIAS}/events?after=-1",
    f"/api/calls/{MARIAS}/events?after=secret",
    f"/api/calls/{MARIAS}/events?after={2**54}",
    f"/api/calls/{MARIAS}/events?after=1.5",
    "/api/calls?limit=0",
    "/api/calls?limit=201",
    "/api/calls?limit=secret",
    "/api/calls?search=" + 201 * "s",
    "/api/calls/secret%20call",
    "/api/calls/" + 65 * "s",
)


async def test_a_value_that_can_not_be_is_422_and_not_repeated(client: httpx.AsyncClient):
    """A typed error that names the field; a value may be somebody's words and is not told."""
    for path in IMPOSSIBLE:
        answer = await client.get(path)
        body = answer.json()
        assert (answer.status_code, body["error_code"]) == (422, "invalid_request"), path
        assert "secret" not in body["message"], path
        assert "sss" not in body["message"], path


async def test_a_list_leads_to_older_calls(runtime: Runtime, client: httpx.AsyncClient):
    """`Link` has the next page until there is none; no call twice, none left out."""
    for number in range(5):
        await start_call(runtime, f"CA-{number}", None)
    found: list[str] = []
    url = "/api/calls?limit=2&search=text"
    for _ in range(10):
        answer = await client.get(url)
        found += [call["call_id"] for call in answer.json()]
        if "link" not in answer.headers:
            break
        link = answer.headers["link"]
        assert link.endswith('>; rel="next"')
        url = link.removeprefix("<").removesuffix('>; rel="next"')
        assert url.startswith("/api/calls?")
        assert "search=text" in url
    assert found == ["CA-4", "CA-3", "CA-2", "CA-1", "CA-0", BENS, MARIAS]


async def test_a_cursor_from_nowhere_is_400(client: httpx.AsyncClient):
    """Only what a `Link` header gave leads to older calls."""
    for before in ("nonsense", "2026-01-01", "~", "~CA1", ""):
        answer = await client.get("/api/calls", params={"before": before})
        assert (answer.status_code, answer.json()["error_code"]) == (400, "bad_cursor"), before


async def test_calls_are_found_by_what_was_said(client: httpx.AsyncClient):
    """`search` looks into turns; no hit is an empty list."""
    found = (await client.get("/api/calls", params={"search": "turn 1"})).json()
    assert [call["call_id"] for call in found] == [MARIAS]
    assert (await client.get("/api/calls", params={"search": "nothing like it"})).json() == []


async def test_a_search_shows_the_words_that_it_has_found(client: httpx.AsyncClient):
    """Where each call has them: the turn, who, when, and their places in the text."""
    (call,) = (await client.get("/api/calls", params={"search": '"TURN 1"'})).json()
    (turn,) = (await client.get(f"/api/calls/{MARIAS}")).json()["transcript"][1:]
    assert call["found"] == [
        {
            "turn_id": turn["turn_id"],
            "suggestion_id": None,
            "speaker": "customer",
            "start_ms": turn["start_ms"],
            "text": "Turn 1.",
            "marks": [[0, 6]],
        }
    ]
    (call,) = (await client.get("/api/calls?search=why")).json()
    assert (call["found"][0]["suggestion_id"], call["found"][0]["speaker"]) == ("s1", None)
    assert all(call["found"] == [] for call in (await client.get("/api/calls")).json())


@pytest.mark.parametrize("search", ['"turn', "?!", " ".join("abcdefghijklmnopq")])
async def test_a_search_for_nothing_is_refused(client: httpx.AsyncClient, search: str):
    """By one typed error that says what is right."""
    answer = await client.get("/api/calls", params={"search": search})
    assert (answer.status_code, answer.json()["error_code"]) == (422, "invalid_request")
    assert answer.json()["message"].startswith("search: ")


async def test_an_agents_search_finds_the_agents_own_calls(tmp_path: Path):
    """No hit, no word and no page of another's, whatever is asked; a token searches none."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        async with asked(app, MARIA) as maria, asked(app, SAM) as sam:
            for search in ("turn", '"turn 0"', "text", BENS, "ben"):
                mine = await maria.get("/api/calls", params={"search": search, "limit": 1})
                assert {call["call_id"] for call in mine.json()} <= {MARIAS}, search
                assert BENS not in mine.text
                if link := mine.links.get("next"):
                    assert BENS not in (await maria.get(link["url"])).text
            both = (await sam.get("/api/calls?search=turn")).json()
            assert {call["call_id"] for call in both} == {MARIAS, BENS}
            other = await maria.get("/api/calls?search=turn&agent_id=ben")
            assert BENS not in other.text
            token = await sam.post("/api/tokens", json={"call_id": MARIAS, "role": "agent"})
        async with asked(app, token.json()["token"]) as one:
            assert (await one.get("/api/calls?search=turn")).status_code == 403


async def test_a_call_that_ends_is_ended(runtime: Runtime, client: httpx.AsyncClient):
    """The state follows the log."""
    await end_call(runtime, MARIAS)
    call = (await client.get(f"/api/calls/{MARIAS}")).json()["call"]
    assert (call["state"], call["end_reason"]) == ("ended", "hangup")


@pytest.mark.parametrize(("key", "role"), [(MARIA, "agent"), (SAM, "supervisor"), (ADA, "admin")])
async def test_the_list_says_what_its_reader_may_do(tmp_path: Path, key: str, role: str) -> None:
    """A client that holds a key learns its role, and offers nothing that would be refused."""
    async with served(tmp_path, api_keys=API_KEYS) as server, server.ask(key) as client:
        assert (await client.get("/api/calls")).headers["Callshadow-Role"] == role


@pytest.mark.parametrize(("key", "is_told"), [(MARIA, False), (SAM, True), (ADA, True)])
async def test_a_supervisor_is_told_the_way_into_a_live_call(
    tmp_path: Path, key: str, is_told: bool
) -> None:
    """By the phone system, as `JOIN_URL` has it; an agent is not, and a past call has no way in."""
    template = "https://pbx.example/join?call={call_id}&ext={agent}"
    async with (
        an_app(tmp_path, api_keys=API_KEYS, join_url=template) as (_, app),
        asked(app, key) as client,
    ):
        listed = (await client.get("/api/calls")).json()
    told = {one["call_id"]: one["join_url"] for one in listed}
    way = f"https://pbx.example/join?call={MARIAS}&ext=maria"
    assert told[MARIAS] == (way if is_told else None)
    assert told.get(BENS) is None
