"""Past calls as knowledge: kept after the call, found by who may see them, erased with it."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from loguru import logger

from conversation.after_call.note import CallNote
from conversation.coaching.source import Source
from conversation.errors import CallShadowError
from conversation.events.event import EventType
from conversation.privacy.anonymous import folded_names, without_figures
from knowledge.call_document import PastCall, call_at, call_document, seen_by
from knowledge.document import Audience
from knowledge.library import Library
from settings import Settings
from stores.errors import EventLogError
from stores.log.event_log import EventLog
from stores.log.records import CallRecord

FORGET_S = 60.0
"""How long what was kept of an erased call may stay; it is found no more at once."""
_AT_ONCE = 500


async def keep_call(
    library: Library, record: CallRecord, note: CallNote, names: Sequence[str]
) -> None:
    """Keep what an ended call teaches, in place of what was kept of it before.

    Args:
        library: Where.
        record: The call.
        note: What is known of it.
        names: Names that the company has written.

    Raises:
        KnowledgeError: It can't be kept.
    """
    if note.summary is None:
        return
    facts = note.facts
    language, known = facts.language or "en", folded_names(names)
    past = PastCall(
        record.call_id, record.started_at, language, facts.playbook, _seen_by(record), note.summary
    )

    def hide(text: str) -> str:
        return without_figures(text, language, known)

    if made := await asyncio.to_thread(call_document, past, hide):
        await library.add(*made)


def past_calls(settings: Settings, log: EventLog) -> EventLog | None:
    """The log, where its past calls may be found in others; else None."""
    return log if settings.knowledge_from_calls else None


class PastCalls:
    """The past calls that one call may find: those that the same people may see."""

    def __init__(self, log: EventLog, call_id: str) -> None:
        """Decide by the records of `log`, as they are when something is looked up."""
        self._log = log
        self._call_id = call_id

    async def search(
        self, library: Library, text: str, asks: Audience, limit: int
    ) -> Sequence[Source]:
        """The passages that answer a text, those of past calls among them, the best first.

        Raises:
            KnowledgeError: What is known can't be asked.
        """
        record = (await self._records({self._call_id})).get(self._call_id)
        who = _seen_by(record) if record else None
        found = await library.search(text, replace(asks, seen_by=who), limit)
        records = await self._records({call_at(one.address) for one in found if one.is_call})
        return [
            one
            for one in found
            if not one.is_call or _is_open(records.get(call_at(one.address)), who)
        ]

    async def _records(self, call_ids: Collection[str]) -> Mapping[str, CallRecord]:
        try:
            return await self._log.records(call_ids)
        except EventLogError:
            return {}  # who can't tell, shows nothing


def _is_open(record: CallRecord | None, who: str | None) -> bool:
    """Whether a past call is neither erased meanwhile nor by now another's."""
    return bool(record and record.may_be_worked_on and _seen_by(record) == who)


async def forget_erased(library: Library, log: EventLog) -> int:
    """Erase what was kept of calls that are erased, or too old; how many.

    Raises:
        EventLogError: The log can't be read.
        KnowledgeError: The documents can't be written.
    """
    kept, gone = await library.past_calls(), []
    if log.health.away:
        return 0
    for start in range(0, len(kept), _AT_ONCE):
        some = {call_at(one.address): one for one in kept[start : start + _AT_ONCE]}
        found = await log.read_some(list(some), {EventType.CALL_STARTED})
        gone += [one for call_id, one in some.items() if not found[call_id]]
    await library.forget_calls(gone)
    return len(gone)


async def keep_forgetting(library: Library, log: EventLog) -> None:
    """Do it again and again, without an end; what fails is logged, and tried again."""
    while True:
        await asyncio.sleep(FORGET_S)
        try:
            await forget_erased(library, log)
        except CallShadowError as error:
            logger.error("past calls: what was erased is not forgotten yet: {}", error)


def _seen_by(record: CallRecord) -> str:
    return seen_by(record.agent_id, record.team)
