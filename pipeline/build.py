"""The whole product as one list: a call comes in at the top, its events leave at the bottom."""

from collections.abc import Callable
from dataclasses import dataclass

from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameProcessor

from conversation.memory import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from pipeline.branches import Branches
from processors.conversation_recorder import ConversationRecorder
from processors.event_sink import EventSink
from processors.shadow_coach import MakeCoach, ShadowCoach
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


def build(ears: Ears, said: Conversation, make_coach: MakeCoach, sink: EventSink) -> Pipeline:
    """Line up the processors of a call that is heard.

    Args:
        ears: What turns its audio into turns.
        said: The memory of the call, with what was said before if it is resumed.
        make_coach: Makes its coach.
        sink: Where its events leave.
    """
    parties = {speaker: _party(speaker, ears, said) for speaker in Speaker}
    if isinstance(ears.input, CallInput):  # what gates would bring to the heads of the branches
        ears.input.lead_to({speaker: branch[1] for speaker, branch in parties.items()})
    return Pipeline(
        [
            ears.input,
            Branches(*parties.values()),
            *_coached(said, make_coach, sink),
        ]
    )


def build_text(
    text: TextInput, said: Conversation, make_coach: MakeCoach, sink: EventSink
) -> Pipeline:
    """Line up the processors of a call whose turns come as text."""
    return Pipeline([text, *_coached(said, make_coach, sink)])


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


def _coached(said: Conversation, make_coach: MakeCoach, sink: EventSink) -> list[FrameProcessor]:
    """From turns to events, wherever the turns come from."""
    return [ConversationRecorder(said), ShadowCoach(make_coach), sink]
