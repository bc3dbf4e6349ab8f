"""Favourite cards over REST: each keeps their own, of the calls that they may see."""

from pathlib import Path

from conversation.events.event import EventType
from pipeline.runtime import Runtime
from settings.api_keys import Role
from tests.payloads import raw
from tests.server.stage import (
    ADA,
    API_KEYS,
    BEN,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    an_app,
    asked,
)

CARD = {"suggestion_id": "s1", "headline": "Ask who decides", "priority": "high"}
ADDRESS = f"/api/calls/{MARIAS}/favourites"


async def advise(runtime: Runtime, call_id: str = MARIAS) -> None:
    await runtime.events.publish(call_id, raw(EventType.SUGGESTION_FINAL, CARD))


async def test_an_agent_keeps_a_card_and_reads_it_at_the_desk(tmp_path: Path) -> None:
    """With its words and its call; dropped, it is gone; nobody else is shown it."""
    async with (
        an_app(tmp_path, api_keys=API_KEYS) as (runtime, app),
        asked(app, MARIA) as maria,
        asked(app, SAM) as sam,
    ):
        await advise(runtime)
        assert (await maria.put(f"{ADDRESS}/s1")).status_code == 204
        (kept,) = (await maria.get("/api/favourites")).json()
        assert (kept["call_id"], kept["suggestion_id"], kept["card"]) == (MARIAS, "s1", CARD)
        assert (await maria.get(ADDRESS)).json() == ["s1"]
        assert (await sam.get(ADDRESS)).json() == (await sam.get("/api/favourites")).json() == []
        assert (await maria.delete(f"{ADDRESS}/s1")).status_code == 204
        assert (await maria.get("/api/favourites")).json() == []


async def test_older_cards_are_led_to(tmp_path: Path) -> None:
    """By `Link`, as in every list; a cursor from nowhere is refused."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app), asked(app, MARIA) as maria:
        for number in range(3):
            card = CARD | {"suggestion_id": f"s{number}"}
            await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, card))
            await maria.put(f"{ADDRESS}/s{number}")
        path, found = "/api/favourites?limit=2", []
        while path:
            answer = await maria.get(path)
            found += [one["suggestion_id"] for one in answer.json()]
            path = answer.links.get("next", {}).get("url")
        assert found == ["s2", "s1", "s0"]
        refused = await maria.get("/api/favourites", params={"before": "yesterday"})
        assert (refused.status_code, refused.json()["error_code"]) == (400, "bad_cursor")
        assert (await maria.get("/api/favourites?limit=201")).status_code == 422


async def test_a_card_of_anothers_call_is_not_kept(tmp_path: Path) -> None:
    """Nor one that there is not; and a call that changed hands shows the first agent none."""
    async with (
        an_app(tmp_path, api_keys=API_KEYS) as (runtime, app),
        asked(app, MARIA) as maria,
        asked(app, BEN) as ben,
    ):
        await advise(runtime)
        await advise(runtime, BENS)
        assert (await maria.put(f"/api/calls/{BENS}/favourites/s1")).status_code == 403
        none = await maria.put(f"{ADDRESS}/s2")
        assert (none.status_code, none.json()["error_code"]) == (404, "suggestion_not_found")
        await maria.put(f"{ADDRESS}/s1")
        handed_on = {"agent_id": "ben", "team": None}
        await runtime.events.publish(MARIAS, raw(EventType.CALL_TRANSFERRED, handed_on))
        assert (await maria.get("/api/favourites")).json() == []
        assert (await ben.get("/api/favourites")).json() == []


async def test_what_is_kept_with_an_agents_token_is_the_agents(tmp_path: Path) -> None:
    """In a CRM the agent has a token of the call; at the desk, their key. It lists nothing."""
    wanted = {"call_id": MARIAS, "role": Role.AGENT.value, "name": "Maria of the CRM"}
    async with (
        an_app(tmp_path, api_keys=API_KEYS) as (runtime, app),
        asked(app, SAM) as sam,
        asked(app, MARIA) as maria,
        asked(app, ADA) as ada,
    ):
        await advise(runtime)
        token = (await sam.post("/api/tokens", json=wanted)).json()["token"]
        async with asked(app, token) as framed:
            assert (await framed.put(f"{ADDRESS}/s1")).status_code == 204
            assert (await framed.get("/api/favourites")).status_code == 403
        (kept,) = (await maria.get("/api/favourites")).json()
        assert kept["suggestion_id"] == "s1"
        looks = (await ada.get("/api/audit", params={"action": "look.favourites"})).json()
        assert [one["actor"] for one in looks] == ["maria"]


async def test_without_keys_all_are_one_person(tmp_path: Path) -> None:
    """On a machine of one's own nobody is asked for a name."""
    async with an_app(tmp_path) as (runtime, app), asked(app) as client:
        await advise(runtime)
        assert (await client.put(f"{ADDRESS}/s1")).status_code == 204
        assert len((await client.get("/api/favourites")).json()) == 1
