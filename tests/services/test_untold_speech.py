"""Speech of which no words come: told where it is lost, and not where there were none."""

from services.stt.connection import SttResult
from services.stt.replay_buffer import ReplayBuffer
from services.stt.untold_speech import UntoldSpeech
from tests.services.memory_vendor import MemoryConnection

PIECE_MS = 100


class Heard:
    """A connection that was sent `spoken_ms` of speech; each method returns what is lost, ms."""

    def __init__(self, spoken_ms: int, silent_ms: int = 0, before: "Heard | None" = None) -> None:
        self.connection = MemoryConnection()
        self._untold = UntoldSpeech(before and before._untold)
        self._buffer = ReplayBuffer()
        for at_ms in range(0, silent_ms + spoken_ms, PIECE_MS):
            self._buffer.add(at_ms, b"12", PIECE_MS, speaking=at_ms >= silent_ms)
            self._buffer.take(speaking=True)

    def interim(self, from_ms: float, until_ms: float) -> float:
        return self._told("Yes", from_ms, until_ms, is_final=False)

    def final(self, from_ms: float, until_ms: float, text: str = "Yes.") -> float:
        return self._told(text, from_ms, until_ms, is_final=True)

    def left(self, heard_ms: float) -> float:
        return self._untold.left(self._buffer, heard_ms, self.connection)

    def _told(self, text: str, from_ms: float, until_ms: float, *, is_final: bool) -> float:
        result = SttResult(text, from_ms, until_ms, until_ms, is_final=is_final, from_ms=from_ms)
        return self._untold.heard(result, self._buffer, self.connection)


def test_final_words_that_follow_each_other_leave_nothing_out():
    """Nothing is lost, though interim words stood before each; nor is a breath between them."""
    heard = Heard(4000)
    assert heard.interim(0, 1000) == 0
    assert heard.final(0, 2000) == 0
    assert heard.interim(2000, 3000) == 0
    assert heard.final(2400, 4000) == 0
    assert heard.left(4000) == 0


def test_what_final_words_leave_out_is_lost():
    """A final message is missing before them."""
    heard = Heard(4000)
    heard.interim(0, 1000)
    assert heard.final(3000, 4000) == 3000


def test_a_recogniser_that_leaves_out_silence_may_leave_out_noise():
    """Its results are where its words are: nothing shows that there were others between them."""
    heard = Heard(7000, silent_ms=1000)
    assert heard.final(1000, 3000) == 0
    assert heard.final(5000, 6000) == 0
    assert heard.interim(6100, 6500) == 0
    assert heard.final(7000, 7100, "") == 0
    heard.connection.unreadable = 1
    assert heard.final(8000, 8000) == 900
    assert Heard(4000, before=heard).final(3000, 4000) == 0


def test_noise_has_no_words():
    """A final result that tells none of it costs nothing, wherever it begins."""
    heard = Heard(4000)
    assert heard.final(0, 2000, "") == 0
    assert heard.final(3700, 4000, "") == 0


def test_what_could_not_be_read_before_silence_is_lost():
    """A message could not be read, and the next one is of the silence behind the speech."""
    heard = Heard(2000)
    heard.connection.unreadable = 1
    assert heard.final(2000, 3000, "") == 2000


def test_interim_words_stand_where_their_final_ones_are_missing():
    """They are told; what was said before and behind them is not."""
    heard = Heard(6000)
    heard.interim(0, 2500)
    heard.interim(3000, 5000)
    assert heard.final(6000, 6300, "") == 3000 + 1000


def test_interim_words_that_are_taken_back_were_noise():
    """The final result reaches back to them, and has none."""
    heard = Heard(3000)
    heard.interim(0, 2000)
    assert heard.final(0, 3000, "") == 0
    assert heard.left(3000) == 0


def test_what_is_left_at_the_end_is_lost_but_for_interim_words():
    """Speech that was heard without words was noise, unless a message could not be read."""
    heard = Heard(6000)
    assert heard.left(5000) == 1000
    heard.connection.unreadable = 1
    assert heard.left(5000) == 6000
    heard.interim(3000, 5000)
    assert heard.left(5000) == 3000 + 1000
