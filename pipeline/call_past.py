"""Past of a call: its memory, where its stream comes back, and what is known of its customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from loguru import logger

from conversation.after_call.call_language import told_language
from conversation.events.call_parameters import CUSTOMER_PROFILE
from conversation.events.consent_status import LoggedConsent, told_consent
from conversation.events.event import EventType
from conversation.memory.call_memory import CallMemory
from conversation.memory.client import EarlierCall
from conversation.memory.conversation import Conversation
from conversation.speech.turns import Turn
from pipeline.client import earlier_calls, known_person
from pipeline.runtime import Runtime
from stores.errors import EventLogError
from stores.log.records import CallRecord

_LAST = (EventType.MEMORY_UPDATED, EventType.USAGE_UPDATED, EventType.CALL_ENDED)
_SAID = frozenset(EventType) - {EventType.MEMORY_UPDATED, EventType.USAGE_UPDATED}
"""Of what is left out, the last one says all; in a long call the others are most of its log."""


@dataclass(frozen=True, slots=True)
class Past:
    """The part of a call before its stream came back.

    Attributes:
        conversation: Its turns.
        suggestions: How many suggestions there were.
        obligations: The data of what was told of its obligations, in order.
        memory: The data of what was last told of what is remembered of it.
        base_ms: Where the stream begins on the call's clock.
        record: The call's record; None for a new call.
        language: BCP-47 tag of the call, if it was known.
        usage: The data of the last `usage.updated`, if there was one.
        client: What the last calls with the same person left.
        profile: What the stream says of the customer, with what must not be kept hidden.
        consent: What was last told of the customer's consent, if anything was.
    """

    conversation: Conversation = field(default_factory=Conversation)
    suggestions: int = 0
    obligations: Sequence[Mapping[str, Any]] = ()
    memory: Mapping[str, Any] | None = None
    base_ms: int = 0
    record: CallRecord | None = None
    language: str | None = None
    usage: Mapping[str, Any] | None = None
    client: Sequence[EarlierCall] = ()
    profile: str = ""
    consent: LoggedConsent | None = None

    def remembered(self, language: str) -> CallMemory:
        """What is remembered of it, to go on from in a language, a BCP-47 tag."""
        memory = CallMemory.recalled(language, self.memory, self.conversation.turns)
        said = [f"- profile: {self.profile}"] if self.profile else []
        memory.client = (*said, *(line for call in self.client for line in call.lines()))
        return memory


async def recall(
    runtime: Runtime, call_id: str, parameters: Mapping[str, str] = MappingProxyType({})
) -> Past:
    """The past of a call: of one whose stream comes back, so that its clock and numbers go on.

    With it comes what the last calls with the same person left, of a new call too. Where the log
    can't be read, the call is heard without either.

    Args:
        runtime: What the calls of the process share.
        call_id: The call.
        parameters: What its stream says of it.
    """
    person = known_person(runtime.settings, parameters)
    client = await earlier_calls(runtime.log, person, call_id)
    profile = runtime.redactor().redact(parameters.get(CUSTOMER_PROFILE, ""))
    return replace(await _recall(runtime, call_id), client=client, profile=profile)


async def _recall(runtime: Runtime, call_id: str) -> Past:
    try:
        record = await runtime.log.call(call_id)
        if record is None:
            return Past()
        said = (await runtime.log.read_some([call_id], _SAID))[call_id]
        last = await runtime.log.last_of(call_id, _LAST)
    except EventLogError as error:
        logger.error("what was said before, if anything, can't be read: {}", error)
        return Past()
    conversation, suggestions = Conversation(), 0
    for event in said:
        if event.type is EventType.TURN_FINAL:
            conversation.add(Turn.from_dict(event.data))
        elif event.type is EventType.SUGGESTION_STARTED:
            suggestions += 1
    told = [event.data for event in said if event.type is EventType.OBLIGATION_UPDATED]
    ended = last.get(EventType.CALL_ENDED)
    heard_ms = [turn.end_ms for turn in conversation.turns]
    if ended:
        heard_ms.append(ended["duration_ms"])
    return Past(
        conversation=conversation,
        suggestions=suggestions,
        obligations=told,
        memory=last.get(EventType.MEMORY_UPDATED),
        # A recording may be played faster than time.
        base_ms=max([_since_start_ms(record, ended, runtime.clock.now()), *heard_ms]),
        record=record,
        language=told_language(said),
        usage=last.get(EventType.USAGE_UPDATED),
        consent=told_consent(said),
    )


def _since_start_ms(record: CallRecord, ended: Mapping[str, Any] | None, now: datetime) -> int:
    """How long ago a call began.

    Up to its last end by its own clock, where it has told it: the system's clock may have been set
    meanwhile. One that was interrupted has told nothing.
    """
    if not ended or not record.ended_at or ended["reason"] == "interrupted":
        return _ms(now - record.started_at)
    return ended["duration_ms"] + max(0, _ms(now - record.ended_at))


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
