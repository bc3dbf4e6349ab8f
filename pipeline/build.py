"""The whole product as one list: a call comes in at the top, its events leave at the bottom."""

from collections.abc import Callable
from dataclasses import dataclass

from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameProcessor

from coach.advisors import Advisor, PlaybookAdvisor
from conversation.coaching.speculation import Speculation
from conversation.memory import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from pipeline.branches import Branches
from processors.conversation_recorder import ConversationRecorder
from processors.event_sink import EventSink
from processors.shadow_coach import LAST_ADVICE_S, ShadowCoach
from processors.speaker_gate import SpeakerGate
from processors.turn_assembler import TurnAssembler
from transports.call_input import CallInput
from transports.text_input import TextInput


@dataclass(frozen=True, slots=True)
class Ears:
    """What turns a call's audio into turns.

    Attributes:
        input: Pushes audio and speech, tagged with their speaker.
        make_stt: A recogniser for one party; None where nothing transcribes.
        redactor: Hides what must not be kept in the words of both parties.
        stt_wait_s: How long a turn waits for its words.
    """

    input: FrameProcessor
    make_stt: Callable[[Speaker], FrameProcessor | None]
    redactor: Redactor
    stt_wait_s: float


@dataclass(frozen=True, slots=True)
class Mind:
    """What turns a call's turns into advice.

    Attributes:
        conversation: The memory of the call, with what was said before if it is resumed.
        advisor: Who advises.
        fallback: Who advises when that fails.
        side_channel: Where the events leave.
        timeout_s: How long a suggestion may take.
        speculation: When a model is asked before a turn is over.
        last_advice_s: How long the end of the call waits for the advice that is being written.
        first_suggestion: The number of the call's next suggestion.
    """

    conversation: Conversation
    advisor: Advisor
    fallback: PlaybookAdvisor
    side_channel: EventSink
    timeout_s: float
    speculation: Speculation = Speculation.OFF
    last_advice_s: float = LAST_ADVICE_S
    first_suggestion: int = 1


def build(ears: Ears, mind: Mind) -> Pipeline:
    """Line up the processors of a call that is heard."""
    parties = {speaker: _party(speaker, ears, mind.conversation) for speaker in Speaker}
    if isinstance(ears.input, CallInput):  # what gates would bring to the heads of the branches
        ears.input.lead_to({speaker: branch[1] for speaker, branch in parties.items()})
    return Pipeline(
        [
            ears.input,
            Branches(*parties.values()),
            *_coached(mind),
        ]
    )


def build_text(text: TextInput, mind: Mind) -> Pipeline:
    """Line up the processors of a call whose turns come as text."""
    return Pipeline([text, *_coached(mind)])


def _party(speaker: Speaker, ears: Ears, said: Conversation) -> list[FrameProcessor]:
    """One party's branch; their audio ends in it."""
    stt = ears.make_stt(speaker)
    return [
        SpeakerGate(speaker),
        *([stt] if stt else []),
        TurnAssembler(
            speaker,
            ears.redactor,
            stt_wait_s=ears.stt_wait_s,
            first_turn=said.next_number(speaker),
        ),
    ]


def _coached(mind: Mind) -> list[FrameProcessor]:
    """From turns to events, wherever the turns come from."""
    return [
        ConversationRecorder(mind.conversation),
        ShadowCoach(
            mind.conversation,
            mind.advisor,
            fallback=mind.fallback,
            timeout_s=mind.timeout_s,
            speculation=mind.speculation,
            last_advice_s=mind.last_advice_s,
            first_suggestion=mind.first_suggestion,
        ),
        mind.side_channel,
    ]
