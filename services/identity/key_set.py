"""Key set: a provider's public keys, fetched again when it has rotated them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from pubsub.clock import Clock
from services.identity.description import DOWN_S
from services.identity.errors import SignInError, unreachable
from services.identity.id_token import Jwk

FRESH_S = 300.0
"""How long keys are believed that the provider may have withdrawn meanwhile."""
AGAIN_S = 10.0
"""How long an unknown key is not asked for again: a stranger's token is not to cost requests."""


class KeySet:
    """The keys that the provider publishes at one address."""

    def __init__(self, fetch: Callable[[], Awaitable[Mapping[str, Any]]], clock: Clock) -> None:
        """Get the document of RFC 7517, section 5, by `fetch`, which raises `SignInError`."""
        self._fetch = fetch
        self._clock = clock
        self._keys: Sequence[Jwk] = ()
        self._at: float | None = None
        self._again_at = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    async def for_key(self, key_id: str | None) -> Sequence[Jwk]:
        """The keys, in which one of that id is to be found if the provider has it.

        Raises:
            SignInError: They can't be had.
        """
        async with self._one_at_a_time:
            known = key_id is None or any(key.get("kid") == key_id for key in self._keys)
            if not self._is_younger(FRESH_S if known else AGAIN_S):
                await self._renew()
            return self._keys

    async def _renew(self) -> None:
        if self._clock.monotonic() < self._again_at:
            raise unreachable("the provider's keys could not be had a moment ago")
        try:
            self._keys = await self._asked()
        except SignInError:
            self._again_at = self._clock.monotonic() + DOWN_S
            raise
        self._at = self._clock.monotonic()

    async def _asked(self) -> Sequence[Jwk]:
        keys = (await self._fetch()).get("keys")
        if not isinstance(keys, list):
            raise unreachable("the provider's jwks_uri holds no keys")
        return [key for key in keys if isinstance(key, dict)]

    def _is_younger(self, seconds: float) -> bool:
        return self._at is not None and self._clock.monotonic() - self._at < seconds
