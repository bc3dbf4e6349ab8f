"""Back-channel logout: what the provider has ended is over here, by its word alone, and once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import pytest_asyncio
from jwt.utils import base64url_encode

from peers.balancer import Balancer
from peers.server_process import NO_TLS
from peers.signing_key import SigningKey
from server.auth.sign_in import WRONG_LOGOUTS_A_MINUTE
from server.serving.serving import serving
from stores.access.audit_trail import AuditPage
from tests.server.signing_in import Browser, Signing, signing
from tests.server.stage import MARIAS, PATIENCE_S, Served, close_code, make_runtime, refused

EVENT = "http://schemas.openid.net/event/backchannel-logout"
_PAGE = AuditPage(1, action="session.end")
_NO_WORD = base64url_encode(b'{"alg":[]}').decode()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Signing]:
    """One server and one provider."""
    async with signing(tmp_path_factory.mktemp("logout")) as running:
        yield running


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def tell(
    running: Signing, token: str, base: str | None = None, local_address: str | None = None
) -> httpx.Response:
    """The provider tells the server, or what stands before it: no cookie, no key, no origin."""
    async with httpx.AsyncClient(
        transport=httpx.AsyncHTTPTransport(retries=5, verify=NO_TLS, local_address=local_address),
        timeout=PATIENCE_S,
    ) as provider:
        return await provider.post(
            f"{base or running.server.http}/auth/backchannel-logout", data={"logout_token": token}
        )


async def is_in(browser: Browser) -> bool:
    """Whether a user is signed in."""
    return (await browser.client.get("/api/session")).status_code == 200


async def sid_of(running: Signing, browser: Browser) -> str:
    """The provider's session of a browser's user."""
    own = (await browser.client.get("/api/session")).json()["session_id"]
    log, now = running.server.runtime.log, running.clock.now()
    idle = running.server.runtime.settings.session_idle
    (session,) = await log.user_sessions.used([own], now, idle)
    return jwt.decode(session.id_token, options={"verify_signature": False})["sid"]


async def test_a_session_ends_with_the_providers(shared: Signing) -> None:
    """The one that it names, with its open socket; the same user's other one goes on."""
    patient: dict[str, Any] = {"timeout": PATIENCE_S}
    async with shared.browser("sam", **patient) as one, shared.browser("sam", **patient) as two:
        token = shared.provider.logout_token(sid=await sid_of(shared, one), sub="sub-sam")
        async with one.live(MARIAS) as socket:
            answer = await tell(shared, token)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
            assert await close_code(socket) == 4401
        assert [await is_in(one), await is_in(two)] == [False, True]
        assert (await tell(shared, token)).status_code == 400, "it counts once"
        trail = await shared.server.runtime.log.audit_trail.page(_PAGE)
        assert (trail[0].action, trail[0].actor) == ("session.end", "the identity provider")
        assert (await tell(shared, shared.provider.logout_token(sub="sub-sam"))).status_code == 200
        assert not await is_in(two), "all of the user"


async def test_the_balancer_lets_the_provider_through(shared: Signing, tmp_path: Path) -> None:
    """By the deployment's own file; whichever replica is told, the session is over."""
    async with shared.browser("maria", timeout=PATIENCE_S) as maria:
        with Balancer(tmp_path, [shared.server.port] * 3) as balancer:
            token = shared.provider.logout_token(sub="sub-maria")
            assert (await tell(shared, token, balancer.http)).status_code == 200
        assert not await is_in(maria)


async def test_nothing_is_ended_by_what_is_not_the_providers_word(shared: Signing) -> None:
    """One thing wrong with a token, and it ends nothing; nor does another user's."""
    stranger = SigningKey.elliptic(shared.provider.keys[-1].key_id)
    right = jwt.decode(
        shared.provider.logout_token(sub="sub-maria"), options={"verify_signature": False}
    )
    async with shared.browser("maria", timeout=PATIENCE_S) as maria:
        wrong = [
            *(
                shared.provider.logout_token(**{"sub": "sub-maria"} | one)
                for one in (
                    {"sub": None},
                    {"sub": 7},
                    {"sid": ""},
                    {"jti": None},
                    {"events": None},
                    {"events": [EVENT]},
                    {"events": {"http://schemas.example/other": {}}},
                    {"nonce": "n"},
                    {"aud": "another"},
                    {"iss": "https://evil.example"},
                    {"exp": 1},
                    {"exp": None},
                    {"iat": right["iat"] + 3600},
                )
            ),
            shared.provider.logout_token(sub="sub-maria", exp=float("inf")),
            shared.provider.logout_token(sub="sub-maria", exp=1e300),
            f"{_NO_WORD}.e30.AA",
            stranger.sign(right),
            jwt.encode(right, "", "none"),
            "",
            "x.y.z",
        ]
        for token in wrong:
            assert (await tell(shared, token)).status_code == 400, token
        answer = await tell(shared, shared.provider.logout_token(sub="sub-ben"))
        assert answer.status_code == 200, "nobody's session, and so over"
        assert await is_in(maria)


async def test_a_provider_that_is_down_may_try_again(tmp_path: Path) -> None:
    """Its keys can't be had: 503, and the same token counts later."""
    async with signing(tmp_path) as running:
        token = running.provider.logout_token(sub="sub-sam")
        running.provider.is_down = True
        assert (await tell(running, token)).status_code == 503
        running.provider.is_down = False
        running.clock.advance(10)
        assert (await tell(running, token)).status_code == 200


async def test_a_flood_of_wrong_tokens_keeps_nobody_out(tmp_path: Path) -> None:
    """429 for its address, before a token is looked at; the provider's count, as many as come."""
    async with signing(tmp_path) as running, running.browser(timeout=PATIENCE_S) as sam:
        forged = SigningKey.elliptic("stranger").sign({"sub": "sub-sam"})
        for _ in range(WRONG_LOGOUTS_A_MINUTE):
            assert (await tell(running, forged)).status_code == 400
        await sam.sign_in(running.provider, "sam")
        answer = await tell(running, running.provider.logout_token(sub="sub-sam"))
        assert (answer.status_code, answer.json()["error"]) == (429, "temporarily_unavailable")
        assert 0 < int(answer.headers["retry-after"]) <= 60
        assert await is_in(sam)
        for sub in ("sub-sam", *("sub-ben" for _ in range(WRONG_LOGOUTS_A_MINUTE))):
            token = running.provider.logout_token(sub=sub)
            assert (await tell(running, token, local_address="127.0.0.2")).status_code == 200
        assert not await is_in(sam)
        running.clock.advance(60)
        assert (await tell(running, forged)).status_code == 400


async def test_every_replica_notices(tmp_path: Path) -> None:
    """A socket at another process closes, whichever was told."""
    async with signing(tmp_path) as running:
        settings = running.server.runtime.settings
        own = {
            name: getattr(settings, name)
            for name in ("oidc_issuer", "oidc_client_id", "oidc_roles", "api_keys")
        }
        async with (
            make_runtime(tmp_path, running.clock, **own) as runtime,
            serving(runtime, "127.0.0.1", 0) as (_, port),
            running.browser("sam", timeout=PATIENCE_S) as sam,
        ):
            other = Browser(Served(runtime, port))
            other.client.cookies = sam.client.cookies
            async with other.client, other.live(MARIAS) as socket:
                token = running.provider.logout_token(sub="sub-sam")
                assert (await tell(running, token)).status_code == 200
                assert await close_code(socket) == 4401
            refusal = await refused(other.live(MARIAS))
            assert refusal
            assert refusal.status_code == 401
