"""A provider's keys are fetched no more often than they have to be."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from services.identity.description import DOWN_S
from services.identity.errors import SignInError, unreachable
from services.identity.key_set import AGAIN_S, KeySet
from tests.server.stage import ManualClock


class Provider:
    """One that counts how often it is asked."""

    is_down = False
    asked = 0

    async def fetch(self) -> Mapping[str, Any]:
        """Its keys."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.is_down:
            raise unreachable("it is down")
        return {"keys": [{"kid": "one"}]}


async def test_an_unknown_key_is_asked_for_once_a_while() -> None:
    """A token that a stranger made costs no request."""
    provider, clock = Provider(), ManualClock()
    keys = KeySet(provider.fetch, clock)
    for _ in range(3):
        assert await keys.for_key("other") == [{"kid": "one"}]
    assert provider.asked == 1
    clock.advance(AGAIN_S)
    await keys.for_key("other")
    assert provider.asked == 2


async def test_who_signs_in_at_once_shares_one_request() -> None:
    provider = Provider()
    keys = KeySet(provider.fetch, ManualClock())
    assert await asyncio.gather(keys.for_key("one"), keys.for_key("one")) == [[{"kid": "one"}]] * 2
    assert provider.asked == 1


async def test_a_provider_that_is_down_is_asked_once_a_while_too() -> None:
    """Whoever sends one token after the other has us ask it no more often."""
    provider, clock = Provider(), ManualClock()
    provider.is_down = True
    keys = KeySet(provider.fetch, clock)
    for _ in range(3):
        with pytest.raises(SignInError):
            await keys.for_key("one")
    assert provider.asked == 1
    provider.is_down = False
    clock.advance(DOWN_S)
    assert await keys.for_key("one") == [{"kid": "one"}]
