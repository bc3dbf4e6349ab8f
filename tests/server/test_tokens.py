"""Tokens: what is in them, what ends them, and how a call goes on past the end of one."""

import base64
from datetime import timedelta
from pathlib import Path

import jwt
import orjson
import pytest
from websockets.exceptions import ConnectionClosed

from server.auth.caller import Caller
from server.auth.keys import KeyRing
from server.auth.tokens import MAX_TTL_S, TokenError, TokenExpiredError, Tokens, signing_secret
from settings import load
from settings.api_keys import Role, parse_api_keys
from tests.server.stage import (
    ADA,
    API_KEYS,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    START,
    ManualClock,
    Served,
    an_app,
    asked,
    events,
    refused,
    say,
    served,
)

SECRET = b"s" * 64
RING = KeyRing(parse_api_keys(API_KEYS))
TOKENS = Tokens(SECRET, RING)
MINUTE = timedelta(minutes=1)
BY_SAM = Caller("sam", Role.SUPERVISOR)


def _token(role: Role = Role.AGENT, ttl: timedelta = MINUTE, tokens: Tokens = TOKENS) -> str:
    return tokens.issue(BY_SAM, MARIAS, role, ttl=ttl, now=START)[0]


def _signed(secret: bytes = SECRET, algorithm: str = "HS256", **changes: object) -> str:
    claims: dict[str, object] = {
        "iss": "call-shadow",
        "sub": "sam",
        "by": "sam",
        "call": MARIAS,
        "role": "agent",
        "exp": int(START.timestamp()) + 60,
    }
    claims |= changes
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None}, secret, algorithm
    )


def test_a_token_says_who_may_do_what_in_which_call_until_when() -> None:
    """What is issued is what is read, by any process with the same secret."""
    token, expires_at = TOKENS.issue(
        BY_SAM, MARIAS, Role.AGENT, ttl=MINUTE, now=START, holder="Maria"
    )
    assert expires_at == START + MINUTE
    caller = Tokens(SECRET, RING).verify(token, START)
    assert caller == Caller("Maria", Role.AGENT, MARIAS, START + MINUTE)


def test_a_token_holds_until_its_end_and_no_longer() -> None:
    """A moment before `expires_at` it opens its call, at that moment not any more."""
    token = _token()
    moment = timedelta(microseconds=1)
    assert TOKENS.verify(token, START + MINUTE - moment).call_id == MARIAS
    with pytest.raises(TokenExpiredError):
        TOKENS.verify(token, START + MINUTE)


def test_a_token_is_never_shorter_than_asked_for() -> None:
    """Its end is the next whole second."""
    started = START + timedelta(milliseconds=1)
    _, ends = TOKENS.issue(BY_SAM, MARIAS, Role.AGENT, ttl=timedelta(seconds=1), now=started)
    assert ends == START + timedelta(seconds=2)


def test_a_token_that_was_changed_opens_nothing() -> None:
    """Whatever character of it is another, it is refused."""
    token = _token()
    for at in range(0, len(token) - 1, 7):  # the last one may hold bits that do not count
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(TokenError):
            TOKENS.verify(changed, START)


def _unsigned() -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=")
    return f"{header.decode()}.{_token().split('.')[1]}."


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(_unsigned(), id="unsigned"),
        pytest.param(_signed(algorithm="HS512"), id="another algorithm"),
        pytest.param(_signed(secret=b"x" * 32), id="another secret"),
        pytest.param(_signed(iss="another"), id="another issuer"),
        pytest.param(_signed(iss=None), id="no issuer"),
        pytest.param(_signed(exp=None), id="no end"),
        pytest.param(_signed(exp="9999999999"), id="an end that is text"),
        pytest.param(_signed(exp=10**30), id="an end beyond time"),
        pytest.param(_signed(call=None), id="no call"),
        pytest.param(_signed(call=["CA1"]), id="several calls"),
        pytest.param(_signed(role="boss"), id="an unknown role"),
        pytest.param(_signed(role=None), id="no role"),
        pytest.param(_signed(by=None), id="no key"),
        pytest.param(_signed(by="zoe"), id="a key that is gone"),
        pytest.param(_signed(by="maria", role="supervisor"), id="a key that may do less"),
        pytest.param("", id="nothing"),
        pytest.param("a.b.c", id="not base64"),
        pytest.param("ключ.ключ.ключ", id="not ASCII"),
    ],
)
def test_what_is_no_token_of_ours_opens_nothing(token: str) -> None:
    """Each is refused as unknown, and nothing else is raised."""
    with pytest.raises(TokenError) as caught:
        TOKENS.verify(token, START)
    assert not isinstance(caught.value, TokenExpiredError)


def test_the_secret_is_made_from_the_keys_unless_it_is_set() -> None:
    """It is the same after a restart, whatever the order of the keys, and changes with them."""
    first = signing_secret(load(api_keys=API_KEYS))
    turned = ",".join(reversed(API_KEYS.split(",")))
    assert signing_secret(load(api_keys=API_KEYS)) == first
    assert signing_secret(load(api_keys=turned)) == first
    assert signing_secret(load(api_keys=f"maria:agent:{MARIA}")) != first
    secret = "t" * 40
    assert signing_secret(load(api_keys=API_KEYS, token_secret=secret)) == secret.encode()
    assert len(first) == 32
    assert signing_secret(load()) != signing_secret(load())


async def test_a_token_outlives_a_restart(tmp_path: Path) -> None:
    """What one process has issued, the next one takes."""
    clock = ManualClock()
    async with an_app(tmp_path / "a", clock, api_keys=API_KEYS) as (_, app), asked(app, SAM) as ask:
        answer = (await ask.post("/api/tokens", json={"call_id": MARIAS, "ttl_s": 60})).json()
    assert answer["expires_at"] == "2026-11-20T08:01:00Z"
    async with an_app(tmp_path / "b", clock, api_keys=API_KEYS) as (_, app):
        async with asked(app, answer["token"]) as client:
            assert (await client.get(f"/api/calls/{MARIAS}")).status_code == 200
            assert (await client.get(f"/api/calls/{BENS}")).status_code == 403
            clock.advance(60)
            ended = await client.get(f"/api/calls/{MARIAS}")
        assert (ended.status_code, ended.json()["error_code"]) == (401, "token_expired")


async def test_what_a_token_may_ask_for_is_bounded(tmp_path: Path) -> None:
    """One second to a day; a role that there is; a call id; no unknown field."""
    wrong = (
        {"ttl_s": 0},
        {"ttl_s": MAX_TTL_S + 1},
        {"ttl_s": "long"},
        {"role": "boss"},
        {"call_id": "CA/../x"},
        {"call_id": ""},
        {"name": ""},
        {"name": "a\nb"},
        {"scope": "all"},
    )
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, ADA) as client:
        for ttl_s in (1, MAX_TTL_S):
            body = {"call_id": MARIAS, "role": "agent", "ttl_s": ttl_s}
            assert (await client.post("/api/tokens", json=body)).status_code == 200
        for change in wrong:
            answer = await client.post("/api/tokens", json={"call_id": MARIAS} | change)
            assert answer.status_code == 422, change
            assert answer.json()["error_code"] == "invalid_request"


async def test_an_agent_makes_tokens_in_their_own_name(tmp_path: Path) -> None:
    """Feedback under another's name is not for an agent to make possible."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, MARIA) as client:
        for name, status in (("maria", 200), ("ben", 403)):
            body = {"call_id": MARIAS, "name": name}
            assert (await client.post("/api/tokens", json=body)).status_code == status


async def test_a_client_is_told_before_its_token_ends_and_loses_nothing(tmp_path: Path) -> None:
    """The warning comes 30 s before, the close with 4401 at the end; a new token resumes."""
    clock = ManualClock()
    async with served(tmp_path, clock, api_keys=API_KEYS) as server:
        token = await _issued(server, 120)
        async with server.live(MARIAS, token) as socket:
            seen = [event["seq"] for event in await events(socket, 3)]
            clock.advance(89.9)
            await say(server.runtime, MARIAS, 3)
            seen += [event["seq"] for event in await events(socket, 1)]
            clock.advance(0.1)
            (warning,) = await events(socket, 1)
            assert (warning["type"], warning["seq"]) == ("error", None)
            assert warning["data"]["error_code"] == "token_expiring"
            assert warning["data"]["details"] == {"expires_at": "2026-11-20T08:02:00Z"}
            clock.advance(30)
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "the token has expired")
        await say(server.runtime, MARIAS, 4)
        assert (await refused(server.live(MARIAS, token, after=seen[-1]))) is not None
        async with server.live(MARIAS, await _issued(server, 60), after=seen[-1]) as socket:
            await say(server.runtime, MARIAS, 5)
            seen += [event["seq"] for event in await events(socket, 2)]
        assert seen == [1, 2, 3, 4, 5, 6]


async def test_a_short_token_is_warned_of_half_way(tmp_path: Path) -> None:
    """A token of ten seconds is warned of after five."""
    clock = ManualClock()
    async with (
        served(tmp_path, clock, api_keys=API_KEYS) as server,
        server.live(MARIAS, await _issued(server, 10), after=2) as socket,
    ):
        await events(socket, 1)
        clock.advance(5)
        assert (await events(socket, 1))[0]["data"]["error_code"] == "token_expiring"


async def test_a_client_may_send_a_new_token_on_its_socket(tmp_path: Path) -> None:
    """The socket goes on past the old token's end, without a gap; a wrong one changes nothing."""
    clock = ManualClock()
    async with (
        served(tmp_path, clock, api_keys=API_KEYS) as server,
        server.live(MARIAS, await _issued(server, 60), after=2) as socket,
    ):
        await events(socket, 1)
        clock.advance(30)
        await events(socket, 1)
        other = await _issued(server, 600, BENS)
        for wrong, code in (("nonsense", "credential_wrong"), (other, "call_forbidden")):
            await socket.send(_renewal(wrong))
            (refusal,) = await events(socket, 1)
            assert refusal["data"]["error_code"] == code
        await socket.send(_renewal(await _issued(server, 600)))
        await socket.send("{}")  # its answer tells that the token was taken before it
        await events(socket, 1)
        clock.advance(60)
        await say(server.runtime, MARIAS, 3)
        assert [event["seq"] for event in await events(socket, 1)] == [4]


async def test_server_sent_events_end_with_their_token(tmp_path: Path) -> None:
    """The stream warns, and ends; with `Last-Event-ID` and a new token it goes on."""
    clock = ManualClock()
    async with served(tmp_path, clock, api_keys=API_KEYS) as server:
        path = f"/api/calls/{MARIAS}/live"
        async with (
            server.ask(await _issued(server, 60)) as client,
            client.stream("GET", path) as stream,
        ):
            lines = stream.aiter_lines()
            read = [await anext(lines) for _ in range(9)]  # three events: id, data, blank
            clock.advance(30)
            read += [await anext(lines) for _ in range(2)]
            clock.advance(30)
            assert [line async for line in lines] == []
        assert read[6] == "id: 3"
        assert (
            orjson.loads(read[9].removeprefix("data: "))["data"]["error_code"] == "token_expiring"
        )
        await say(server.runtime, MARIAS, 3)
        resumed = {"Last-Event-ID": "3"}
        async with (
            server.ask(await _issued(server, 60)) as client,
            client.stream("GET", path, headers=resumed) as stream,
        ):
            assert await anext(stream.aiter_lines()) == "id: 4"


def _renewal(token: str) -> str:
    return orjson.dumps({"type": "token", "token": token}).decode()


async def _issued(server: Served, ttl_s: int, call_id: str = MARIAS) -> str:
    async with server.ask(SAM) as client:
        body = {"call_id": call_id, "role": "agent", "ttl_s": ttl_s}
        return (await client.post("/api/tokens", json=body)).json()["token"]
