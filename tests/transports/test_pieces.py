import pytest
from pipecat.frames.frames import Frame, UserAudioRawFrame

from conversation.speech.speakers import Speaker
from transports.audio.pieces import Pieces

PACKET_MS = 20
PACKET = bytes(range(160)) * 2


class Sent:
    """The pieces of one party, as frames or without."""

    def __init__(self, *, at_once: bool = False) -> None:
        self.frames: list[Frame] = []
        self.heard: list[tuple[float, bytes]] = []
        self._at_once = at_once
        self.pieces = Pieces(Speaker.CUSTOMER, 8000, self.frames.append, self._hear)

    def _hear(self, at_ms: float, audio: bytes) -> bool:
        if self._at_once:
            self.heard.append((at_ms, audio))
        return self._at_once

    def packets(
        self,
        first: int,
        last: int,
        *,
        speaking: bool = False,
        soft: bool = False,
        share: float = 0.0,
    ) -> list[int]:
        """Add some; how long the pieces are that are sent meanwhile, ms."""
        before = len(self.frames)
        for number in range(first, last):
            self.pieces.add(number * PACKET_MS, PACKET)
            self.pieces.fill(speaking=speaking, soft=soft, share=share)
        sent = [frame for frame in self.frames[before:] if isinstance(frame, UserAudioRawFrame)]
        return [frame.num_frames // 8 for frame in sent]


@pytest.mark.parametrize(
    ("speaking", "soft", "share", "longest_ms"),
    [
        (True, False, 0.0, 40),
        (True, False, 0.85, 40),
        (True, False, 1.0, 80),
        (False, False, 1.0, 100),
        (False, True, 1.0, 240),
    ],
)
def test_a_piece_is_as_long_as_it_may_be(speaking: bool, soft: bool, share: float, longest_ms: int):
    """By what its party does, and by how many calls are heard; the first is a short one."""
    sent = Sent()
    assert sent.packets(0, 2) == [40]
    lengths = sent.packets(2, 38, speaking=speaking, soft=soft, share=share)
    assert set(lengths) == {longest_ms}


def test_what_is_taken_without_a_frame_is_no_frame():
    """Whole, at its place; what is left goes when it is asked for, and nothing twice."""
    sent = Sent(at_once=True)
    sent.packets(50, 60)
    sent.pieces.send()
    sent.pieces.send()
    assert sent.frames == []
    assert [at_ms for at_ms, _ in sent.heard] == [1000, 1040, 1140]
    assert b"".join(audio for _, audio in sent.heard) == PACKET * 10
