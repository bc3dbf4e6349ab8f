"""The speech frames of a party, as Pipecat's own services see them."""

import pytest
from pipecat.frames.frames import (
    Frame,
    SystemFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)

from frames.speech import (
    PartyEagerPauseFrame,
    PartyPausedFrame,
    PartySilentFrame,
    PartyStartedSpeakingFrame,
)


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (PartyStartedSpeakingFrame, VADUserStartedSpeakingFrame),
        (PartyPausedFrame, VADUserStoppedSpeakingFrame),
    ],
)
def test_a_stock_service_takes_a_partys_speech_for_vad(
    frame: type[Frame], kind: type[Frame]
) -> None:
    """What starts and ends speech is the VAD frame that Pipecat's recognisers act on."""
    assert issubclass(frame, kind)


@pytest.mark.parametrize("frame", [PartyEagerPauseFrame, PartySilentFrame])
def test_a_moments_silence_is_no_vad_frame(frame: type[Frame]) -> None:
    """An eager pause and a long silence reach our processors alone, in order with the audio."""
    assert issubclass(frame, SystemFrame)
    assert not issubclass(frame, VADUserStartedSpeakingFrame | VADUserStoppedSpeakingFrame)
