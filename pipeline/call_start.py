"""Call start: the past with which a stream begins, be it new or one that comes back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from loguru import logger

from conversation.events.call_parameters import (
    AGENT_ID,
    LANGUAGE,
    LOOKED_UP,
    PLAYBOOK,
    RECORDING,
    of_agent,
)
from conversation.events.event import EventType
from conversation.events.payloads import CallStarted, Component, State, Status
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from pipeline.call_coaching import CallCoaching, outline
from pipeline.log_status import log_status
from pipeline.runtime import Runtime
from processors.event_sink import Publish
from services.provider import Provenance
from stores.event_log import CallRecord, EventLogError
from stores.log_health import LogState
from transports.recording.recording import Script

NO_ACCOUNT = ""
_TELLING = (EventType.CALL_STARTED, EventType.STATUS)
"""The events that may tell the language of a call."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is about to be heard.

    Attributes:
        call_id: The provider's id.
        origin: `twilio`, `microphone`, `replay`, `text`, `upload`.
        parameters: What the stream says of it (`conversation/events/call_parameters.py`).
        account: The carrier's account whose stream it is (Twilio's AccountSid), `NO_ACCOUNT` where
            it does not say; None where there is no carrier.
        stream_id: The carrier's id of the stream; one with another id takes its place.
    """

    call_id: str
    origin: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    account: str | None = None
    stream_id: str | None = None

    def going_on(self, past: "Past") -> "Call":
        """The same call with its past: it stays the agent's whose it was, and of its kind."""
        if past.record is None:
            return self
        before = past.record.parameters or {}
        kept = {name: before[name] for name in (LANGUAGE, PLAYBOOK) if before.get(name)}
        said = {name: value for name, value in self.parameters.items() if name != AGENT_ID}
        return replace(self, parameters=kept | said | of_agent(past.record.agent_id))

    async def coaching(self, runtime: Runtime, past: "Past", redactor: Redactor) -> CallCoaching:
        """The coaching of the call, whose words `redactor` hides.

        Raises:
            ChoiceError: There is no such language or playbook.
        """
        choice = runtime.coaches.choose(self.parameters, past.language)
        return await CallCoaching.begin(runtime.coaches, choice, redactor)

    def script(self, runtime: Runtime) -> Script | None:
        """The transcript of the bundled recording that is played, if one is."""
        return runtime.scripts.get(self.parameters.get(RECORDING, ""))


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
    """

    conversation: Conversation = field(default_factory=Conversation)
    suggestions: int = 0
    obligations: Sequence[Mapping[str, Any]] = ()
    memory: Mapping[str, Any] | None = None
    base_ms: int = 0
    record: CallRecord | None = None
    language: str | None = None
    usage: Mapping[str, Any] | None = None

    def remembered(self, language: str) -> CallMemory:
        """What is remembered of it, to go on from in a language, a BCP-47 tag."""
        return CallMemory.recalled(language, self.memory, self.conversation.turns)


def new_call_id(kind: str) -> str:
    """An id for a call that no provider has named: its kind and 32 hex digits."""
    return kind + uuid4().hex


async def recall(runtime: Runtime, call: Call) -> Past:
    """The memory of a call whose stream comes back, so that its clock and numbers go on.

    Where the log can't be read, the call is heard without one.
    """
    try:
        record = await runtime.log.call(call.call_id)
        said = await runtime.log.read(call.call_id) if record else []
    except EventLogError as error:
        logger.error("what was said before, if anything, can't be read: {}", error)
        return Past()
    if record is None:
        return Past()
    conversation, suggestions, language = Conversation(), 0, None
    for event in said:
        if event.type in _TELLING:
            language = event.data.get("language") or language
        if event.type is EventType.TURN_FINAL:
            conversation.add(Turn.from_dict(event.data))
        elif event.type is EventType.SUGGESTION_STARTED:
            suggestions += 1
    told = [event.data for event in said if event.type is EventType.OBLIGATION_UPDATED]
    memories = [event.data for event in said if event.type is EventType.MEMORY_UPDATED]
    taken = [event.data for event in said if event.type is EventType.USAGE_UPDATED][-1:]
    since_start_ms = round((runtime.clock.now() - record.started_at).total_seconds() * 1000)
    said_until_ms = max((turn.end_ms for turn in conversation.turns), default=0)
    # A recording may be played faster than the clock on the wall.
    base_ms = max(since_start_ms, said_until_ms)
    memory = memories[-1] if memories else None
    usage = next(iter(taken), None)
    return Past(conversation, suggestions, told, memory, base_ms, record, language, usage)


def _redacted(
    parameters: Mapping[str, str], redactor: Redactor, recordings: Collection[str]
) -> dict[str, str]:
    """What the stream says of the call, names and values, but for what things are found by."""
    return {
        redactor.redact(name): value
        if name in LOOKED_UP or (name == RECORDING and value in recordings)
        else redactor.redact_value(name, value)
        for name, value in parameters.items()
    }


async def announce(
    runtime: Runtime, call: Call, coaching: CallCoaching, stt: Provenance, publish: Publish
) -> None:
    """Publish that the call has started, and what transcribes and advises.

    What the stream says of the call is redacted, but for what the product finds things by.

    Raises:
        EventLogError: The call can't be recorded.
    """
    coach = coaching.source
    await publish(
        CallStarted(
            source=call.origin,
            participants=[{"role": speaker.value} for speaker in Speaker],
            parameters=_redacted(call.parameters, coaching.redactor, runtime.scripts),
            playbook=outline(coaching.factory.playbook),
            stt=stt.name,
            coach=coach.name,
            verbosity=runtime.settings.coach_verbosity,
            account=call.account or None,
            language=coaching.language,
        )
    )
    if runtime.log.health.told is not LogState.OK:
        await publish(log_status(runtime.log.health.told))
    for component, provenance in ((Component.STT, stt), (Component.COACH, coach)):
        logger.info(provenance.detail)
        state = State.OK if provenance.working else State.DOWN
        await publish(Status(component, state, provenance.code, provenance.detail))
    models = runtime.coaches.models
    if models and not models.health.is_whole:
        await publish(models.health.status())
