"""Teams that limit: a supervisor of one team finds nothing of another's calls, wherever asked."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect
from websockets.typing import Origin

from conversation.events.event import EventType
from server.app import create_app
from server.auth.teams import Teams
from settings import SettingsError, load
from stores.deliveries import DeliveryRecord, DeliveryState
from stores.jobs.job_record import JobPage
from tests.payloads import raw
from tests.postgres import installed_postgres
from tests.server.route_table import API, filled, requests_of, sockets_of
from tests.server.signing_in import Browser, Signing, signing
from tests.server.stage import (
    BENS,
    MARIAS,
    PATIENCE_S,
    START,
    end_call,
    events,
    refused,
    start_call,
)

ENDED, WORDS = "CA-north-ended", "Ringwell offers ninety a seat"
QUESTION = "what does the north plan cost"
PROMPT = "north@1/en"
CARD = {
    "suggestion_id": "s1",
    "turn_id": "t1",
    "lane": "llm",
    "headline": WORDS,
    "priority": "high",
    "prompt": PROMPT,
}
TURN = {"turn_id": "t9", "speaker": "customer", "text": WORDS, "start_ms": 0, "end_ms": 900}
TRACES = (MARIAS, ENDED, WORDS, QUESTION)
"""What no answer to a supervisor of another team may have in it."""
VALUES = {"call_id": MARIAS, "suggestion_id": "s1", "team": "north", "name": "north"}
OWN_SESSION = ("DELETE", "/api/session")
MANY = (
    "/api/calls",
    "/api/calls?search=ringwell",
    "/api/wall",
    "/api/wall/live",
    "/api/export/calls",
    "/api/export/calls?what=turns",
    "/api/jobs",
    "/api/deliveries/dead",
    "/api/favourites",
)
"""The questions about many calls, each of which is answered with one of the team's."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgres"])
async def north(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Signing]:
    """A server on which teams limit: a live call of the north's, and one that has ended.

    Over each database in turn. Olga supervises the north, sam the south, and lea no team; maria,
    of the north, has signed in once, and the calls are hers.
    """
    folder = tmp_path_factory.mktemp("teams")
    limits: dict[str, Any] = {"teams_limit": True, "oidc_teams_claim": "teams"}
    async with AsyncExitStack() as stack:
        if request.param == "postgres":
            database = stack.enter_context(installed_postgres()).empty_database()
            limits["database_url"] = await stack.enter_async_context(database)
        running = await stack.enter_async_context(
            signing(folder, settle=timedelta(hours=1), **limits)
        )
        provider = running.provider
        provider.add("maria", groups=["desk"], teams=["north"])
        for user, teams in (("olga", ["north"]), ("sam", ["south"]), ("lea", [])):
            provider.add(user, groups=["leads"], teams=teams)
        async with running.browser("maria"):
            await _happen(running)
        yield running


async def _happen(running: Signing) -> None:
    runtime = running.server.runtime
    await start_call(runtime, ENDED, "maria")
    for call_id in (MARIAS, ENDED):
        await runtime.events.publish(call_id, raw(EventType.TURN_FINAL, TURN))
        await runtime.events.publish(call_id, raw(EventType.SUGGESTION_FINAL, CARD))
    await end_call(runtime, ENDED)
    log = runtime.log
    for name in ("olga", "sam"):
        await log.favourites.keep(name, MARIAS, "s1", START)
    letter = DeliveryRecord("key", "crm", ENDED, "note", DeliveryState.DEAD, 1, "refused", START)
    await log.deliveries.claim(letter)
    await runtime.knowledge.missed(QUESTION)


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _job_id(running: Signing) -> str:
    return next(
        job.job_id
        for job in await running.server.runtime.log.jobs.page(JobPage())
        if job.call_id == ENDED
    )


async def _walked(running: Signing) -> set[tuple[str, str]]:
    """Each method of each route of the API, at addresses of what is the north's."""
    values = VALUES | {"job_id": await _job_id(running)}
    table = requests_of(create_app(running.server.runtime))
    return {(method, filled(path, **values)) for method, path in table if path.startswith(API)}


async def _text(browser: Browser, method: str, path: str) -> tuple[int, str]:
    """The answer to a request of the console's own page; of a stream its first message."""
    body = None if method in ("GET", "DELETE") else {}
    own = browser.client.stream(method, path, json=body, headers=browser.own)
    async with own as answer:
        if not path.endswith("/live"):
            await answer.aread()
            return answer.status_code, answer.text
        return answer.status_code, await anext(answer.aiter_lines(), "")


@pytest.mark.parametrize("user", ["sam", "lea"])
async def test_no_route_tells_another_teams_supervisor(
    north: Signing, user: str, request: pytest.FixtureRequest
) -> None:
    """Every route of the API, with every method: no word, no id, and nothing is done to a call.

    What of each user the databases answer are the questions about many calls; all routes are walked
    by one user over each.
    """
    walked = await _walked(north)
    assert len(walked) > 60
    if user == ("lea" if "sqlite" in request.node.callspec.id else "sam"):
        walked = set[tuple[str, str]]()
    log = north.server.runtime.log
    before = [await log.read(one) for one in (MARIAS, ENDED)]
    async with north.browser(user, timeout=PATIENCE_S) as browser:
        for method, path in [*sorted(walked - {OWN_SESSION}), *(("GET", one) for one in MANY)]:
            status, text = await _text(browser, method, path)
            found = [trace for trace in TRACES if trace in text and trace not in path]
            assert not found, (method, path, status, text)
            if any(one in path for one in (MARIAS, ENDED)):
                assert status in (403, 404, 405, 422), (method, path, status, text)
        figures = (await browser.client.get("/api/insights")).json()
        assert figures["total"]["calls"] == 0
    assert [await log.read(one) for one in (MARIAS, ENDED)] == before


@pytest.mark.parametrize("user", ["sam", "lea"])
async def test_no_socket_tells_another_teams_supervisor(north: Signing, user: str) -> None:
    """Every WebSocket of the API is refused before the upgrade."""
    base = north.server.http
    async with north.browser(user, timeout=PATIENCE_S) as browser:
        table = sockets_of(create_app(north.server.runtime))
        paths = [filled(one, call_id=MARIAS) for one in table if one.startswith(API)]
        assert len(paths) >= 2
        shown = "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())
        for path in paths:
            refusal = await refused(
                connect(
                    base.replace("http", "ws") + path,
                    origin=Origin(base),
                    additional_headers={"Cookie": shown},
                    proxy=None,
                )
            )
            assert refusal, path
            assert refusal.status_code == 403, path


async def test_a_supervisor_finds_their_own_teams_calls(north: Signing) -> None:
    """In each place where another finds nothing, and not the call of another team."""
    async with north.browser("olga", timeout=PATIENCE_S) as browser:
        for path in MANY:
            status, text = await _text(browser, "GET", path)
            assert status == 200, path
            assert MARIAS in text or ENDED in text, path
            assert BENS not in text, path
        assert (await browser.client.get("/api/insights")).json()["total"]["calls"] == 2
        assert (await browser.client.get(f"/api/calls/{BENS}")).status_code == 403
        async with browser.live(MARIAS) as socket:
            assert (await events(socket, 1))[0]["call_id"] == MARIAS
        job = await browser.client.get(f"/api/jobs/{await _job_id(north)}")
        assert job.json()["call_id"] == ENDED


async def test_an_administrator_and_a_key_see_all(north: Signing) -> None:
    """Teams limit supervisors who have signed in, and nobody else."""
    async with north.browser("ada") as ada, north.server.ask("key-of-sam-0123456789abcdef") as key:
        for client in (ada.client, key):
            listed = {one["call_id"] for one in (await client.get("/api/calls")).json()}
            assert {MARIAS, BENS} <= listed


async def test_a_call_that_names_a_team_is_that_teams(north: Signing) -> None:
    """Whoever its agent is; before it starts, its side channel tells nothing."""
    runtime = north.server.runtime
    data = {"source": "text", "participants": [], "parameters": {"team": "south"}}
    async with north.browser("sam") as sam, sam.live("CA-south") as socket:
        await runtime.events.publish("CA-south", raw(EventType.CALL_STARTED, data))
        assert (await events(socket, 1))[0]["type"] == "call.started"
        handed = {"agent_id": "maria", "from_agent_id": None, "by": "ada"}
        await runtime.events.publish("CA-south", raw(EventType.CALL_TRANSFERRED, handed))
        async with north.browser("olga", timeout=PATIENCE_S) as olga:
            for one in (sam, olga):
                assert (await one.client.get("/api/calls/CA-south")).status_code == 200
    await end_call(runtime, "CA-south")


async def test_a_file_of_teams_counts_as_it_stands(tmp_path: Path) -> None:
    """A change is learnt without a restart; a file that is wrong changes nothing."""
    users = tmp_path / "users.yaml"
    users.write_text("Maria@Example.com: {role: agent, teams: [north]}\n")
    own = {"oidc_issuer": "https://id.example.com", "oidc_client_id": "x"}
    teams = Teams(load(oidc_users=users, teams_limit=True, **own))
    assert teams.scope(["north"], "olga").agents == {
        "Maria@Example.com",
        "maria@example.com",
        "olga",
    }
    users.write_text("ben@example.com: {role: agent, agent_id: ben, teams: [north, gold]}\n")
    await teams.refresh()
    assert teams.scope(["gold"], None).agents == {"ben"}
    users.write_text("ben: {role: nobody}\n")
    await teams.refresh()
    assert teams.of("ben", "night") == ["night", "north", "gold"]


async def test_teams_limit_nobody_where_there_are_none() -> None:
    """The setting needs to be told who is in which team."""
    with pytest.raises(SettingsError, match="TEAMS_LIMIT needs OIDC_TEAMS_CLAIM or OIDC_USERS"):
        load(teams_limit=True)
