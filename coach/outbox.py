"""Outbox: the coach's events in the order in which they came about, whichever task tells them."""

from collections import deque
from collections.abc import Awaitable, Callable

from conversation.events.payloads import Payload

Emit = Callable[[Payload], Awaitable[None]]
"""Takes the coach's events, in the order of the calls."""


class EventOutbox:
    """Emits one event after the other: one that comes about while another is emitted waits."""

    def __init__(self, emit: Emit):
        """Create an empty outbox; `emit` takes the events."""
        self._emit = emit
        self._waiting: deque[Payload] = deque()
        self._emitting = False

    async def tell(self, payload: Payload) -> None:
        """Emit an event: now, or after the one that another task is emitting."""
        self._waiting.append(payload)
        await self.flush()

    async def flush(self) -> None:
        """Emit what waits, where nobody does."""
        if self._emitting:
            return
        self._emitting = True
        try:
            while self._waiting:
                await self._emit(self._waiting.popleft())
        finally:
            self._emitting = False
