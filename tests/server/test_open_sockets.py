"""Open sockets: a key or a session that ends takes with it what is open, in every process."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest

from server.asgi.open_sockets import OpenSockets
from server.auth.caller import Caller, keep_caller
from settings.api_keys import ApiKey, Role, digest_of
from stores.errors import EventLogError
from stores.log.event_log import open_event_log
from tests.logged import logged
from tests.server.stage import (
    ADA,
    API_KEYS,
    MARIA,
    MARIAS,
    SAM,
    START,
    Served,
    close_code,
    events,
    served,
)


async def made(server: Served, name: str, role: str) -> str:
    """A new key, asked for over REST."""
    async with server.ask(ADA) as ada:
        answer = await ada.post("/api/keys", json={"name": name, "role": role})
        assert answer.status_code == 201
        return answer.json()["key"]


async def test_a_revoked_key_ends_what_it_has_open(tmp_path: Path) -> None:
    """Its sockets, its event stream and its tokens' sockets; those of other keys go on."""
    async with served(tmp_path, api_keys=API_KEYS) as server, server.ask(ADA) as ada:
        key = await made(server, "lee", "supervisor")
        async with server.ask(key) as lee:
            body = {"call_id": MARIAS}
            token = (await lee.post("/api/tokens", json=body)).json()["token"]
        async with (
            server.live(MARIAS, key) as own,
            server.live(MARIAS, token) as lent,
            server.live(MARIAS, SAM) as other,
            server.ask(key) as streaming,
            streaming.stream("GET", f"/api/calls/{MARIAS}/live") as stream,
        ):
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith("id: 1")
            for socket in (own, lent, other):
                await events(socket, 1)
            assert (await ada.delete("/api/keys/lee")).status_code == 204
            assert [await close_code(socket) for socket in (own, lent)] == [4401, 4401]
            async with asyncio.timeout(5):
                assert not [line async for line in lines if "never" in line]
            assert await events(other, 1)
        async with server.ask(key) as lee, server.ask(token) as holder:
            assert (await lee.get("/api/calls")).status_code == 401
            assert (await holder.get(f"/api/calls/{MARIAS}")).status_code == 401


async def test_a_new_key_of_the_same_name_brings_no_old_token_back(tmp_path: Path) -> None:
    """A key that was stolen is replaced by another of its holder's, and its tokens stay dead."""
    async with served(tmp_path, api_keys=API_KEYS) as server, server.ask(ADA) as ada:
        tokens = list[str]()
        for _ in range(2):
            await ada.delete("/api/keys/lee")
            async with server.ask(await made(server, "lee", "supervisor")) as lee:
                answer = await lee.post("/api/tokens", json={"call_id": MARIAS})
                tokens.append(answer.json()["token"])
        for token, status in zip(tokens, (401, 200), strict=True):
            async with server.ask(token) as holder:
                assert (await holder.get(f"/api/calls/{MARIAS}")).status_code == status


async def test_who_revokes_in_another_process_is_obeyed(tmp_path: Path) -> None:
    """As `callshadow keys revoke` does, beside the server; a new key is taken likewise."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        key = ApiKey("lee", Role.SUPERVISOR, digest_of("key-of-lee-0123456789abcdef"))
        async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
            await log.keys.add(key, "cli", START)
            async with server.ask("key-of-lee-0123456789abcdef") as lee, asyncio.timeout(10):
                while (await lee.get("/api/calls")).status_code == 401:  # noqa: ASYNC110 - no event
                    await asyncio.sleep(0.1)
            async with server.live(MARIAS, "key-of-lee-0123456789abcdef") as socket:
                await events(socket, 1)
                await log.keys.revoke("lee", "cli", START)
                assert await close_code(socket) == 4401


async def test_a_token_that_was_sent_later_is_what_counts(tmp_path: Path) -> None:
    """A socket lives by the newest token, and not by the key with which it was opened."""
    async with served(tmp_path, api_keys=API_KEYS) as server, server.ask(ADA) as ada:
        key = await made(server, "lee", "supervisor")
        async with server.ask(SAM) as sam:
            answer = await sam.post("/api/tokens", json={"call_id": MARIAS})
        async with server.live(MARIAS, key, after=3) as socket:
            told = {"type": "token", "token": answer.json()["token"]}
            await socket.send(orjson.dumps(told).decode())
            await socket.send("nonsense")
            assert (await events(socket, 1))[0]["type"] == "error"  # the token was read before
            await ada.delete("/api/keys/lee")
            await socket.send("nonsense")
            assert (await events(socket, 1))[0]["type"] == "error"


async def test_the_first_key_closes_an_open_server(tmp_path: Path) -> None:
    """Who looked without a key looks no more, and the last key's end opens nothing again."""
    async with served(tmp_path) as server, server.ask() as anybody:
        async with server.live(MARIAS, None) as socket:
            await events(socket, 1)
            answer = await anybody.post("/api/keys", json={"name": "ada", "role": "admin"})
            key = answer.json()["key"]
            assert await close_code(socket) == 4401
        assert (await anybody.get("/api/calls")).status_code == 401
        async with server.ask(key) as ada:
            assert (await ada.get("/api/calls")).status_code == 200
            assert (await ada.delete("/api/keys/ada")).status_code == 204
        assert (await anybody.get("/api/calls")).status_code == 401


async def test_a_transcriber_whose_key_ends_loses_its_socket(tmp_path: Path) -> None:
    """What it brought in until then is kept."""
    async with served(tmp_path, api_keys=API_KEYS) as server, server.ask(ADA) as ada:
        key = await made(server, "lee", "supervisor")
        async with server.ingest("CA-in", key) as socket, server.live("CA-in", ADA) as watched:
            turn = {"speaker": "customer", "text": "Hello.", "start_ms": 0, "end_ms": 900}
            await socket.send(orjson.dumps(turn).decode())
            assert (await events(watched, 1))[0]["type"] == "call.started"
            await ada.delete("/api/keys/lee")
            assert await close_code(socket) == 4401
            while (await events(watched, 1))[0]["type"] != "call.ended":
                pass


async def test_a_cancelled_connection_is_cancelled() -> None:
    """Who stops the server is not taken for somebody whose key has ended."""
    sockets, begun = OpenSockets(), asyncio.Event()

    async def app(*_: Any) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def nothing(*_: Any) -> Any:
        raise AssertionError

    scope: dict[str, Any] = {"type": "websocket", "path": "/api/calls/A/live"}
    keep_caller(scope, Caller("lee", Role.AGENT))
    task = asyncio.create_task(sockets.run(app, scope, nothing, nothing))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.looptime
async def test_a_log_that_is_long_away_is_a_line() -> None:
    """And another one when it is away again, or for another cause."""
    causes = iter([*["locked"] * 5, *["full"] * 5, "", *["full"] * 5])
    ended = asyncio.Event()

    async def living(_: object) -> list[bool]:
        cause = next(causes, None)
        if cause is None:
            ended.set()
        elif cause:
            raise EventLogError(cause)
        return []

    with logged("ERROR") as lines:
        watching = asyncio.create_task(OpenSockets().watch(living))
        await ended.wait()
        watching.cancel()
    assert [line.strip().rpartition(" ")[2] for line in lines] == ["locked", "full", "full"]


async def test_keys_are_listed_added_and_revoked_by_administrators(tmp_path: Path) -> None:
    """By name; those of API_KEYS are changed there, and no key is shown twice."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        key = await made(server, "lee", "agent")
        async with server.ask(ADA) as ada, server.ask(SAM) as sam, server.ask(key) as lee:
            for name, status in (("lee", 409), ("maria", 409), ("a:b", 422), (" x", 422)):
                answer = await ada.post("/api/keys", json={"name": name, "role": "agent"})
                assert answer.status_code == status, name
            await made(server, "north/ben", "agent")
            for name, status in (("maria", 409), ("nobody", 404), ("north%2Fben", 204)):
                assert (await ada.delete(f"/api/keys/{name}")).status_code == status
            for other in (sam, lee):
                assert (await other.get("/api/keys")).status_code == 403
                body = {"name": "eve", "role": "agent"}
                assert (await other.post("/api/keys", json=body)).status_code == 403
                assert (await other.delete("/api/keys/lee")).status_code == 403
            assert (await ada.delete("/api/keys/lee")).status_code == 204
            again = await made(server, "lee", "supervisor")
            assert again != key
            listed = (await ada.get("/api/keys")).json()
            shown = [(one["name"], one["role"], one["is_setting"]) for one in listed]
            assert shown[:1] == [("maria", "agent", True)]
            assert shown[4:6] == [("lee", "agent", False), ("lee", "supervisor", False)]
            assert [bool(one["revoked_by"]) for one in listed[4:]] == [True, False, True]
            assert key not in str(listed)
            assert MARIA not in str(listed)
