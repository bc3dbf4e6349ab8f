"""A server whose users sign in at a provider, and a browser that does."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin, Subprotocol

from peers.identity_provider import CLIENT, SECRET, IdentityProvider
from peers.server_process import NO_TLS
from pipeline.runtime import Runtime
from server.auth.session_cookie import CSRF_HEADER, digest_of_secret
from settings.api_keys import Role
from stores.access.user_sessions import UserSession
from tests.server.stage import API_KEYS, START, ManualClock, Served, served

SHIFT = timedelta(hours=12)
ROLES = "desk=agent,leads=supervisor,it=admin"
SESSION, CSRF = "callshadow-session", "callshadow-csrf"
USERS: dict[str, Any] = {
    "api_keys": API_KEYS,
    "oidc_issuer": "http://127.0.0.1:9",
    "oidc_client_id": "x",
    "oidc_roles": "it=admin",
}
"""Settings of a server with keys and users, where no provider is asked."""


async def begin_session(
    runtime: Runtime, name: str = "ada", role: Role = Role.ADMIN, *, lasts: timedelta = SHIFT
) -> str:
    """The secret of a new session of a user, as if they had signed in."""
    secret, now = secrets.token_urlsafe(32), runtime.clock.now()
    digest, shown = digest_of_secret(secret), name.title()
    session = UserSession(
        digest, name, role, (), shown, "token", began_at=now, seen_at=now, ends_at=now + lasts
    )
    await runtime.log.user_sessions.begin(session)
    return secret


class Browser:
    """A browser at a server: it keeps cookies, and sends the headers that a page's requests have.

    Attributes:
        client: Its requests, which follow no redirects.
    """

    def __init__(self, server: Served, **options: Any) -> None:
        """Open `server`."""
        self._server = server
        self.client = httpx.AsyncClient(
            base_url=server.http, trust_env=False, verify=NO_TLS, **options
        )

    @property
    def own(self) -> dict[str, str]:
        """The headers of the console's own requests."""
        shown = self.client.cookies.get(CSRF)
        return {"Origin": self._server.http} | ({CSRF_HEADER: shown} if shown else {})

    async def begin(self, leads_to: str = "/") -> str:
        """Begin a sign-in; the address at the provider."""
        answer = await self.client.get("/auth/sign-in", params={"next": leads_to})
        assert answer.status_code == 303
        return answer.headers["location"]

    async def come_back(self, address: str) -> str:
        """Follow the provider's redirect; where the server leads to."""
        answer = await self.client.get(address)
        assert answer.status_code == 303
        return answer.headers["location"]

    async def sign_in(self, provider: IdentityProvider, user: str, leads_to: str = "/") -> str:
        """Sign in as a user; where the server leads to."""
        return await self.come_back(provider.code_for(user, await self.begin(leads_to)))

    def live(self, call_id: str, origin: str | None = None, **more: Any) -> connect:
        """A call's side channel, by the cookie alone."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return connect(
            f"{self._server.http.replace('http', 'ws')}/api/calls/{call_id}/live",
            origin=Origin(origin or self._server.http),
            subprotocols=[Subprotocol("callshadow.v1")],
            additional_headers={"Cookie": cookies},
            proxy=None,
            **more,
        )


def why(location: str) -> str | None:
    """What the sign-in page is to say."""
    parts = urlsplit(location)
    return dict(parse_qsl(parts.query)).get("why") if parts.path == "/sign-in" else None


def cookies_of(answer: httpx.Response) -> SimpleCookie:
    """The cookies that an answer sets, with their attributes."""
    found = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        found.load(line)
    return found


class Signing:
    """A provider, and a server that signs its users in.

    Attributes:
        provider: The provider: maria is an agent, sam a supervisor, ada an administrator, and zoe
            nobody here.
        server: The server.
        clock: The time of both.
    """

    def __init__(self, provider: IdentityProvider, server: Served, clock: ManualClock) -> None:
        """Stand there."""
        self.provider, self.server, self.clock = provider, server, clock

    @asynccontextmanager
    async def browser(self, user: str | None = None, **options: Any) -> AsyncIterator[Browser]:
        """A browser, in which a user is signed in."""
        browser = Browser(self.server, **options)
        async with browser.client:
            if user:
                assert why(await browser.sign_in(self.provider, user)) is None
            yield browser


@asynccontextmanager
async def signing(folder: Path, **settings: Any) -> AsyncIterator[Signing]:
    """A server with a provider, and keys beside it."""
    clock = ManualClock(START)
    async with IdentityProvider(clock.now) as provider:
        provider.add("maria", groups=["desk", "everybody"], name="Maria Ortiz")
        provider.add("sam", groups=["leads", "desk"])
        provider.add("ada", groups=["it"])
        provider.add("zoe", groups=["everybody"])
        own = {
            "api_keys": API_KEYS,
            "oidc_issuer": provider.url,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SECRET,
            "oidc_roles": ROLES,
        }
        async with served(folder, clock, **own | settings) as server:
            provider.redirects.add(f"{server.http}/auth/callback")
            yield Signing(provider, server, clock)
