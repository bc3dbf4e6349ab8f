import pytest
from pipecat.frames.frames import Frame, TextFrame, UserAudioRawFrame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.tests.utils import run_test

from conversation.events.payloads import Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from frames.speech import (
    AudioStatusFrame,
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)
from frames.turns import FinalizeFrame
from processors.speaker_gate import SpeakerGate

PARTY_FRAMES = [PartyStartedSpeakingFrame, PartyEagerPauseFrame, PartyPausedFrame, PartySilentFrame]


def audio(speaker: Speaker) -> UserAudioRawFrame:
    return UserAudioRawFrame(bytes(320), 8000, 1, user_id=speaker)


@pytest.mark.parametrize("speaker", Speaker)
async def test_only_the_partys_own_audio_and_speech_pass(speaker: Speaker):
    """The other party's audio and speech end at the gate."""
    own: list[Frame] = [audio(speaker), *(kind(speaker=speaker) for kind in PARTY_FRAMES)]
    others: list[Frame] = [
        audio(speaker.other),
        *(kind(speaker=speaker.other) for kind in PARTY_FRAMES),
    ]
    mixed = [frame for pair in zip(others, own, strict=True) for frame in pair]
    down, _ = await run_test(SpeakerGate(speaker), frames_to_send=mixed)
    assert down == own


LOST = Status(Component.AUDIO, State.DEGRADED, StatusCode.AUDIO_LOST, "0.5 s", Speaker.AGENT)


async def test_what_is_asked_of_a_recogniser_leaves_its_branch_nowhere():
    """Above the gate nobody would answer, and the branches' end would remember it for ever."""
    asked = FinalizeFrame(Speaker.CUSTOMER)
    gate = SpeakerGate(Speaker.CUSTOMER)
    _, up = await run_test(
        gate, frames_to_send=[asked], frames_to_send_direction=FrameDirection.UPSTREAM
    )
    assert asked not in up


async def test_everything_else_passes():
    """What belongs to no party goes through every gate."""
    frames = [AudioStatusFrame(LOST), TextFrame("words")]
    down, _ = await run_test(SpeakerGate(Speaker.CUSTOMER), frames_to_send=frames)
    assert down == frames
