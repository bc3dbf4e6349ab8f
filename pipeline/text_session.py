"""Text in, advice out: one message through the very recorder and coach of a call."""

from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import EndFrame
from pipecat.workers.runner import WorkerRunner

from conversation.events.event import EventType
from conversation.events.payloads import Payload
from conversation.memory import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from pipeline.build import Mind, build_text
from pipeline.call import make_worker
from pipeline.runtime import Runtime
from processors.event_sink import EventSink
from transports.text_input import TextInput


@dataclass(slots=True)
class Answer:
    """What came of one message.

    Attributes:
        turn: The message as a turn, with what must not be kept hidden.
        suggestion: The data of `suggestion.final`; None for an agent's message, or in silence.
        suppressed: Why the coach stayed silent.
        error: The data of `error`, where the model failed and the playbook stepped in.
    """

    turn: Turn
    suggestion: dict[str, Any] | None = None
    suppressed: str | None = None
    error: dict[str, Any] | None = None


@dataclass(slots=True)
class TextSession:
    """The memory of a conversation in text.

    Attributes:
        conversation: What was said so far.
        redactor: Hides what must not be kept, with the same placeholders throughout.
        suggestions: How many suggestions there were.
    """

    redactor: Redactor
    conversation: Conversation = field(default_factory=Conversation)
    suggestions: int = 0

    def copy(self) -> "TextSession":
        """The same memory, to go on from in another direction."""
        conversation = Conversation()
        for turn in self.conversation.turns:
            conversation.add(turn)
        return TextSession(self.redactor, conversation, self.suggestions)

    def remember(self, speaker: Speaker, text: str) -> None:
        """Take in a message without advising on it."""
        number = self.conversation.next_number(speaker)
        at_ms = max((turn.end_ms + 1 for turn in self.conversation.turns), default=0)
        hidden = self.redactor.redact(text)
        self.conversation.add(Turn(f"{speaker.value[0]}{number}", speaker, hidden, at_ms, at_ms))

    async def process(
        self, runtime: Runtime, speaker: Speaker, text: str, **details: Any
    ) -> Answer:
        """Take in a message, and advise on it if the customer said it.

        Args:
            runtime: What the calls of the process share.
            speaker: Who said it.
            text: The words.
            details: As for `TextInput.say`.
        """
        said: list[tuple[EventType, dict[str, Any]]] = []

        async def publish(payload: Payload) -> None:
            said.append((payload.type, payload.as_data()))

        source = TextInput(self.conversation, self.redactor)
        mind = Mind(
            conversation=self.conversation,
            advisor=runtime.advisor,
            fallback=runtime.fallback,
            side_channel=EventSink(publish),
            timeout_s=runtime.settings.coach_timeout_secs,
            last_advice_s=runtime.settings.coach_timeout_secs + 1,
            first_suggestion=self.suggestions + 1,
        )
        worker = make_worker(build_text(source, mind))
        turns: list[Turn] = []

        @worker.event_handler("on_pipeline_started")
        async def started(_worker: object, _frame: object) -> None:
            turns.append(await source.say(speaker, text, **details))
            await worker.queue_frame(EndFrame())

        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        await runner.run()
        return self._answer(turns[0], said)

    def _answer(self, turn: Turn, said: list[tuple[EventType, dict[str, Any]]]) -> Answer:
        answer = Answer(turn)
        for event_type, data in said:
            match event_type:
                case EventType.SUGGESTION_STARTED:
                    self.suggestions += 1
                case EventType.SUGGESTION_FINAL:
                    answer.suggestion = data
                case EventType.SUGGESTION_SUPPRESSED:
                    answer.suppressed = data["reason"]
                case EventType.ERROR:
                    answer.error = data
        return answer
