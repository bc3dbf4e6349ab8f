"""Untold speech: what a recogniser has heard, and will tell no words of any more.

Final results follow each other without a hole. Where there is one, a message could not be read, or
never came:

| a final result | speech before it that is not final |
|---|---|
| with words | is lost |
| without, behind interim words that it does not reach back to | is lost, but for those words |
| without, after a message that could not be read | is lost |
| without, else | had no words |

A recogniser whose results begin and end with the words leaves out the silence between them: there a
hole shows nothing, and only a message that could not be read is known to be missing.
"""

from services.stt.connection import SttConnection, SttResult
from services.stt.replay_buffer import ReplayBuffer

# Less before a result's words is a breath, or where it begins seen differently.
_LEAST_MS = 600.0
_SILENCE_MS = 200.0  # a hole in which nobody spoke, of a recogniser that tells words alone


class UntoldSpeech:
    """The speech of one connection of which no words come.

    Attributes:
        interim_ms: From where to where interim words stand that no final result covers, ms of the
            connection's audio; None where none do.
    """

    def __init__(self, before: "UntoldSpeech | None" = None) -> None:
        """Begin a connection, which tells results as the one `before` has."""
        self.interim_ms: tuple[float, float] | None = None
        self._unreadable = 0  # messages, up to the last final result
        self._final_ms = 0.0  # up to where results are final
        self._leaves_out_silence = before is not None and before._leaves_out_silence

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
                self.interim_ms = result.from_ms, result.until_ms
            return 0.0
        until_ms = min(result.until_ms, buffer.sent_ms)
        if connection is None:
            return buffer.finalized(until_ms)
        self._follow(result, buffer)
        begins, ends = self.interim_ms or (0.0, 0.0)
        is_hole = not self._leaves_out_silence and (result.text or 0 < ends <= result.from_ms)
        missing = connection.unreadable > self._unreadable
        before_ms = result.from_ms if is_hole or missing else 0.0
        told = (0.0, 0.0) if result.text else (begins, ends)
        self._unreadable = connection.unreadable
        if result.text or ends > result.from_ms:
            self.interim_ms = None
        lost_ms = buffer.finalized(until_ms, before_ms, but=told)
        return lost_ms if lost_ms >= _LEAST_MS else 0.0

    def _follow(self, result: SttResult, buffer: ReplayBuffer) -> None:
        """Take in whether a final result follows the last one, or leaves out silence."""
        hole_ms = result.from_ms - self._final_ms
        spoken_ms = buffer.speech_ms() - buffer.speech_ms(but=(0.0, result.from_ms))
        if hole_ms >= _SILENCE_MS and not spoken_ms:
            self._leaves_out_silence = True
        self._final_ms = max(self._final_ms, result.until_ms)

    def left(
        self, buffer: ReplayBuffer, heard_ms: float, connection: SttConnection | None
    ) -> float:
        """The speech without words, if nothing comes any more; results reach up to `heard_ms`."""
        if connection is None:
            return buffer.speech_ms()
        if self.interim_ms:
            return buffer.speech_ms(but=(self.interim_ms[0], heard_ms))
        missing = connection.unreadable > self._unreadable
        return buffer.speech_ms(but=(0.0, 0.0 if missing else heard_ms))
