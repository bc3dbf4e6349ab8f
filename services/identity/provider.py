"""Identity provider: an OpenID Connect provider, found by its issuer; code flow with PKCE.

Sources: https://openid.net/specs/openid-connect-discovery-1_0.html,
https://openid.net/specs/openid-connect-rpinitiated-1_0.html,
https://openid.net/specs/openid-connect-backchannel-1_0.html, RFC 6749, RFC 7636, RFC 9207.
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

import aiohttp
import orjson

from pubsub.clock import Clock
from services.http_session import bounded_body, open_http_session
from services.identity.description import Description
from services.identity.errors import refused, unreachable
from services.identity.id_token import Claims, Expected, key_id_of, verified
from services.identity.key_set import KeySet
from services.identity.logout_token import EndedSession, ended_session
from settings.addresses import is_safe

_TIMEOUT = aiohttp.ClientTimeout(total=10.0, sock_connect=5.0)
_LARGEST = 1_000_000
_FINE = 200
_OURS = {400, 401, 403}
"""How a token endpoint says that the code, or we, are not right."""


@dataclass(frozen=True, slots=True)
class Client:
    """Client of the provider: this server, as it is known there.

    Attributes:
        client_id: Our name there.
        secret: What proves that we are it; None for a public client, which PKCE alone guards.
        scopes: What is asked for.
    """

    client_id: str
    secret: str | None
    scopes: str


class IdentityProvider:
    """One provider. What is not reachable, or not right, is a `SignInError`."""

    def __init__(self, issuer: str, client: Client, clock: Clock) -> None:
        """Find `issuer` when it is first asked for."""
        self._client = client
        self._clock = clock
        self._description = Description(issuer, partial(self._ask, "GET"), clock)
        self._keys = KeySet(self._fetch_keys, clock)

    async def authorization_address(
        self, *, redirect: str, state: str, nonce: str, verifier: str
    ) -> str:
        """Where the user's browser goes to sign in."""
        digest = sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": redirect,
            "scope": self._client.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return _with_query((await self._description.get())["authorization_endpoint"], asked)

    async def check_issuer(self, named: str | None) -> None:
        """Return if an answer comes from this provider, as far as it says (RFC 9207)."""
        description = await self._description.get()
        must = description.get("authorization_response_iss_parameter_supported") is True
        if (named is not None or must) and named != description["issuer"]:
            raise refused("the answer is another provider's")

    async def claims_of(
        self, code: str, *, redirect: str, verifier: str, nonce: str
    ) -> tuple[Claims, str]:
        """The claims that a code stands for, and the ID token that holds them."""
        description = await self._description.get()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        answer = await self._token(description, form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise refused("the provider gave no ID token; OIDC_SCOPES needs openid")
        keys = await self._keys.for_key(key_id_of(token))
        expected = Expected(description["issuer"], self._client.client_id)
        return verified(token, keys, expected, nonce, self._clock.now()), token

    async def ended_session(self, token: str) -> EndedSession:
        """What a logout token says, which the provider has sent by itself."""
        description = await self._description.get()
        keys = await self._keys.for_key(key_id_of(token))
        expected = Expected(description["issuer"], self._client.client_id)
        return ended_session(token, keys, expected, self._clock.now())

    async def sign_out_address(self, id_token: str, leads_to: str) -> str | None:
        """Where the user's browser signs out of the provider; None where it can't."""
        address = (await self._description.get()).get("end_session_endpoint")
        if not isinstance(address, str) or not is_safe(address):
            return None
        asked = {
            "id_token_hint": id_token,
            "client_id": self._client.client_id,
            "post_logout_redirect_uri": leads_to,
        }
        return _with_query(address, asked)

    async def _fetch_keys(self) -> Mapping[str, Any]:
        return await self._ask("GET", (await self._description.get())["jwks_uri"])

    async def _token(
        self, description: Mapping[str, Any], form: Mapping[str, str]
    ) -> Mapping[str, Any]:
        client_id, secret = self._client.client_id, self._client.secret
        methods = description.get("token_endpoint_auth_methods_supported")
        headers = dict[str, str]()
        if not secret:
            form = {**form, "client_id": client_id}
        elif not isinstance(methods, list) or "client_secret_basic" in methods:
            # RFC 6749, 2.3.1: both are form-encoded first.
            login = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
            headers["Authorization"] = f"Basic {b64encode(login).decode()}"
        else:
            form = {**form, "client_id": client_id, "client_secret": secret}
        return await self._ask("POST", description["token_endpoint"], data=form, headers=headers)

    async def _ask(self, method: str, address: str, **request: Any) -> Mapping[str, Any]:
        try:
            async with (
                open_http_session(address, _TIMEOUT, {"Accept": "application/json"}) as session,
                session.client.request(
                    method, address, proxy=session.proxy, allow_redirects=False, **request
                ) as response,
            ):
                body, status = await bounded_body(response, _LARGEST), response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise unreachable(f"it can't be reached ({type(error).__name__})") from None
        if method == "POST" and status in _OURS:
            raise refused(f"the provider takes the code, or us, for wrong (HTTP {status})")
        if status != _FINE:
            raise unreachable(f"{address} answers HTTP {status}")
        return _object(body, address)


def _object(body: bytes, address: str) -> Mapping[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        raise unreachable(f"{address} answers no JSON object")
    return said


def _with_query(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
