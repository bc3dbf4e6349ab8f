"""Key set: a provider's public keys, fetched again when it has rotated them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from pubsub.clock import Clock
from services.identity.errors import unreachable
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

    async def for_key(self, key_id: str | None) -> Sequence[Jwk]:
        """The keys, in which one of that id is to be found if the provider has it.

        Raises:
            SignInError: They can't be had.
        """
        known = key_id is None or any(key.get("kid") == key_id for key in self._keys)
        if not self._is_younger(FRESH_S if known else AGAIN_S):
            document = await self._fetch()
            keys = document.get("keys")
            if not isinstance(keys, list):
                raise unreachable("the provider's jwks_uri holds no keys")
            self._keys = [key for key in keys if isinstance(key, dict)]
            self._at = self._clock.monotonic()
        return self._keys

    def _is_younger(self, seconds: float) -> bool:
        return self._at is not None and self._clock.monotonic() - self._at < seconds
