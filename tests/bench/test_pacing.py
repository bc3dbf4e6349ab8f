"""How a fast client is held back."""

import math
from typing import Any

import pytest

from bench.pacing import CallOverError, PacedCall, StandstillError

_MOST_AHEAD_MS = 7000


class _Client:
    """Notes up to where it was told to play."""

    def __init__(self, until_ms: float = math.inf) -> None:
        self.sent_ms = 0
        self._until_ms = until_ms

    async def ask(self, method: str, *arguments: Any) -> str | None:
        assert method == "play_until"
        (self.sent_ms,) = arguments
        return "1001 silent" if self.sent_ms > self._until_ms else None


class _Peers:
    """Hears some of what is missing each time it is asked how much that is."""

    def __init__(self, hears_ms: int, until_ms: float) -> None:
        self.most_behind_ms = 0
        self._hears_ms = hears_ms
        self._until_ms = until_ms
        self._heard_ms = 0

    async def ask(self, method: str, *arguments: Any) -> int:
        assert method == "behind_ms"
        (sent_ms,) = arguments
        self.most_behind_ms = max(self.most_behind_ms, sent_ms - self._heard_ms)
        self._heard_ms = min(self._heard_ms + self._hears_ms, sent_ms)
        if self._heard_ms > self._until_ms:
            self._hears_ms = 0
        return sent_ms - self._heard_ms


async def test_a_slow_server_makes_the_call_slower() -> None:
    """The client is some seconds ahead at most, and all is heard at the end of a stretch."""
    client, peers = _Client(), _Peers(hears_ms=1500, until_ms=60_000)
    call = PacedCall(client, peers)
    for to_ms in (20_000, 40_000):
        assert await call.play_until(to_ms) > 0
        assert to_ms <= client.sent_ms < to_ms + 1000
        assert await peers.ask("behind_ms", client.sent_ms) <= 200
    assert peers.most_behind_ms <= _MOST_AHEAD_MS


async def test_a_recogniser_that_hears_no_more_ends_it() -> None:
    """The benchmark says so instead of waiting for ever."""
    call = PacedCall(_Client(), _Peers(hears_ms=2000, until_ms=10_000), patience_ms=60)
    with pytest.raises(StandstillError, match="does not catch up"):
        await call.play_until(30_000)


async def test_a_call_that_the_server_has_ended_ends_it() -> None:
    """With a line that says where and why; where it is in its round would be right by chance."""
    call = PacedCall(_Client(until_ms=90_000), _Peers(hears_ms=2000, until_ms=math.inf))
    with pytest.raises(CallOverError, match=r"after 1\.5 minutes .* ended it: 1001 silent"):
        await call.play_until(600_000)


async def test_a_call_that_waits_goes_on_a_little() -> None:
    """A server gives up a stream on which nothing comes, however slow the other call is."""
    waiting = _Client()
    old = PacedCall(waiting, _Peers(hears_ms=9000, until_ms=math.inf), silent_s=0)
    young = PacedCall(_Client(), _Peers(hears_ms=9000, until_ms=math.inf))
    await young.play_until(10_000, old)
    assert waiting.sent_ms == 5 * 200
    patient = PacedCall(_Client(), _Peers(hears_ms=9000, until_ms=math.inf), silent_s=3600)
    await young.play_until(20_000, patient)
    assert patient.sent_ms == 0
