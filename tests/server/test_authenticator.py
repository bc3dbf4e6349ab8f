"""Authentication: what a request may present, and what it means to have no keys."""

import asyncio
from pathlib import Path
from typing import Any, cast

import httpx
import orjson
import pytest
from loguru import logger
from starlette.requests import HTTPConnection

from pubsub.clock import Clock
from server.auth.authenticator import Authenticator
from server.auth.caller import Caller
from server.auth.session_cookie import SessionCookies
from server.errors import ApiError
from settings import load
from settings.api_keys import Role, parse_api_keys
from stores.access.key_store import StoredKey
from stores.databases.file_locks import FileOwners
from stores.log.event_log import EventLog
from stores.log.group_commit import GroupCommit
from tests.logged import logged
from tests.server.stage import (
    API_KEYS,
    MARIA,
    MARIAS,
    SAM,
    START,
    an_app,
    asked,
    events,
    refused,
    served,
)
from tests.stores.switched_database import SwitchedDatabase


async def test_other_programs_may_send_the_header_on_a_websocket(tmp_path: Path) -> None:
    """`Authorization: Bearer` does on a WebSocket too, where a client can send it."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        headers = {"Authorization": f"Bearer {MARIA}"}
        async with server.live(MARIAS, None, additional_headers=headers) as socket:
            assert (await events(socket, 1))[0]["type"] == "call.started"


async def test_without_keys_everything_is_open_to_this_machine(tmp_path: Path) -> None:
    """No key is asked for, and one that is sent does no harm."""
    async with an_app(tmp_path) as (_, app):
        for credential in (None, "k" * 32):
            async with asked(app, credential) as client:
                for path in ("/api/calls", f"/api/calls/{MARIAS}", "/api/settings", "/metrics"):
                    assert (await client.get(path)).status_code == 200


async def test_without_keys_nobody_else_is_answered(tmp_path: Path) -> None:
    """Not a page that points its own name at this machine, nor a tunnel, nor a forwarded client."""
    asking = {
        ("127.0.0.1:7860", "127.0.0.1"): 200,
        ("localhost:7860", "127.0.0.1"): 200,
        ("[::1]:7860", "::1"): 200,
        ("app.localhost", "127.0.0.1"): 200,
        ("evil.example:7860", "127.0.0.1"): 403,
        ("tunnel.ngrok.app", "127.0.0.1"): 403,
        ("192.168.0.7:7860", "127.0.0.1"): 403,
        ("127.0.0.1:7860", "203.0.113.9"): 403,
        ("localhost@evil.example", "127.0.0.1"): 403,
        ("[::1", "127.0.0.1"): 403,
    }
    async with an_app(tmp_path) as (_, app):
        for (host, client), expected in asking.items():
            transport = httpx.ASGITransport(app, client=(client, 5000))
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
                answer = await http.get("/api/calls", headers={"Host": host})
            assert answer.status_code == expected, (host, client)
            if expected == 403:
                assert answer.json()["error_code"] == "this_machine_only"


async def test_a_key_of_the_settings_waits_for_no_log(tmp_path: Path) -> None:
    """A database that is away takes seconds to say so; another key may stand in it."""
    database: Any = SwitchedDatabase()
    database.readable = False
    log = EventLog(database, GroupCommit(database, 1), FileOwners(tmp_path / "calls.db", 1))
    authenticator = Authenticator(load(api_keys=API_KEYS), Clock(), log)

    def request(key: str) -> HTTPConnection:
        headers = [(b"authorization", f"Bearer {key}".encode())]
        return HTTPConnection({"type": "http", "headers": headers})

    assert (await authenticator.authenticate(request(MARIA))).name == "maria"
    assert database.reads == 0
    with pytest.raises(ApiError):
        await authenticator.authenticate(request(MARIA + "x"))
    assert database.reads == 1


async def test_no_key_and_no_token_is_ever_logged(tmp_path: Path) -> None:
    """Right or wrong, in a header, a subprotocol or an address: the log has none of them."""
    lines: list[str] = []
    sink = logger.add(lines.append, level="TRACE")
    wrong = "wrong-key-0123456789"
    try:
        async with served(tmp_path, api_keys=API_KEYS) as server:
            async with server.ask(SAM) as client:
                token = (await client.post("/api/tokens", json={"call_id": MARIAS})).json()["token"]
                await client.get("/api/calls", params={"key": wrong})
            for credential in (MARIA, token, token[:-4] + "AAAA", wrong):
                async with server.ask(credential) as client:
                    await client.get(f"/api/calls/{MARIAS}")
                await refused(server.live(MARIAS, credential))
            async with server.live(MARIAS, MARIA, after=3) as socket:
                await socket.send(orjson.dumps({"type": "token", "token": wrong}).decode())
                assert (await events(socket, 1))[0]["data"]["error_code"] == "credential_wrong"
    finally:
        logger.remove(sink)
    assert lines
    told = "".join(lines)
    assert not any(secret in told for secret in (MARIA, SAM, wrong, token, token[:-4]))


class SlowKeys:
    """A log of which the first read of the keys comes behind the second."""

    def __init__(self) -> None:
        self.answers = [asyncio.get_running_loop().create_future() for _ in range(2)]
        self.keys, self.user_sessions = self, None
        self.asked = iter(self.answers)

    async def all(self) -> Any:
        return await next(self.asked)


async def test_an_older_read_of_the_keys_does_not_bring_a_revoked_one_back() -> None:
    """However late its answer comes."""
    log = SlowKeys()
    authenticator = Authenticator(load(), Clock(), cast("Any", log))
    reads = [asyncio.create_task(authenticator.refresh()) for _ in range(2)]
    await asyncio.sleep(0)
    (maria, *_) = parse_api_keys(API_KEYS)
    log.answers[1].set_result([StoredKey(maria, START, "ada", START, "ada")])
    await reads[1]
    log.answers[0].set_result([StoredKey(maria, START, "ada")])
    await reads[0]
    assert list(authenticator.key_names) == []


async def test_keys_that_change_while_a_server_runs_are_logged() -> None:
    """That they do, and how many count by then: its start may have said that all was open."""
    log = SlowKeys()
    authenticator = Authenticator(load(), Clock(), cast("Any", log))
    (maria, *_) = parse_api_keys(API_KEYS)
    added, revoked = StoredKey(maria, START, "ada"), StoredKey(maria, START, "ada", START, "ada")
    reads = [[], [added], [added], [revoked]]
    log.answers = [asyncio.get_running_loop().create_future() for _ in reads]
    log.asked = iter(log.answers)
    with logged("INFO") as lines:
        for answer, read in zip(log.answers, reads, strict=True):
            answer.set_result(read)
            await authenticator.refresh()
    assert [line.strip() for line in lines] == [
        "keys that count by now: 1 key (1 agent)",
        "keys that count by now: none",
    ]


def test_a_name_that_a_tokens_maker_has_chosen_is_not_alone_in_the_audit() -> None:
    """Who vouches for it stands beside it."""
    token = Caller("maria", Role.AGENT, "CA1", issuer="sam")
    assert token.audit_name == "maria (token of sam)"
    assert Caller("sam", Role.AGENT, "CA1", issuer="sam").audit_name == "sam"
    assert Caller("sam", Role.ADMIN).audit_name == "sam"


@pytest.mark.parametrize(
    ("value", "is_one"),
    [("a" * 43, True), ("-_" * 21 + "x", True), ("a" * 42, False), ("a;b", False)],
)
def test_a_cookie_that_can_be_no_session_is_none(value: str, is_one: bool) -> None:
    """So that nothing is read for it."""
    scope = {"type": "http", "scheme": "http", "path": "/", "query_string": b"", "method": "GET"}
    headers = [(b"cookie", f"callshadow-session={value}".encode()), (b"host", b"127.0.0.1")]
    cookies = SessionCookies(HTTPConnection(scope | {"headers": headers}), load())
    assert (cookies.session == value) is is_one
