"""Inbox: a bounded queue for one reader, filled without ever waiting."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from enum import StrEnum
from types import TracebackType
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")


class Drop(StrEnum):
    """The reasons for which a listener is dropped."""

    SLOW = "slow"
    MISSED = "missed"


class ListenerDropped(Exception):  # noqa: N818 - an outcome that listeners must expect
    """The listener's queue was cleared and gets nothing more; resume from the event log.

    Attributes:
        reason: `SLOW`: it did not read. `MISSED`: events of other processes may have been lost.
    """

    def __init__(self, reason: Drop) -> None:
        super().__init__(f"listener dropped: {reason}")
        self.reason = reason


class Inbox(Generic[Item]):
    """The unread items of one reader: a context manager, and an async iterator for one task.

    Iterating ends when the inbox is closed, and raises `ListenerDropped` when it was dropped.
    """

    def __init__(
        self,
        limit: int,
        on_close: Callable[[], None],
        opened: Callable[[], Awaitable[None]],
        limit_bytes: int | None = None,
    ) -> None:
        """Make an open inbox.

        Args:
            limit: The number of unread items that it holds at most.
            on_close: Called once, when the inbox is left, closed or dropped.
            opened: Awaited by `ready()`.
            limit_bytes: Where unread items have this size together (`_size`), it is full as well.
        """
        self._items: deque[Item] = deque()
        self._limit = limit
        self._limit_bytes = limit_bytes
        self._unread_bytes = 0
        self._on_close = on_close
        self._opened = opened
        self._take: Callable[[Item], bool] | None = None
        self._take_now: Callable[[Item], bool] | None = None  # set while the reader waits
        self._waiter: asyncio.Future[None] | None = None
        self._closed = False
        self._dropped: Drop | None = None

    @property
    def closed(self) -> bool:
        """Whether it takes no more."""
        return self._closed

    async def ready(self) -> None:
        """Return when nothing that is published from now on, in any process, escapes unnoticed."""
        await self._opened()

    def offer_to(self, take: Callable[[Item], bool]) -> None:
        """Have `take` asked first, for each item that comes while the reader waits for one.

        The reader has then done with all that came before, so what `take` does at once stays in
        order. What it answers with False is the reader's.

        Args:
            take: Does with an item what the reader would do, without waiting, or answers False.
        """
        self._take = take

    def put(self, item: Item) -> bool:
        """Take an item; False when the inbox is full or closed."""
        if self._take_now and self._take_now(item):
            return True
        if self._closed or self._full():
            return False
        self._unread_bytes += self._size(item)
        self._items.append(item)
        self._wake()
        return True

    def drop(self, reason: Drop) -> None:
        """Forget what is unread; the reader gets `ListenerDropped`."""
        if not self._closed:
            self._dropped = reason
            self._items.clear()
            self._unread_bytes = 0
            self.close()

    def close(self) -> None:
        """Take no more; the reader's iteration ends after what is unread."""
        if not self._closed:
            self._closed = True
            self._on_close()
            self._wake()

    def _full(self) -> bool:
        heavy = self._limit_bytes is not None and self._unread_bytes >= self._limit_bytes
        return heavy or len(self._items) >= self._limit

    def _size(self, item: Item) -> int:
        """The size of an item in bytes, where it counts."""
        return 0

    def _wake(self) -> None:
        self._take_now = None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        while not self._items:
            if self._dropped is not None:
                raise ListenerDropped(self._dropped)
            if self._closed:
                raise StopAsyncIteration
            self._waiter = asyncio.get_running_loop().create_future()
            self._take_now = self._take
            try:
                await self._waiter
            finally:
                self._waiter = self._take_now = None
        item = self._items.popleft()
        self._unread_bytes -= self._size(item)
        return item
