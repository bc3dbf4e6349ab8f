"""Ended calls are sent to other systems over REST: by supervisors, shown before, audited."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from peers.webhook_receiver import SECRET, WebhookPeer
from pipeline.runtime import Runtime
from tests.server.stage import (
    ADA,
    API_KEYS,
    BEN,
    BENS,
    MARIAS,
    SAM,
    ManualClock,
    an_app,
    asked,
)
from tests.server.test_knowledge import audited_rows

FILE = "bridge:\n  url: {url}\n  secret_file: {folder}/secret\n  events: [call.ended]\n"


@asynccontextmanager
async def office(folder: Path, **more: Any) -> AsyncIterator[tuple[WebhookPeer, Any, Runtime]]:
    """A receiver, an application that knows it, and its runtime."""
    clock = ManualClock()
    (folder / "secret").write_text(SECRET)
    async with WebhookPeer(clock.now) as peer:
        file = folder / "webhooks.yaml"
        file.write_text(FILE.format(url=peer.url, folder=folder))
        settings = {"webhooks": file, "api_keys": API_KEYS} | more
        async with an_app(folder, clock, **settings) as (runtime, app):
            yield peer, app, runtime


async def sent(client: httpx.AsyncClient, call: str = BENS, **body: Any) -> httpx.Response:
    """The answer to a request to send a call."""
    return await client.post(f"/api/calls/{call}/send", json=body)


async def test_a_supervisor_sends_a_call(tmp_path: Path) -> None:
    """It is told what became of each message, also later; sent again, there is nothing to do."""
    async with office(tmp_path) as (peer, app, _), asked(app, SAM) as client:
        answer = await sent(client, to=["bridge"])
        (item,) = answer.json()
        assert (item["target"], item["kind"], item["state"]) == ("bridge", "call.ended", "sent")
        assert list(peer.taken) == [item["key"]]
        assert (await sent(client)).json()[0]["state"] == "sent"
        assert len(peer.requests) == 1
        (kept,) = (await client.get(f"/api/calls/{BENS}/deliveries")).json()
        assert (kept["key"], kept["state"]) == (item["key"], "sent")


async def test_a_dry_run_shows_what_would_be_sent(tmp_path: Path) -> None:
    """The very body, and nothing leaves; nothing is kept or audited either."""
    async with office(tmp_path) as (peer, app, _), asked(app, SAM) as client:
        (item,) = (await sent(client, dry_run=True)).json()
        assert item["state"] == "planned"
        (request,) = item["requests"]
        assert (request["method"], request["address"]) == ("POST", f"{peer.url}")
        assert request["body"]["data"]["call"]["call_id"] == BENS
        assert peer.requests == []
        assert (await client.get(f"/api/calls/{BENS}/deliveries")).json() == []
        await sent(client)
        (body,) = peer.taken.values()
        assert body == request["body"]


async def test_what_is_not_taken_is_told_and_is_a_dead_letter(tmp_path: Path) -> None:
    """With its code and when to try again; a dead letter is listed until it is sent by hand."""
    async with office(tmp_path) as (peer, app, _), asked(app, SAM) as client:
        peer.answers = [(503, {"Retry-After": "60"}), (410, {})]
        (item,) = (await sent(client)).json()
        assert (item["state"], item["error_code"]) == ("waiting", "target_unreachable")
        assert item["retry_after"] == 60
        (item,) = (await sent(client)).json()
        assert (item["state"], item["error_code"]) == ("dead", "target_off")
        (dead,) = (await client.get("/api/deliveries/dead?target=bridge")).json()
        assert (dead["call_id"], dead["tries"], dead["error_code"]) == (BENS, 2, "target_off")
        assert (await sent(client)).json()[0]["state"] == "sent"
        assert (await client.get("/api/deliveries/dead")).json() == []


async def test_who_may_send(tmp_path: Path) -> None:
    """Supervisors and admins; an agent not even their own call, and a token none."""
    async with office(tmp_path) as (peer, app, _):
        async with asked(app, BEN) as client:
            assert (await sent(client)).status_code == 403
            assert (await client.get(f"/api/calls/{BENS}/deliveries")).status_code == 403
            assert (await client.get("/api/deliveries/dead")).status_code == 403
        async with asked(app, ADA) as client:
            assert (await sent(client)).status_code == 200
        assert len(peer.requests) == 1


async def test_who_sent_it_is_audited(tmp_path: Path) -> None:
    """Who, when, which call, to whom; also where it was not taken."""
    async with office(tmp_path) as (peer, app, runtime):
        peer.answers = [(500, {})]
        async with asked(app, SAM) as client:
            await sent(client)
        (row,) = await audited_rows(runtime)
        assert (row.action, row.actor) == ("send", "sam")
        assert row.change == {"from": BENS, "to": "bridge"}


@pytest.mark.parametrize(
    ("call", "body", "status", "code"),
    [
        ("CA-none", {}, 404, "call_not_found"),
        (BENS, {"to": ["brige"]}, 404, "target_unknown"),
        (MARIAS, {}, 409, "call_running"),
        (BENS, {"too": ["bridge"]}, 422, "invalid_request"),
    ],
)
async def test_what_can_not_be_sent(
    tmp_path: Path, call: str, body: dict[str, Any], status: int, code: str
) -> None:
    """A call that is not there or goes on, a target that is none, a typo."""
    async with office(tmp_path) as (peer, app, _), asked(app, SAM) as client:
        answer = await sent(client, call, **body)
        assert (answer.status_code, answer.json()["error_code"]) == (status, code)
        assert peer.requests == []


async def test_nothing_leaves_without_being_set(tmp_path: Path) -> None:
    """There is no target, and that is said."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, SAM) as client:
        answer = await sent(client)
        assert (answer.status_code, answer.json()["error_code"]) == (409, "target_unknown")
