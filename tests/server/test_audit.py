"""Audit of looks: who read, exported and watched which call, told once in a while, kept in time."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from conversation.errors import ErrorCode
from pipeline.retention import Retention, delete_old
from server.live.looks import AGAIN_S
from stores.access.audit_action import AuditAction
from stores.access.audit_trail import AuditPage
from tests.product import ROOT
from tests.server.signing_in import signing
from tests.server.stage import (
    ADA,
    API_KEYS,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    START,
    ManualClock,
    an_app,
    asked,
    events,
    served,
)

LOOK = AuditAction.LOOK_READ
WORDS_JS = ROOT / "server" / "console" / "js" / "words-admin.js"


async def looks_of(client: Any, **wanted: Any) -> list[tuple[str, str, str | None]]:
    """Who looked how at which call, oldest first."""
    answer = await client.get("/api/audit", params=wanted)
    assert answer.status_code == 200, answer.text
    found = [(one["actor"], one["action"], one["call_id"]) for one in answer.json()]
    return found[::-1]


async def test_who_looked_is_told_once_in_a_while(tmp_path: Path) -> None:
    """However a call is read; who may not see it has not looked, and a list of calls is no look."""
    clock = ManualClock()
    async with (
        an_app(tmp_path, clock, api_keys=API_KEYS) as (_, app),
        asked(app, MARIA) as maria,
        asked(app, SAM) as sam,
        asked(app, ADA) as ada,
    ):
        for path in ("", "/events", "/events?after=2", "/transcript?format=text", "/scorecard"):
            await maria.get(f"/api/calls/{MARIAS}{path}")
        assert (await maria.get(f"/api/calls/{BENS}")).status_code == 403
        await sam.get("/api/calls")
        await sam.get("/api/export/calls")
        await sam.get(f"/api/calls/{BENS}")
        by_maria = [("maria", "look.read", MARIAS), ("maria", "look.export", MARIAS)]
        by_sam = [("sam", "look.export", None), ("sam", "look.read", BENS)]
        assert await looks_of(ada) == by_maria + by_sam
        clock.advance(AGAIN_S - 1)
        await sam.get(f"/api/calls/{BENS}")
        assert len(await looks_of(ada)) == 4
        clock.advance(1)
        await sam.get(f"/api/calls/{BENS}")
        assert len(await looks_of(ada)) == 5

        assert await looks_of(ada, call_id=MARIAS) == by_maria
        assert await looks_of(ada, by="sam", action="look.export") == by_sam[:1]
        at = (START + timedelta(seconds=AGAIN_S)).isoformat()
        assert await looks_of(ada, **{"from": at}) == by_sam[1:]
        assert len(await looks_of(ada, to=at)) == 4
        assert await looks_of(ada, to="2026-11-19") == []


async def test_who_reads_words_by_a_search_has_looked(tmp_path: Path) -> None:
    """It shows what was said without a call being opened; one that finds nothing shows nothing."""
    async with (
        an_app(tmp_path, api_keys=API_KEYS) as (_, app),
        asked(app, SAM) as sam,
        asked(app, ADA) as ada,
    ):
        assert (await sam.get("/api/calls", params={"search": "nonsense"})).json() == []
        assert await looks_of(ada) == []
        found = (await sam.get("/api/calls", params={"search": "turn"})).json()
        assert found[0]["found"]
        assert await looks_of(ada) == [("sam", "look.search", None)]


async def test_pages_lead_to_older_ones(tmp_path: Path) -> None:
    """By a `Link`, to the very first."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, app), asked(app, ADA) as ada:
        for number in range(5):
            await runtime.log.audit_trail.note(
                AuditAction.LOOK_READ, f"user {number}", None, START, MARIAS
            )
        found, path = list[str](), "/api/audit?limit=2"
        while path:
            answer = await ada.get(path)
            found += [one["actor"] for one in answer.json()]
            link = answer.headers.get("Link", "")
            path = link[1:].partition(">")[0]
        assert found == [f"user {number}" for number in range(5)][::-1]


async def test_administrators_alone_read_it(tmp_path: Path) -> None:
    """And a filter that is none is refused."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app):
        for key, status in ((MARIA, 403), (SAM, 403), (ADA, 200), (None, 401)):
            async with asked(app, key) as client:
                assert (await client.get("/api/audit")).status_code == status
        async with asked(app, ADA) as ada:
            answer = await ada.get("/api/audit", params={"user": "sam"})
            assert answer.json()["error_code"] == ErrorCode.INVALID_REQUEST


async def test_a_socket_is_a_look_and_so_is_a_users(tmp_path: Path) -> None:
    """A call that is watched, by key or by session; signing in and out stand beside it."""
    async with signing(tmp_path) as stage, stage.browser("ada") as ada, stage.browser("sam") as sam:
        async with stage.server.live(MARIAS, MARIA) as by_key, sam.live(MARIAS) as by_user:
            await events(by_key, 1)
            await events(by_user, 1)
        await sam.client.delete("/api/session", headers=sam.own)
        assert await looks_of(ada.client) == [
            ("ada", "sign_in", None),
            ("sam", "sign_in", None),
            ("maria", "look.live", MARIAS),
            ("sam", "look.live", MARIAS),
            ("sam", "sign_out", None),
        ]


async def test_nobody_is_named_where_nobody_is_asked(tmp_path: Path) -> None:
    """A server without keys has nobody to tell of."""
    async with served(tmp_path) as server, server.ask() as anybody:
        await anybody.get(f"/api/calls/{MARIAS}")
        assert await looks_of(anybody) == []


async def test_looks_are_forgotten_and_changes_are_not(tmp_path: Path) -> None:
    """After AUDIT_DAYS."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (runtime, _):
        old = START - timedelta(days=366)
        for action, at in ((LOOK, old), (LOOK, START), (AuditAction.SEND, old)):
            await runtime.log.audit_trail.note(action, "sam", None, at, MARIAS)
        await delete_old(runtime.log, Retention(look_days=365), START)
        kept = await runtime.log.audit_trail.page(AuditPage())
        assert [(one.action, one.at) for one in kept] == [("send", old), ("look.read", START)]


def test_every_action_has_words() -> None:
    """On the page `/admin`, in each of its languages, in the order in which they can be chosen."""
    words = WORDS_JS.read_text("utf-8")
    languages = words.split("export const ")[1:]
    assert [one[:2] for one in languages] == ["en", "fr", "es"]
    for language in languages:
        assert re.findall(r'"admin\.did\.([\w.]+)": "\w', language) == list(AuditAction)
