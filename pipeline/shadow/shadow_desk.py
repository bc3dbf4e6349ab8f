"""Shadow run desk: the candidate of a process, and its runs beside the calls."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace

from loguru import logger

from coach.ports import Encoder
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.privacy.redaction import Redactor
from conversation.shadow.record import RunMode, StoredShadow
from knowledge.library import Library
from pipeline.budget_keeper import kept_budget
from pipeline.call_choice import Choice
from pipeline.call_knowledge import KnowledgeDesk
from pipeline.coaches import Coaches
from pipeline.meaning import open_meanings
from pipeline.shadow.candidate import ShadowCandidate
from pipeline.shadow.shadow_call import ShadowCall, ShadowedCall
from processors.shadow_tap import ShadowTap
from prompts.shelf import Shelf
from pubsub.clock import Clock
from services.llm.chain.shadow_chain import ShadowChain, ShadowSpendingDesk
from services.llm.model_chain import open_models
from settings.languages import default_of
from stores.errors import EventLogError
from stores.log.event_log import EventLog

_LAST_S = 1.0
"""So long a process that ends waits for its shadows."""


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A call as it is heard: what its shadow begins with.

    Attributes:
        call_id: The call.
        parameters: What its stream says of it.
        language: BCP-47 tag, if it was known before its stream came back.
        redactor: The call's.
        conversation: What was said before.
        remember: What is remembered of it and of the customer, in a language.
    """

    call_id: str
    parameters: Mapping[str, str]
    language: str | None
    redactor: Redactor
    conversation: Conversation
    remember: Callable[[str], CallMemory]


class ShadowDesk:
    """The shadow runs of a process."""

    def __init__(
        self,
        candidate: ShadowCandidate,
        coaches: Coaches,
        live: Coaches,
        log: EventLog,
        clock: Clock,
    ) -> None:
        """Create the desk.

        Args:
            candidate: Who coaches.
            coaches: Makes its coaches.
            live: Makes the real ones.
            log: Keeps what comes of it.
            clock: The time of day.
        """
        self._candidate = candidate
        self._coaches = coaches
        self._live = live
        self._log = log
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()

    @contextmanager
    def beside(self, call: HeardCall) -> Iterator[ShadowTap | None]:
        """Until the block ends, the candidate hears a call: what stands in its pipeline.

        None where the candidate is a playbook, and the call has another one than most.
        """
        choice = self._choice(call)
        if choice is None:
            yield None
            return
        said = Conversation()
        for turn in call.conversation.turns:
            said.add(turn)
        redactor = call.redactor.branch()
        memory = call.remember(choice.language)
        heard = ShadowedCall(call.call_id, choice, call.parameters, redactor, said, memory)
        shadow = ShadowCall(self._coaches, heard)
        task = asyncio.create_task(self._run(call.call_id, shadow), name="shadow run")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            yield shadow.tap
        finally:
            shadow.end()

    async def close(self) -> None:
        """Let those that run come to an end soon, or none."""
        if self._running:
            running = list(self._running)
            await asyncio.wait(running, timeout=_LAST_S)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _choice(self, call: HeardCall) -> Choice | None:
        choice = self._live.choose(call.parameters, call.language)
        if not self._candidate.has_playbook:
            return choice
        if choice.playbook != self._live.shelf.default:
            return None
        return replace(choice, playbook=self._coaches.shelf.default)

    async def _run(self, call_id: str, shadow: ShadowCall) -> None:
        await shadow.run()
        stored = StoredShadow(call_id, self._candidate.name, RunMode.LIVE, shadow.record)
        try:
            await self._log.shadows.keep(stored, self._clock.now())
        except EventLogError as error:
            logger.warning("a shadow run is not kept: {}", error)


@asynccontextmanager
async def open_shadows(
    live: Coaches, encoder: Encoder | None, library: Library, log: EventLog, clock: Clock
) -> AsyncIterator[ShadowDesk | None]:
    """The shadow runs of a process, until the block ends; None where no candidate is named.

    Args:
        live: Makes the real coaches.
        encoder: The process's one encoder.
        library: What the company knows.
        log: Keeps what comes of it.
        clock: The time of day.

    Raises:
        PromptError: The candidate can't be used.
        SettingsError: A model of it can't be asked.
    """
    in_use = [arm.read.id for arm in live.prompts.arms]
    candidate = await asyncio.to_thread(ShadowCandidate.of, live.settings, in_use)
    if candidate is None:
        yield None
        return
    own = candidate.settings
    shelf = Shelf(own.coach_playbook, default_of(own.coach_language))
    desk = ShadowSpendingDesk(live.models.desk) if live.models else None
    async with (
        open_models(own, desk=desk, chain=ShadowChain) as models,
        open_meanings(own, encoder) as meanings,
        kept_budget(None if live.models else models, log, clock),
    ):
        knowledge = KnowledgeDesk(library, notes_gaps=False)  # the real coach's count alone
        coaches = Coaches(own, shelf, models, meanings, knowledge=knowledge)
        shadows = ShadowDesk(candidate, coaches, live, log, clock)
        try:
            await coaches.open()
            logger.info("shadow runs: {} beside each call, unseen", candidate.name)
            yield shadows
        finally:
            await shadows.close()
            await coaches.close()
