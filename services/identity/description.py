"""Identity provider's description of itself, asked for again once it is old.

Source: https://openid.net/specs/openid-connect-discovery-1_0.html
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from loguru import logger

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from services.identity.errors import SignInError, unreachable
from settings.addresses import is_safe

KNOWN_S = 3600.0
"""How long a description is believed."""
DOWN_S = 2.0
"""How long a provider that gave none is not asked again: who signs in then would wait in line."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_Fetch = Callable[[str], Awaitable[Mapping[str, Any]]]


class Description:
    """The description of one provider."""

    def __init__(self, issuer: str, fetch: _Fetch, clock: Clock) -> None:
        """Get the document of an address by `fetch`, which raises `SignInError`."""
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._found: Mapping[str, Any] = {}
        self._until = 0.0
        self._failure: str | None = None  # not the error, which would hold on to its requests
        self._one_at_a_time = asyncio.Lock()

    async def get(self) -> Mapping[str, Any]:
        """What the provider says of itself.

        Raises:
            SignInError: It says nothing, or nothing that can be used.
        """
        async with self._one_at_a_time:
            if self._clock.monotonic() >= self._until:
                await self._ask()
            if self._failure is not None:
                raise SignInError(
                    self._failure, code=ErrorCode.PROVIDER_UNREACHABLE, retryable=True
                )
            return self._found

    async def _ask(self) -> None:
        address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found = await self._fetch(address)
            _check(found, self._issuer)
            _log_logout(found, self._found)
            self._found, self._failure, lasts = found, None, KNOWN_S
        except SignInError as error:
            self._failure, lasts = error.message, DOWN_S
        self._until = self._clock.monotonic() + lasts


def _log_logout(found: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Say, when it is learnt, whether a user who is locked out there is locked out here."""
    tells = found.get("backchannel_logout_supported") is True
    if not before or (before.get("backchannel_logout_supported") is True) != tells:
        does = "can tell" if tells else "does not tell"
        logger.info("OIDC_ISSUER: the provider {} us of sessions that it ends", does)


def _check(found: Mapping[str, Any], issuer: str) -> None:
    if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise unreachable("the provider there calls itself by another issuer")
    for name in _ENDPOINTS:
        address = found.get(name)
        if not isinstance(address, str) or not is_safe(address):
            raise unreachable(f"its {name} is no https:// address")
