"""Signatures of handshakes that have been used."""

from collections.abc import Hashable

from server.carriers.used_signatures import UsedSignatures


class Elsewhere:
    """What all processes count, or a Redis that is away."""

    def __init__(self, *, is_away: bool = False) -> None:
        self._is_away = is_away
        self._known = set[Hashable]()

    async def take(
        self, name: str, key: Hashable, limit: int, window_s: int
    ) -> tuple[bool, float, float] | None:
        if self._is_away:
            return None
        is_new = key not in self._known
        self._known.add(key)
        return is_new, 0.0, 0.0


async def test_a_signature_is_taken_once_by_all_processes():
    """The second time it is refused, wherever it comes; another one is not."""
    shared = Elsewhere()
    here, there = UsedSignatures(shared), UsedSignatures(shared)
    assert await here.take("a", 0)
    assert [await process.take("a", 1) for process in (here, there)] == [False, False]
    assert await there.take("b", 1)


async def test_each_process_knows_its_own_while_redis_is_away():
    """Nobody is refused for an outage, but for what has been used here."""
    used = UsedSignatures(Elsewhere(is_away=True))
    assert [await used.take("a", now) for now in (0, 1)] == [True, False]
