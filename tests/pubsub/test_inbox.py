"""An inbox is filled without waiting, read in order, and bounded."""

import asyncio

import pytest

from pubsub.inbox import Drop, Inbox, ListenerDropped


class Words(Inbox[str]):
    """An inbox whose items have a size."""

    def _size(self, item: str) -> int:
        return len(item)


async def nothing() -> None:
    """Be open at once."""


def words(limit: int = 3, limit_bytes: int | None = None) -> tuple[Words, list[str]]:
    """An inbox, and what its closing has said."""
    told: list[str] = []
    return Words(limit, lambda: told.append("closed"), nothing, limit_bytes), told


async def test_what_was_put_is_read_in_order_and_then_it_ends() -> None:
    """Closing lets the reader have what is unread, and takes no more; it is told once."""
    inbox, told = words()
    with inbox:
        assert [inbox.put(item) for item in ("one", "two")] == [True, True]
        inbox.close()
        assert not inbox.put("three")
        assert [item async for item in inbox] == ["one", "two"]
    assert told == ["closed"]


async def test_it_is_full_by_number_or_by_size() -> None:
    """What is read makes room again."""
    by_number, _ = words(limit=2)
    by_size, _ = words(limit=100, limit_bytes=5)
    assert [by_number.put("x") for _ in range(3)] == [True, True, False]
    assert [by_size.put("abc") for _ in range(3)] == [True, True, False]
    assert await anext(by_size) == "abc"
    assert by_size.put("abc")


async def test_a_dropped_reader_is_told_why() -> None:
    """What it had not read is forgotten; its next step raises, once and for all."""
    inbox, told = words()
    inbox.put("one")
    inbox.drop(Drop.MISSED)
    for _ in range(2):
        with pytest.raises(ListenerDropped) as dropped:
            await anext(inbox)
        assert dropped.value.reason is Drop.MISSED
    assert told == ["closed"]


async def test_a_direct_writer_is_asked_only_while_the_reader_waits() -> None:
    """It takes items past the queue, until it declines one, which is the reader's."""
    inbox, _ = words()
    written: list[str] = []

    def write(item: str) -> bool:
        if item == "plain":
            written.append(item)
        return item == "plain"

    inbox.offer_to(write)
    inbox.put("plain")
    assert await anext(inbox) == "plain"
    reading = asyncio.ensure_future(anext(inbox))
    await asyncio.sleep(0)
    assert inbox.put("plain")
    assert inbox.put("odd")
    assert inbox.put("plain")
    assert (await reading, await anext(inbox), written) == ("odd", "plain", ["plain"])
