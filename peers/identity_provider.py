"""A loopback OpenID Connect provider: discovery, a page to sign in, codes, ID tokens, sign-out.

Sources: https://openid.net/specs/openid-connect-core-1_0.html,
https://openid.net/specs/openid-connect-discovery-1_0.html,
https://openid.net/specs/openid-connect-rpinitiated-1_0.html, RFC 6749, RFC 7636, RFC 9207.
"""

import asyncio
import html
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from peers.http import HttpPeer, HttpRequest, send_body, send_json
from peers.signing_key import SigningKey

CLIENT, SECRET = "call-shadow", "a-secret:with/signs+%"
_ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")
_LASTS_S = 300


@dataclass
class _Code:
    """A code that was given out; it counts once."""

    user: str
    asked: dict[str, str]


class IdentityProvider(HttpPeer):
    """`async with IdentityProvider() as provider:` serves `provider.url`, for `OIDC_ISSUER`.

    Attributes:
        users: The claims of each user, by what they type on its page.
        redirects: The addresses that a browser may be sent back to; empty: any.
        keys: The keys that it publishes; the last one signs.
        forge: Makes the ID token of its claims, in place of the provider.
        claims: Claims that replace those of the next ID tokens.
        is_down: Whether it answers nothing but 503.
        asked: The paths that were asked for, in order.
        signed_out: The ID tokens with which browsers have signed out.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.users: dict[str, dict[str, Any]] = {}
        self.redirects = set[str]()
        self.keys = [SigningKey.rsa("key-1")]
        self.forge: Callable[[dict[str, Any]], str] | None = None
        self.claims: dict[str, Any] = {}
        self.is_down = False
        self.asked: list[str] = []
        self.signed_out: list[str] = []
        self._codes: dict[str, _Code] = {}
        self._now = now

    def add(self, user: str, **claims: Any) -> None:
        """A user who may sign in."""
        self.users[user] = {"sub": f"sub-{user}", "preferred_username": user} | claims

    def rotate(self) -> None:
        """Sign with a new key, and withdraw the old ones."""
        self.keys = [SigningKey.elliptic(f"key-{len(self.asked)}-{secrets.token_hex(4)}")]

    def logout_token(self, **claims: Any) -> str:
        """Its word that a session has ended; claims replace its own, and take out what is None."""
        now = int(self._now().timestamp())
        own = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        } | claims
        return self.keys[-1].sign({name: one for name, one in own.items() if one is not None})

    def code_for(self, user: str, address: str) -> str:
        """Sign a user in as its page would; the address that the browser is sent back to."""
        return self._let_in(user, dict(parse_qsl(urlsplit(address).query)))

    async def _respond(self, request: HttpRequest, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(request.path)
        self.asked.append(parts.path)
        if self.is_down:
            return await send_json(writer, 503, {})
        form = dict(parse_qsl(request.body.decode() if request.body else parts.query))
        match self._answer(request, parts.path, form):
            case (int() as status, dict() as body):
                return await send_json(writer, status, body)
            case str() as leads_to if leads_to.startswith("http"):
                return await send_body(writer, 303, b"", {"location": leads_to})
            case page:
                told = {"content-type": "text/html; charset=utf-8"}
                return await send_body(writer, 200, page.encode(), told)

    def _answer(self, request: HttpRequest, path: str, form: dict[str, str]) -> Any:
        answer: Any = (404, {})
        match request.method, path:
            case "GET", "/.well-known/openid-configuration":
                answer = 200, self._description()
            case "GET", "/jwks":
                answer = 200, {"keys": [key.published() for key in self.keys]}
            case "GET", "/authorize":
                answer = self._page(form)
            case "POST", "/authorize":
                answer = self._let_in(form.pop("user"), form)
            case "POST", "/token":
                answer = self._token(request, form)
            case "GET", "/logout":
                self.signed_out.append(form["id_token_hint"])
                answer = form["post_logout_redirect_uri"]
        return answer

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/logout",
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    def _page(self, asked: dict[str, str]) -> str:
        self._check(asked)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(asked[name])}">'
            for name in _ASKED
        )
        return (
            "<!doctype html><title>Provider</title><form method=post action=/authorize>"
            f"{hidden}<input name=user id=user><button id=go>Go</button></form>"
        )

    def _check(self, asked: dict[str, str]) -> None:
        assert asked["client_id"] == CLIENT
        assert not self.redirects or asked["redirect_uri"] in self.redirects
        assert all(asked[name] for name in _ASKED)

    def _let_in(self, user: str, asked: dict[str, str]) -> str:
        self._check(asked)
        back = {"state": asked["state"], "iss": self.url}
        if user in self.users:
            code = secrets.token_urlsafe(16)
            self._codes[code] = _Code(user, asked)
            back["code"] = code
        else:
            back["error"] = "access_denied"
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def _token(self, request: HttpRequest, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if not _is_client(request.headers.get("authorization", "")):
            return 401, {"error": "invalid_client"}
        code = self._codes.pop(form["code"], None)
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (
            code is not None
            and form["grant_type"] == "authorization_code"
            and form["redirect_uri"] == code.asked["redirect_uri"]
            and challenge == code.asked["code_challenge"]
        )
        if not right or code is None:
            return 400, {"error": "invalid_grant"}
        token = self._id_token(code)
        return 200, {"access_token": "unused", "token_type": "Bearer", "id_token": token}

    def _id_token(self, code: _Code) -> str:
        now = int(self._now().timestamp())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + _LASTS_S,
            "nonce": code.asked["nonce"],
            "sid": f"sid-{code.asked['state']}",
        }
        claims |= self.users[code.user] | self.claims
        return self.forge(claims) if self.forge else self.keys[-1].sign(claims)


def _is_client(header: str) -> bool:
    scheme, _, login = header.partition(" ")
    if scheme != "Basic":
        return False
    name, _, secret = b64decode(login).decode().partition(":")
    return (unquote_plus(name), unquote_plus(secret)) == (CLIENT, SECRET)
