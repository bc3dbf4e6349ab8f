"""Text session: messages in, the coach's advice out, by the very engine of a call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from coach.current_call import spending_of
from coach.factory import CoachFactory
from conversation.events.payloads import (
    Failure,
    InsightUpdated,
    Payload,
    SuggestionFinal,
    SuggestionStarted,
    SuggestionSuppressed,
)
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.models.spending import CallSpending
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from pipeline.call_coaching import CallCoaching
from pipeline.coaches import Coaches
from pubsub.clock import now_s
from transports.long_text import redacted


@dataclass(slots=True)
class TextAnswer:
    """The answer to one message.

    Attributes:
        turn: The message as a turn, with what must not be kept hidden.
        suggestion: The data of `suggestion.final`; None for an agent's message, or in silence.
        suppressed: Why the coach stayed silent.
        error: The data of `error`, where the model failed and the playbook stepped in.
        insights: What specialists have found out, by their names.
    """

    turn: Turn
    suggestion: dict[str, Any] | None = None
    suppressed: str | None = None
    error: dict[str, Any] | None = None
    insights: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(slots=True)
class TextSession:
    """The memory of a conversation in text.

    Attributes:
        conversation: What was said so far.
        redactor: Hides what must not be kept, with the same placeholders throughout.
        suggestions: How many suggestions there were.
        coaching: By what it is coached; None before the first message.
        memory: What is remembered of it; None before the first message.
        spending: What it took of the models.
        name: Its id, which tells the prompt; by default one that nobody else has.
        said: What the first message that said any has told of the language and the playbook.
        known_language: BCP-47 tag that its turns have told elsewhere, if they have.
    """

    redactor: Redactor
    conversation: Conversation = field(default_factory=Conversation)
    suggestions: int = 0
    coaching: CallCoaching | None = None
    memory: CallMemory | None = None
    spending: CallSpending = field(default_factory=CallSpending)
    name: str = field(default_factory=lambda: uuid4().hex)
    said: Mapping[str, str] = field(default_factory=dict[str, str])
    known_language: str | None = None

    @property
    def characters(self) -> int:
        """The length of all that was said."""
        return sum(len(turn.text) for turn in self.conversation.turns)

    def copy(self) -> "TextSession":
        """The same memory, to go on from in another direction."""
        conversation = Conversation()
        for turn in self.conversation.turns:
            conversation.add(turn)
        memory = self.memory and self.memory.branch()
        branch = self.redactor.branch()
        return TextSession(branch, conversation, self.suggestions, memory=memory, name=self.name)

    async def remember(
        self,
        speaker: Speaker,
        text: str,
        *,
        language: str | None = None,
        confidence: float | None = None,
    ) -> Turn:
        """Take in a message without advising on it; the turn as everybody sees it."""
        hidden = await redacted(self.redactor.redact, text, speaker)
        number = self.conversation.next_number(speaker)
        at_ms = max((turn.end_ms + 1 for turn in self.conversation.turns), default=0)
        turn_id = f"{speaker.value[0]}{number}"
        turn = Turn(turn_id, speaker, hidden, at_ms, at_ms, language, confidence)
        self.conversation.add(turn)
        return turn

    async def hear(
        self,
        coaches: Coaches,
        speaker: Speaker,
        text: str,
        said: Mapping[str, str] = MappingProxyType({}),
        **details: Any,
    ) -> tuple[Turn, CoachFactory]:
        """Take in a message; the turn that it is, and what makes the coach that answers it.

        Args:
            coaches: The coaches of the process.
            speaker: The party that said it.
            text: The words.
            said: The language and the playbook that it says; the first message that says one
                decides, for all of the conversation.
            details: As for `remember`.

        Raises:
            ChoiceError: There is no such language or playbook.
        """
        coaches.choose(said)
        chosen = said if said and not self.said else None
        if self.coaching is None or chosen:
            choice = coaches.choose(chosen or self.said, self.known_language)
            self.said = dict(chosen or self.said)
            self.coaching = await CallCoaching.begin(
                coaches, choice, self.redactor, self.name, self.said
            )
        turn = await self.remember(speaker, text, **details)
        await self.coaching.hear(turn)
        language = self.coaching.factory.playbook.language
        self.memory = self.memory or CallMemory(language)
        self.memory.go_on_in(language)
        self.memory.hear(turn)
        return turn, self.coaching.factory

    async def process(
        self, coaches: Coaches, speaker: Speaker, text: str, **more: Any
    ) -> TextAnswer:
        """Take in a message as `hear` does, and advise on it if the customer said it."""
        turn, factory = await self.hear(coaches, speaker, text, **more)
        return await self.advise(factory, turn)

    async def advise(self, coaches: CoachFactory, turn: Turn) -> TextAnswer:
        """Advise on the last turn that was remembered, if it is the customer's."""
        answer = TextAnswer(turn)

        async def emit(payload: Payload) -> None:
            self._take(payload, answer)

        first, memory = self.suggestions + 1, self.memory
        knowledge = self.coaching and self.coaching.knowledge
        coach = coaches.coach_for(
            self.conversation, emit, first, memory=memory, knowledge=knowledge
        )
        now = now_s()
        try:
            with spending_of(self.spending):
                await coach.on_turn(answer.turn, now, now)
                await coach.end(coaches.options.timeout_s + 1)
        finally:
            await coach.cancel()
        return answer

    def _take(self, payload: Payload, answer: TextAnswer) -> None:
        match payload:
            case SuggestionStarted():
                self.suggestions += 1
            case SuggestionFinal():
                answer.suggestion = payload.as_data()
            case InsightUpdated():
                answer.insights[payload.specialist] = dict(payload.data)
            case SuggestionSuppressed():
                answer.suppressed = payload.reason
            case Failure():
                answer.error = payload.as_data()
            case _:
                pass
