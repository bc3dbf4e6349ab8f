"""Event payloads: the data of each call event, typed, and made here alone.

`docs/events.md` is the same table for people; `tests/conversation/test_contract.py` holds the two,
and what the console reads, together. Names and meanings are part of the product's outside: they may
gain fields, and lose or rename none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar

from conversation.after_call.following.outcome import CardOutcome, OutcomeJudge
from conversation.after_call.summary.parts import (
    CustomerFile,
    Disposition,
    EmailDraft,
    FieldValue,
    LeadReading,
    SummaryParts,
    SummarySentence,
)
from conversation.coaching.advice import Advice, Evidence, LaneName, Priority, Withdrawal
from conversation.coaching.attention import Verbosity
from conversation.coaching.criterion import CriterionId
from conversation.coaching.obligation import Must, ObligationState
from conversation.coaching.source import Source
from conversation.coaching.usage import Usage
from conversation.coaching.whisper import WhisperEnd
from conversation.events.event import EventType
from conversation.events.status_codes import StatusCode
from conversation.memory.entity import Entity
from conversation.memory.mood import Sentiment
from conversation.memory.remembered import Phase, Remembered
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


class Payload:
    """The payload of an event: its type, and its data.

    Attributes:
        type: The type of the event.
        absent_without_value: Fields that are left out where they are None; others are then null.
    """

    __slots__ = ()

    type: ClassVar[EventType]
    absent_without_value: ClassVar[frozenset[str]] = frozenset()

    def as_data(self) -> dict[str, Any]:
        """The data as JSON-able values, by the names of the contract."""
        values = {name: getattr(self, name) for name in self._names()}
        for name in self.absent_without_value:
            if values[name] is None:
                del values[name]
        return values

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        return tuple(cls.__dict__["__slots__"])  # a dataclass's own fields


class Component(StrEnum):
    """The part of the product that a status is about."""

    STT = "stt"
    COACH = "coach"
    AUDIO = "audio"
    LOG = "log"
    KNOWLEDGE = "knowledge"
    CONSENT = "consent"


class ComponentState(StrEnum):
    """The state of a component: at work, at work with less than it should have, or not at work."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class CallStarted(Payload):
    """A stream of the call has begun; again when the stream comes back.

    Attributes:
        source: How the call came in: `twilio`, `microphone`, `replay`, `text`, `upload`.
        participants: One object a party, with its `role`.
        parameters: What the stream says of the call, by name.
        playbook: `name`, `title`, `language`, and `stages` (a list of `id` and `title`).
        stt: What transcribes: a provider's name.
        coach: What advises: a model's name, or `playbook`.
        verbosity: How much the agent is shown, until somebody wants it otherwise.
        account: The carrier's account whose stream it is; None where there is no carrier.
        stream: The carrier's id of the stream, where it gives one.
        language: BCP-47 tag; None where the first turns are to tell it.
        person: Whom it is with, by a keyed hash, where `CLIENT_KEY` is set and the stream says it.
    """

    type: ClassVar = EventType.CALL_STARTED
    absent_without_value: ClassVar = frozenset({"person", "stream"})
    source: str
    participants: Sequence[Mapping[str, Any]]
    parameters: Mapping[str, str]
    playbook: Mapping[str, Any]
    stt: str
    coach: str
    verbosity: Verbosity
    account: str | None
    language: str | None
    person: str | None = None
    stream: str | None = None


@dataclass(frozen=True, slots=True)
class CallTransferred(Payload):
    """The call is another agent's from now on, with all that was said in it.

    Attributes:
        agent_id: Whose it is now.
        previous_agent_id: Whose it was, if anybody's.
        by: The name of the key or token of who gave it on, if one is needed.
    """

    type: ClassVar = EventType.CALL_TRANSFERRED
    agent_id: str
    previous_agent_id: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class SpeechStarted(Payload):
    """A party began to speak at `offset_ms`, ms from the start of the stream."""

    type: ClassVar = EventType.SPEECH_STARTED
    speaker: Speaker
    offset_ms: int


@dataclass(frozen=True, slots=True)
class SpeechStopped(Payload):
    """A party stopped speaking at `offset_ms`, ms from the start of the stream."""

    type: ClassVar = EventType.SPEECH_STOPPED
    speaker: Speaker
    offset_ms: int


@dataclass(frozen=True, slots=True)
class TurnPartial(Payload):
    """The words so far of a turn that goes on."""

    type: ClassVar = EventType.TURN_PARTIAL
    turn_id: str
    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class TurnFinal(Payload):
    """A finished turn: the fields of `conversation.speech.turns.Turn`."""

    type: ClassVar = EventType.TURN_FINAL
    absent_without_value: ClassVar = frozenset({"overlap_ms"})
    turn: Turn

    def as_data(self) -> dict[str, Any]:
        """The turn's own data."""
        return self.turn.as_dict()


@dataclass(frozen=True, slots=True)
class SuggestionStarted(Payload):
    """A card is shown from now on; it ends in one `SuggestionFinal` or `SuggestionWithdrawn`.

    Attributes:
        suggestion_id: Unique in the call.
        turn_id: The customer's turn that it is about.
        lane: The playbook's rules, or a model.
        specialist: Who advises.
        replaces: The card that it takes the place of.
    """

    type: ClassVar = EventType.SUGGESTION_STARTED
    suggestion_id: str
    turn_id: str
    lane: LaneName
    specialist: str
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionDelta(Payload):
    """The fields of a card that are known by now, all of them."""

    type: ClassVar = EventType.SUGGESTION_DELTA
    suggestion_id: str
    partial: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Latency:
    """The agent's wait, ms; below 0 for what came before the end of the speech or the turn."""

    from_speech_end_to_first: int
    from_speech_end_to_final: int
    from_turn_to_first: int
    from_turn_to_final: int

    def as_data(self) -> dict[str, int]:
        """The four figures by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True, slots=True)
class SuggestionFinal(Payload):
    """A whole card.

    Attributes:
        started: What its `SuggestionStarted` said.
        advice: What it says.
        latency: How long the agent waited for it.
        model: The model that wrote it; None for the playbook.
        prompt: The id of the prompt that the model was given.
        rules: The ids of the playbook's rules that matched, the leading one first; None for a
            model's card.
        stages_reached: The ids of the playbook's stages that the call has touched so far.
        expires_at_ms: When it is no longer of use, on the call's clock, where that is known.
        usage: The tokens that the model took for it, where its server told them.
        sources: The passages that it rests on.
    """

    type: ClassVar = EventType.SUGGESTION_FINAL
    absent_without_value: ClassVar = frozenset({"rules"})
    started: SuggestionStarted
    advice: Advice
    latency: Latency
    model: str | None
    prompt: str | None
    rules: Sequence[str] | None
    stages_reached: Sequence[str]
    expires_at_ms: int | None = None
    usage: Usage | None = None
    sources: Sequence[Source] = ()

    def as_data(self) -> dict[str, Any]:
        """The started card's fields, the advice's, and its own, beside each other."""
        data = self.started.as_data() | self.advice.as_dict()
        if self.rules is not None:
            data["rules"] = list(self.rules)
        return data | {
            "stages_reached": list(self.stages_reached),
            "sources": [source.as_data() for source in self.sources],
            "expires_at_ms": self.expires_at_ms,
            "latency_ms": self.latency.as_data(),
            "model": self.model,
            "prompt": self.prompt,
            "usage": self.usage and self.usage.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class SuggestionWithdrawn(Payload):
    """A card is taken back before it was whole."""

    type: ClassVar = EventType.SUGGESTION_WITHDRAWN
    suggestion_id: str
    reason: Withdrawal


@dataclass(frozen=True, slots=True)
class SuggestionSuppressed(Payload):
    """The coach chose to stay silent on a turn.

    Attributes:
        turn_id: The customer's turn.
        reason: Why.
        specialist: Who advised, where a card was held back.
        rule: The rule that led to that card, if it was the playbook's.
        headline: What that card says.
    """

    type: ClassVar = EventType.SUGGESTION_SUPPRESSED
    absent_without_value: ClassVar = frozenset({"specialist", "rule", "headline"})
    turn_id: str
    reason: str
    specialist: str | None = None
    rule: str | None = None
    headline: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionFollowed(Payload):
    """The outcome of a card, by the agent's next turns; the last one counts.

    Attributes:
        suggestion_id: The card.
        outcome: The outcome.
        turn_id: The agent's turn that shows it, or may; None where none does.
        quote: The words of that turn, verbatim; empty where there is none.
        how: Who judged: rules, or a model.
    """

    type: ClassVar = EventType.SUGGESTION_FOLLOWED
    suggestion_id: str
    outcome: CardOutcome
    turn_id: str | None
    quote: str
    how: OutcomeJudge


@dataclass(frozen=True, slots=True)
class ObligationUpdated(Payload):
    """An obligation of a party, to say something or not to, stands differently from now on.

    Attributes:
        obligation_id: Its id in the playbook.
        title: What it asks of the agent.
        must: Whether it must be said, or must not.
        state: How it stands.
        deadline_ms: When it is due, on the call's clock; None where that is no time.
        evidence: The words by which it was met or violated, or at which it was missed.
    """

    type: ClassVar = EventType.OBLIGATION_UPDATED
    obligation_id: str
    title: str
    must: Must
    state: ObligationState
    deadline_ms: int | None
    evidence: Sequence[Evidence]

    def as_data(self) -> dict[str, Any]:
        """The fields, with the evidence as JSON-able values."""
        quotes = [item.model_dump() for item in self.evidence]
        return super(ObligationUpdated, self).as_data() | {"evidence": quotes}


@dataclass(frozen=True, slots=True)
class MemoryUpdated(Payload):
    """The memory of the call has changed: all that the coach remembers, as it is now.

    Attributes:
        summary: What was said before the turns that stand word for word; empty while all do.
        summary_until_turn_id: The last turn that is summed up.
        summary_by: What wrote the summary: `rules`, or a model's name.
        entities: What is worth remembering, in the order in which it came up.
        phase: The stage of the playbook that the call is in.
        sentiment: How each party feels, by their words; None where that can't be told.
        until_turn_id: The newest turn that it knows.
        usage: The tokens that a model took for the summary, where it is new.
    """

    type: ClassVar = EventType.MEMORY_UPDATED
    summary: str
    summary_until_turn_id: str | None
    summary_by: str | None
    entities: Sequence[Entity]
    phase: Phase | None
    sentiment: Mapping[Speaker, Sentiment | None]
    until_turn_id: str
    usage: Usage | None = None

    @classmethod
    def of(cls, known: Remembered, usage: Usage | None = None) -> "MemoryUpdated":
        """The event of what is remembered now, for whose summary a model took `usage`."""
        return cls(
            summary=known.summary.text,
            summary_until_turn_id=known.summary.until_turn_id,
            summary_by=known.summary.by,
            entities=known.entities,
            phase=known.phase,
            sentiment={who: known.sentiment.get(who) for who in Speaker},
            until_turn_id=known.until_turn_id or "",
            usage=usage,
        )

    def as_data(self) -> dict[str, Any]:
        """The fields as JSON-able values."""
        moods = {who.value: mood and mood.as_dict() for who, mood in self.sentiment.items()}
        return super(MemoryUpdated, self).as_data() | {
            "entities": [one.as_dict() for one in self.entities],
            "phase": self.phase and self.phase.as_dict(),
            "sentiment": moods,
            "usage": self.usage and self.usage.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class UsageUpdated(Payload):
    """All that the call has taken of the models so far; the last one counts.

    Attributes:
        requests: How often models were asked, dropped guesses among them.
        input: Tokens of the requests, the cached ones among them.
        cached: Those that the servers had in their caches.
        output: Tokens of the answers.
        estimated: How many requests are counted by the length of their texts.
        cost: USD, of the requests whose price is known.
        unpriced: How many requests have no known price.
        audio_s: Seconds of audio that were heard, of both parties together.
        audio_cost: USD that its recognition cost; None where no price is known.
        by: The same but the audio, each with its `specialist`, `prompt` and `model`.
    """

    type: ClassVar = EventType.USAGE_UPDATED
    requests: int
    input: int
    cached: int
    output: int
    estimated: int
    cost: float
    unpriced: int
    audio_s: int
    audio_cost: float | None
    by: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class InsightUpdated(Payload):
    """A specialist has found something out; its last insight counts.

    Attributes:
        specialist: Who: a specialist's name.
        turn_id: The turn that it was asked about.
        data: What it found out, by the fields of its schema.
        model: The model that wrote it.
        prompt: The id of the prompt that the model was given.
        latency_ms: How long it took from the end of the turn, ms.
        usage: The tokens that the model took for it, where its server told them.
    """

    type: ClassVar = EventType.INSIGHT_UPDATED
    specialist: str
    turn_id: str
    data: Mapping[str, Any]
    model: str
    prompt: str
    latency_ms: int
    usage: Usage | None = None

    def as_data(self) -> dict[str, Any]:
        """The fields, with the usage as JSON-able values."""
        usage = self.usage and self.usage.as_dict()
        return super(InsightUpdated, self).as_data() | {"usage": usage}


@dataclass(frozen=True, slots=True)
class Status(Payload):
    """The state of a component of the call.

    Attributes:
        component: The part.
        state: How it is.
        code: Why, for programs: a `StatusCode`, or the code of the model's error.
        detail: Why, in English; never a caller's words.
        speaker: Whose, where it is one party's.
        paused: Whether the agent has paused the coach; in the coach's own statuses alone.
        verbosity: How much the agent wants to be shown, where that has changed.
        language: BCP-47 tag of the call, where it has just been found by the first turns.
        playbook: By which the call is coached from now on, as in `call.started`; then alone.
        model: The model that it is about, as `provider:model`, where one has failed or is back.
        gap_ms: How long nothing was heard, where the carrier's stream has come back.
        consent: Of the customer's consent: `state`, `source`, `by`, `heard`, `evidence`.
    """

    type: ClassVar = EventType.STATUS
    absent_without_value: ClassVar = frozenset(
        {"paused", "verbosity", "language", "playbook", "model", "gap_ms", "consent"}
    )
    component: Component
    state: ComponentState
    code: StatusCode | str
    detail: str
    speaker: Speaker | None = None
    paused: bool | None = None
    verbosity: Verbosity | None = None
    language: str | None = None
    playbook: Mapping[str, Any] | None = None
    model: str | None = None
    gap_ms: int | None = None
    consent: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Failure(Payload):
    """Something could not be done: the data of an `error` event.

    Attributes:
        error_code: Why, for programs.
        message: Why, in English; never a caller's words or a secret.
        retry_after: Seconds after which it may work again, where that is known.
        details: More, by name.
        fallback_suggestion: The advice that is given instead, where there is some.
    """

    type: ClassVar = EventType.ERROR
    error_code: str
    message: str
    retry_after: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])
    fallback_suggestion: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FeedbackRecorded(Payload):
    """The agent's rating of a card, or of one of its sources.

    Attributes:
        by: The name of the key or token, if one is needed.
        source: The id of the source; None: the card is meant.
    """

    type: ClassVar = EventType.FEEDBACK_RECORDED
    absent_without_value: ClassVar = frozenset({"source"})
    suggestion_id: str
    rating: str
    comment: str
    by: str | None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class NoteAdded(Payload):
    """A supervisor's note to the agent."""

    type: ClassVar = EventType.NOTE_ADDED
    note_id: str
    text: str
    by: str | None


@dataclass(frozen=True, slots=True)
class AlertRaised(Payload):
    """An alert of the playbook, for supervisors.

    Attributes:
        alert_id: Its id in the playbook.
        title: What it says.
        priority: How urgent it is.
        reasons: What made its condition hold: `code`, and what its words need.
        risk: The risk of the call at that moment, 0 to 100.
        notify: Whether others are told of it while the call goes on.
    """

    type: ClassVar = EventType.ALERT_RAISED
    alert_id: str
    title: str
    priority: Priority
    reasons: Sequence[Mapping[str, Any]]
    risk: int
    notify: bool


@dataclass(frozen=True, slots=True)
class ScorecardCorrected(Payload):
    """A supervisor's word on a criterion of the call's scorecard; the last one counts.

    Attributes:
        criterion: Which one.
        score: What it is worth, 0 to 100; None takes the correction before back.
        previous: What was computed; None where it could not be judged.
        reason: Why.
        by: The name of the key, if one is needed.
    """

    type: ClassVar = EventType.SCORECARD_CORRECTED
    criterion: CriterionId
    score: int | None
    previous: int | None
    reason: str
    by: str | None


@dataclass(frozen=True, slots=True)
class CallSummary(Payload):
    """The summary of a call that has ended, for its file and for its lead; the last one counts.

    Attributes:
        language: BCP-47 tag of its words; quotes by rules stay in the call's own.
        by: What wrote it: `rules`, which quote the turns, or a model's name.
        prompt: The id of the prompt that the model was given; None for rules.
        customer: For the customer's file.
        lead: For the agent and the sales lead.
        minutes: Everything said that matters, in its order.
        email: A mail to the customer that the agent may send, after reading it.
        disposition: How the call ended for the business.
        fields: The CRM fields of the playbook, each told, asked or not asked.
        dropped: How many sentences and values of the model did not stand in the call.
        requested_by: The name of the key or token of who asked for it; None where nobody did.
    """

    type: ClassVar = EventType.CALL_SUMMARY
    language: str
    by: str
    prompt: str | None
    customer: CustomerFile
    lead: LeadReading
    minutes: Sequence[SummarySentence]
    email: EmailDraft
    disposition: Disposition
    fields: Sequence[FieldValue]
    dropped: int = 0
    requested_by: str | None = None

    @classmethod
    def of(
        cls,
        parts: SummaryParts,
        *,
        language: str,
        by: str,
        prompt: str | None = None,
        dropped: int = 0,
        requested_by: str | None = None,
    ) -> "CallSummary":
        """The payload of a summary; the arguments are the attributes."""
        own = {f.name: getattr(parts, f.name) for f in fields(parts)}
        return cls(language, by, prompt, **own, dropped=dropped, requested_by=requested_by)

    def as_data(self) -> dict[str, Any]:
        """The fields as JSON-able values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CallEnded(Payload):
    """A stream of the call has ended.

    Attributes:
        reason: `hangup`, `disconnected`, `finished`, `stopped`, `replaced`, `detached`, `silent`,
            `shutdown`, `failed`, `interrupted`.
        duration_ms: How long it was: the end of the audio, or of the last turn, on the call's
            clock; of a call in text without times, what has passed.
    """

    type: ClassVar = EventType.CALL_ENDED
    reason: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Heartbeat(Payload):
    """The server is there: what a client gets of its own on a WebSocket that may be quiet."""

    type: ClassVar = EventType.HEARTBEAT


@dataclass(frozen=True, slots=True)
class WhisperStarted(Payload):
    """A card's headline is said, on the socket of a client that asked to hear it.

    Attributes:
        suggestion_id: The card.
        headline: What is said.
        sample_rate: Hz, of the 16-bit little-endian mono PCM that follows.
    """

    type: ClassVar = EventType.WHISPER_STARTED
    suggestion_id: str
    headline: str
    sample_rate: int


@dataclass(frozen=True, slots=True)
class WhisperAudio(Payload):
    """The next piece of its sound, in base64; it comes sooner than it is to be heard."""

    type: ClassVar = EventType.WHISPER_AUDIO
    suggestion_id: str
    audio: str


@dataclass(frozen=True, slots=True)
class WhisperStopped(Payload):
    """It has been heard to its end, or is not to be heard any further.

    Attributes:
        suggestion_id: The card.
        reason: `said`, `interrupted`, `replaced`, `withdrawn`, `failed`.
    """

    type: ClassVar = EventType.WHISPER_STOPPED
    suggestion_id: str
    reason: WhisperEnd
