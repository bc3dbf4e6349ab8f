"""Untold speech: what a recogniser has heard, and will tell no words of any more.

Final results follow each other without a hole. Where there is one, a message could not be read, or
never came:

| a final result | speech before it that is not final |
|---|---|
| with words | is lost |
| without, behind interim words that it does not reach back to | is lost, but for those words |
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
        interim_ms: From where to where interim words stand that no final result covers, ms of the
            connection's audio; None where none do.
    """

    def __init__(self) -> None:
        """Begin a connection."""
        self.interim_ms: tuple[float, float] | None = None
        self._unreadable = 0  # messages, up to the last final result

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
        begins, ends = self.interim_ms or (0.0, 0.0)
        missing = connection.unreadable > self._unreadable or 0 < ends <= result.from_ms
        before_ms = result.from_ms if result.text or missing else 0.0
        told = (0.0, 0.0) if result.text else (begins, ends)
        self._unreadable = connection.unreadable
        if result.text or ends > result.from_ms:
            self.interim_ms = None
        lost_ms = buffer.finalized(until_ms, before_ms, but=told)
        return lost_ms if lost_ms >= _LEAST_MS else 0.0

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
