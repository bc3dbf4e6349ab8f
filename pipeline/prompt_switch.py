"""Prompt switch: other prompts for the calls that begin from now on, without a restart.

    PUT /api/prompts ──▶ read and tried ──▶ audited ──▶ in use here ──▶ hub ──▶ the other processes

A process hears its own switch too, as the others do: what Redis hands on last is in use everywhere.
It ends with the process; the next one begins with COACH_PROMPT.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from os.path import normpath
from pathlib import Path

from loguru import logger

from pipeline.coaches import Coaches
from prompts.bundled import is_path
from prompts.choice import PromptChoice
from prompts.mistake import PromptError
from pubsub.beside import beside
from pubsub.hub import Hub
from settings.prompt_shares import parse_shares
from stores.access.audit_action import AuditAction
from stores.log.event_log import EventLog


class PromptSwitch:
    """The switch of one process."""

    def __init__(self, coaches: Coaches, log: EventLog, hub: Hub) -> None:
        """Create the switch.

        Args:
            coaches: Whose prompts they are.
            log: Keeps the audit.
            hub: Tells the other processes.
        """
        self._coaches = coaches
        self._log = log
        self._hub = hub
        self._one_at_a_time = asyncio.Lock()

    @property
    def current(self) -> PromptChoice:
        """The prompts of the calls that begin now."""
        return self._coaches.prompts

    async def switch(self, setting: str, by: str, now: datetime) -> PromptChoice:
        """Have calls begin with other prompts, in all processes.

        Args:
            setting: What COACH_PROMPT might say. A path leads into a folder of COACH_PROMPT's own
                paths: who may switch is not to read what else lies on the machine.
            by: Who asked for it.
            now: For the audit.

        Raises:
            PromptError: It can't be used; nothing has changed.
            EventLogError: It can't be audited; nothing has changed.
        """
        _check_folders(setting, self._coaches.settings.coach_prompt)
        async with self._one_at_a_time:
            choice = await self._coaches.read_prompts(setting)
            change = {"from": self.current.setting, "to": setting}
            await self._log.audit_trail.note(AuditAction.PROMPT, by, change, now)
            self._coaches.go_on_with(choice)
        logger.info("prompts: {} from now on, by {}", choice, by)
        await self._hub.send_prompts(setting)
        return choice

    async def follow(self) -> None:
        """Switch as other processes say; without an end."""
        with self._hub.prompts() as told:
            async for setting in told:
                async with self._one_at_a_time:
                    await self._obey(setting)

    async def _obey(self, setting: str) -> None:
        try:
            self._coaches.go_on_with(await self._coaches.read_prompts(setting))
        except PromptError as error:
            logger.error(
                "prompts: another process has switched, and here {} stays: {}", self.current, error
            )
            return
        logger.info("prompts: {} from now on", self.current)


@asynccontextmanager
async def switching(coaches: Coaches, log: EventLog, hub: Hub) -> AsyncIterator[PromptSwitch]:
    """The switch of a process, which follows those of others until the block ends."""
    switch = PromptSwitch(coaches, log, hub)
    async with beside(switch.follow(), "the following of other processes' prompts"):
        yield switch


def _check_folders(setting: str, own: str) -> None:
    folders = {_folder(name) for name in _paths(own)}
    for name in _paths(setting):
        if _folder(name) not in folders:
            raise PromptError(
                f"{name}: a file is taken only from a folder of the files that COACH_PROMPT names"
            )


def _folder(path: str) -> Path:
    """Where a file is, whatever its links lead to: those are the operator's."""
    return Path(normpath(Path.cwd() / path)).parent


def _paths(setting: str) -> list[str]:
    try:
        return [share.name for share in parse_shares(setting) if is_path(share.name)]
    except ValueError:
        return []  # reading it says what is wrong
