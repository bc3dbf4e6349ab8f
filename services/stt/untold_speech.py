"""Untold speech: what a recogniser has heard, and will tell no words of any more.

Final results follow each other without a hole. Where there is one, a message could not be read, or
never came:

| a final result | speech before it that is not final |
|---|---|
| behind interim words that it does not reach back to | has these words, which stand; else is lost |
| with words | is lost |
| without, after a message that could not be read | is lost |
| without, else | had no words |
"""

from services.stt.connection import SttConnection, SttResult
from services.stt.replay_buffer import ReplayBuffer

# Less before a result's words is a breath, or where it begins seen differently.
_LEAST_MS = 600.0


class UntoldSpeech:
    """The speech of one connection of which no words come.

    Attributes:
        interim: The last words of each span that no final result covers.
    """

    def __init__(self) -> None:
        """Begin a connection."""
        self.interim: list[SttResult] = []
        self._unreadable = 0  # messages, up to the last final result

    def standing(self, result: SttResult) -> list[SttResult]:
        """The interim words that stand: the final ones of their span are missing before `result`.

        Final results come in order, so that one which does not reach back to them is behind theirs.
        """
        behind = result.from_ms if result.is_final else 0.0
        return [words for words in self.interim if words.until_ms <= behind]

    def heard(
        self, result: SttResult, buffer: ReplayBuffer, connection: SttConnection | None
    ) -> float:
        """Drop what is final; returns the speech of which no words come, ms.

        Args:
            result: What was heard; its times count the connection's audio.
            buffer: What the connection was sent.
            connection: Whose result it is; None where its times can't be true.
        """
        if not result.is_final:
            if result.text:
                earlier = [words for words in self.interim if words.from_ms < result.from_ms]
                self.interim = [*earlier, result]
            return 0.0
        until_ms = min(result.until_ms, buffer.sent_ms)
        if connection is None:
            return buffer.finalized(until_ms)
        stand = self.standing(result)
        missing = stand or connection.unreadable > self._unreadable
        before_ms = result.from_ms if result.text or missing else 0.0
        self._unreadable = connection.unreadable
        self.interim = [words for words in self.interim if words.from_ms >= result.until_ms]
        told_ms = sum(_speech_ms(words, buffer) for words in stand)
        lost_ms = buffer.finalized(until_ms, before_ms) - told_ms
        return lost_ms if lost_ms >= _LEAST_MS else 0.0

    def left(
        self, buffer: ReplayBuffer, heard_ms: float, connection: SttConnection | None
    ) -> float:
        """The speech without words, if nothing comes any more; results reach up to `heard_ms`."""
        if connection is None:
            return buffer.speech_ms()
        if self.interim:
            return buffer.speech_ms(but=(self.interim[0].from_ms, heard_ms))
        missing = connection.unreadable > self._unreadable
        return buffer.speech_ms(but=(0.0, 0.0 if missing else heard_ms))


def _speech_ms(words: SttResult, buffer: ReplayBuffer) -> float:
    return buffer.speech_ms() - buffer.speech_ms(but=(words.from_ms, words.until_ms))
