"""Call summaries: the summary of an ended call, made by a model or by rules, and published."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from weakref import WeakValueDictionary

from loguru import logger

from coach.current_call import spending_of
from coach.ports import LanguageModel, ModelError
from conversation.after_call.summary.call_facts import FACTS_TYPES, CallFacts
from conversation.after_call.summary.call_reading import CallReading, read_call
from conversation.after_call.summary.crm import crm_fields
from conversation.after_call.summary.extractive import BY_RULES, by_rules
from conversation.after_call.summary.parts import SummaryParts
from conversation.coaching.crm_field import CrmField
from conversation.coaching.playbook import Playbook
from conversation.events.event import CallEvent
from conversation.events.payloads import CallSummary, UsageUpdated
from conversation.models.spending import CallSpending
from pipeline.runtime import Runtime
from prompts.prompt import Prompt
from prompts.shelf import Shelf, silenced
from pubsub.event_stream import EventStream
from settings import Settings
from stores.log.event_log import EventLog
from workflows.summary_wish import NO_WISH, SummaryWish, prompt_for


@dataclass(frozen=True, slots=True)
class _Draft:
    """The draft before a model is asked: the call as it was read, and its summary by rules."""

    call: CallReading
    playbook: Playbook
    fields: Sequence[CrmField]
    rules: SummaryParts
    language: str


@dataclass(frozen=True, slots=True)
class MadeSummary:
    """A summary that was made.

    Attributes:
        summary: The payload of its event.
        usage: What the call has taken of the models by now; None where none was asked.
    """

    summary: CallSummary
    usage: UsageUpdated | None


class Summaries:
    """The maker of the summaries of a process."""

    def __init__(
        self,
        settings: Settings,
        shelf: Shelf,
        model: LanguageModel | None,
        log: EventLog,
        stream: EventStream,
    ) -> None:
        """Create the maker.

        Args:
            settings: The settings of the process.
            shelf: The playbooks that there are.
            model: The process's chain of models; None: rules write.
            log: The event log.
            stream: Takes the events.
        """
        self._settings = settings
        self._shelf = shelf
        self._model = model
        self._log = log
        self._stream = stream
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def publish(self, call_id: str, wish: SummaryWish = NO_WISH) -> CallEvent:
        """Make the summary of an ended call, and append it to its log: the last one counts.

        Returns:
            The `call.summary` event.

        Raises:
            ModelError: The model has failed; where it is `retryable`, it may work later.
            PromptError: There is no such prompt, or its file is wrong.
            EventLogError: The log did not take it, or can't be read.
        """
        lock = self._locks.setdefault(call_id, asyncio.Lock())
        async with lock:  # what one has cost, the next one adds to
            events = [event async for event in self._log.outline(call_id, FACTS_TYPES)]
            made = await self.summarise(events, wish)
            if made.usage:
                await self._stream.publish(call_id, made.usage)
            return await self._stream.publish(call_id, made.summary)

    async def summarise(self, events: Sequence[CallEvent], wish: SummaryWish) -> MadeSummary:
        """Make the summary of a call by its events.

        What a model can't do for good (no budget, a wrong key, an answer that is not faithful) is
        done by rules, and so it is where there is no model.

        Raises:
            ModelError: The model has failed, and may work later: `retryable`.
            PromptError: There is no such prompt, or its file is wrong.
        """
        facts = CallFacts.of(events)
        language = wish.language or self._settings.summary_language or facts.language
        prompt = await asyncio.to_thread(prompt_for, wish, self._settings, language)
        # A long call takes a second to read: the audio of all others would wait meanwhile.
        draft = await asyncio.to_thread(self._draft, facts, language)
        spending = CallSpending()
        if facts.usage:
            spending.recall(facts.usage)
        before = spending.total.requests
        with spending_of(spending):
            parts, by, dropped = await self._written(draft, prompt, is_last=wish.is_last_try)
        summary = CallSummary.of(
            parts,
            language=language,
            by=by,
            prompt=None if by == BY_RULES else prompt.id,
            dropped=dropped,
            requested_by=wish.by,
        )
        is_spent = spending.total.requests > before
        return MadeSummary(summary, _usage(spending, facts) if is_spent else None)

    async def _written(
        self, draft: _Draft, prompt: Prompt, *, is_last: bool
    ) -> tuple[SummaryParts, str, int]:
        """The summary, who wrote it, and how many sentences were dropped."""
        turns = [one.turn for one in draft.call.turns if one.turn.text]
        if self._model is None or not turns:
            return draft.rules, BY_RULES, 0
        # The output guard's words take a tenth of a second: a process without a model needs none.
        writing = import_module("workflows.summary_writer")
        try:
            writer = writing.SummaryWriter(self._model, prompt, draft.playbook, draft.fields)
            written = await writer.write(turns)
        except ModelError as error:
            if error.retryable and not is_last:
                raise
            logger.warning("no summary of a model's: {}: {}", error.code, error.message)
            return draft.rules, BY_RULES, 0
        guarding = import_module("conversation.after_call.summary.summary_guard")
        fitting = import_module("conversation.after_call.summary.faithful_summary")
        guard = guarding.SummaryGuard(draft.call, prompt.system, draft.language)
        parts = await asyncio.to_thread(fitting.faithful, written.told, guard, draft.rules)
        if parts is None:
            logger.warning("a model's summary is not faithful: {} sentences dropped", guard.dropped)
            return draft.rules, BY_RULES, guard.dropped
        return parts, written.model, guard.dropped

    def _draft(self, facts: CallFacts, language: str) -> _Draft:
        playbook = self._playbook(facts)
        call, fields = read_call(facts.turns, playbook, facts.language), crm_fields(playbook)
        rules = by_rules(call, fields, language, facts.unmet)
        return _Draft(call, playbook, fields, rules, language)

    def _playbook(self, facts: CallFacts) -> Playbook:
        """The playbook of a call; without its rules where it is not there in the language."""
        name = facts.playbook if facts.playbook in self._shelf.names() else self._shelf.default
        if playbook := self._shelf.read(name, facts.language):
            return playbook
        return silenced(self._shelf.guide(name), facts.language)


def summaries_of(runtime: Runtime) -> Summaries:
    """The maker of the summaries of a process."""
    coaches = runtime.coaches
    return Summaries(runtime.settings, coaches.shelf, coaches.models, runtime.log, runtime.events)


def _usage(spending: CallSpending, facts: CallFacts) -> UsageUpdated:
    audio = facts.usage or {"audio_s": 0, "audio_cost": None}
    data = spending.as_data()
    return UsageUpdated(**data, audio_s=audio["audio_s"], audio_cost=audio["audio_cost"])
