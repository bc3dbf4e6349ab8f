"""Pipeline: the whole product as one list, from a call's input to the events that leave it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameProcessor

from conversation.memory.conversation import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from pipeline.branches import Branches
from processors.conversation_recorder import ConversationRecorder
from processors.event_sink import EventSink
from processors.shadow_coach import LeadCoach, MakeCoach, ShadowCoach
from processors.turn_assembler import TurnAssembler
from processors.word_pause_detector import WordPauseDetector
from transports.text_input import TextInput


@dataclass(frozen=True, slots=True)
class InputStage:
    """The parts that make turns of a call's audio.

    Attributes:
        input: Feeds audio and speech, each to the branch of its party.
        connect: Tells the input where each branch begins.
        make_stt: A recogniser for one party; None where nothing transcribes.
        redactor: Hides what must not be kept in the words of both parties.
        stt_wait_s: How long a turn waits for its words.
    """

    input: FrameProcessor
    connect: Callable[[Mapping[Speaker, FrameProcessor]], None]
    make_stt: Callable[[Speaker], FrameProcessor | None]
    redactor: Redactor
    stt_wait_s: float


@dataclass(frozen=True, slots=True)
class CoachStage:
    """The parts that answer a call's turns.

    Attributes:
        said: The memory of the call, with what was said before if it is resumed.
        make_coach: Makes its coach.
        lead: Is asked before the coach is.
        gate: Lets what is said go on by consent alone; None where it has come by one already.
        tap: Tells a shadow run what comes by; None where there is none.
    """

    said: Conversation
    make_coach: MakeCoach
    lead: LeadCoach | None = None
    gate: FrameProcessor | None = None
    tap: FrameProcessor | None = None


def build(stage: InputStage, coached: CoachStage, sink: EventSink) -> Pipeline:
    """Line up the processors of a call that is heard.

    Args:
        stage: What turns its audio into turns.
        coached: What answers them.
        sink: Where its events leave.
    """
    parties = {speaker: _party(speaker, stage, coached.said) for speaker in Speaker}
    # Audio that went through the list would cost a sixth more of a call
    # (docs/decisions/0008-audio-enters-at-the-branches.md).
    stage.connect({speaker: branch[0] for speaker, branch in parties.items()})
    return Pipeline(
        [
            stage.input,
            Branches(*parties.values()),
            *_coached(coached, sink),
        ]
    )


def build_text(text: TextInput, coached: CoachStage, sink: EventSink) -> Pipeline:
    """Line up the processors of a call whose turns come as text."""
    return Pipeline([text, *_coached(coached, sink)])


def build_shadow(coached: CoachStage, sink: EventSink) -> Pipeline:
    """Line up the processors of a shadow run, which is told what another pipeline's tap sees."""
    return Pipeline(_coached(coached, sink))


def _party(speaker: Speaker, stage: InputStage, said: Conversation) -> list[FrameProcessor]:
    """One party's branch; their audio ends in it."""
    stt = stage.make_stt(speaker)
    return [
        *([stt, WordPauseDetector(speaker)] if stt else []),
        TurnAssembler(
            speaker,
            stage.redactor,
            stt_wait_s=stage.stt_wait_s,
            first_turn=said.next_number(speaker),
        ),
    ]


def _coached(coached: CoachStage, sink: EventSink) -> list[FrameProcessor]:
    """From turns to events, wherever the turns come from."""
    coach = ShadowCoach(coached.make_coach, coached.lead)
    before = [processor for processor in (coached.gate, coached.tap) if processor]
    return [*before, ConversationRecorder(coached.said), coach, sink]
