"""The whole product as one list: a call comes in at the top, its events leave at the bottom."""

from collections.abc import Callable
from dataclasses import dataclass

from pipecat.pipeline.parallel_pipeline import ParallelPipeline
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameProcessor

from conversation.memory import Conversation
from conversation.redaction import Redactor
from conversation.speakers import Speaker
from processors.advisors import Advisor, PlaybookAdvisor
from processors.conversation_recorder import ConversationRecorder
from processors.shadow_coach import ShadowCoach
from processors.side_channel import SideChannel
from processors.speaker_gate import SpeakerGate
from processors.turn_assembler import TurnAssembler


@dataclass(frozen=True, slots=True)
class Parts:
    """What a line is built from.

    Attributes:
        input: Pushes audio and speech, tagged with their speaker.
        make_stt: A recogniser for one party; None where nothing transcribes.
        redactor: Hides what must not be kept in the words of both parties.
        conversation: The memory of the call, with what was said before if it is resumed.
        advisor: Who advises.
        fallback: Who advises when that fails.
        side_channel: Where the events leave.
        coach_timeout_s: How long a suggestion may take.
        speculates: Whether a model is asked before a turn is over.
        stt_wait_s: How long a turn waits for its words.
        first_suggestion: The number of the call's next suggestion.
    """

    input: FrameProcessor
    make_stt: Callable[[Speaker], FrameProcessor | None]
    redactor: Redactor
    conversation: Conversation
    advisor: Advisor
    fallback: PlaybookAdvisor
    side_channel: SideChannel
    coach_timeout_s: float
    speculates: bool
    stt_wait_s: float
    first_suggestion: int = 1


def build(parts: Parts) -> Pipeline:
    """Line up the processors of one call."""
    return Pipeline(
        [
            parts.input,
            ParallelPipeline(
                _party(Speaker.CUSTOMER, parts),
                _party(Speaker.AGENT, parts),
            ),
            ConversationRecorder(parts.conversation),
            ShadowCoach(
                parts.conversation,
                parts.advisor,
                fallback=parts.fallback,
                timeout_s=parts.coach_timeout_s,
                speculates=parts.speculates,
                first_suggestion=parts.first_suggestion,
            ),
            parts.side_channel,
        ]
    )


def _party(speaker: Speaker, parts: Parts) -> list[FrameProcessor]:
    """One party's branch; their audio ends in it."""
    spoken = sum(turn.speaker is speaker for turn in parts.conversation.turns)
    stt = parts.make_stt(speaker)
    return [
        SpeakerGate(speaker),
        *([stt] if stt else []),
        TurnAssembler(speaker, parts.redactor, stt_wait_s=parts.stt_wait_s, first_turn=spoken + 1),
    ]
