"""Knowledge outage: tells a call when nothing can be looked up, and when it can again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from loguru import logger

from conversation.errors import CallShadowError
from conversation.events.payloads import Component, ComponentState, Status
from conversation.events.status_codes import StatusCode

Tell = Callable[[Status], Coroutine[Any, Any, None]]


class KnowledgeOutage:
    """The outage of one call's knowledge, told once when it begins and once when it ends."""

    def __init__(self) -> None:
        """Begin with knowledge that answers."""
        self._is_away = False
        self._tell: Tell | None = None
        self._telling: asyncio.Task[None] | None = None

    def tell_by(self, tell: Tell) -> None:
        """Have `tell` take the statuses."""
        self._tell = tell

    async def failed(self, error: Exception) -> None:
        """Take in that a search failed."""
        if self._is_away:
            return
        self._is_away = True
        # The messages of ours hold no word of a caller; others may.
        told = error.message if isinstance(error, CallShadowError) else type(error).__name__
        logger.warning("coach: nothing is looked up: {}", told)
        detail = "What the company knows can't be looked up; advice comes without it."
        code = StatusCode.KNOWLEDGE_UNAVAILABLE
        await self._say(Status(Component.KNOWLEDGE, ComponentState.DOWN, code, detail))

    async def answered(self) -> None:
        """Take in that a search ended well."""
        if not self._is_away:
            return
        self._is_away = False
        detail = "What the company knows is looked up again."
        code = StatusCode.KNOWLEDGE_RECOVERED
        await self._say(Status(Component.KNOWLEDGE, ComponentState.OK, code, detail))

    async def _say(self, status: Status) -> None:
        """Tell a status whole, though the search that has it told may be given up meanwhile."""
        if self._tell:
            self._telling = asyncio.create_task(self._tell(status), name="coach: knowledge status")
            await asyncio.shield(self._telling)
