"""Tokens: what is in them, what ends them, and who may make which."""

import base64
from datetime import timedelta
from pathlib import Path

import jwt
import pytest

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
    an_app,
    asked,
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
