"""Turns of Flux: what each state of them tells, and which requests for final words it answers.

| event | result |
|---|---|
| any but `EndOfTurn`, with words | these are all of the turn so far, and may change |
| the same, without words | nobody speaks: what was sent up to a second ago has no words |
| `EndOfTurn` | the words of the turn are final |

https://developers.deepgram.com/docs/flux/state
"""

import math

from services.stt.connection import SttResult
from services.stt.deepgram.turn_info import TurnInfo, TurnWord

# A turn is told some time after its first word has begun.
_UNTOLD_MS = 1000.0
_FORCED = "manual"
TOLERANCE_MS = 50.0
"""How much of the audio before a request may not be read yet: less than a word."""


class FluxTurns:
    """The turns of one connection, and the requests to end one that it has yet to answer.

    Attributes:
        heard_ms: Up to where the audio is read.
        is_open: Whether a turn has words that may change.
    """

    def __init__(self) -> None:
        """Begin a connection."""
        self.heard_ms = 0.0
        self.is_open = False
        self._final_ms = 0.0
        self._begins_ms = 0.0  # of the open turn, at the latest
        self._asked: list[float] = []  # the audio before each

    def ask(self, at_ms: float) -> None:
        """The final words of the audio up to there are wanted."""
        self._asked.append(at_ms)

    @property
    def asks(self) -> bool:
        """Whether an answer is owed."""
        return bool(self._asked)

    @property
    def is_due(self) -> bool:
        """Whether an answer is owed, and all the audio before it is read."""
        return self.asks and self._asked[0] <= self.heard_ms + TOLERANCE_MS

    def take(self, info: TurnInfo, sent_ms: float = math.inf) -> SttResult:
        """The result of a message; no more is read than was sent."""
        info.audio_window_end = min(info.audio_window_end, sent_ms / 1000)
        self.heard_ms = max(self.heard_ms, info.until_ms)
        if info.event == "EndOfTurn":
            return self._ended(info)
        if not info.transcript:
            self.is_open = False
            until_ms = max(self._final_ms, info.until_ms - _UNTOLD_MS)
            return self._final("", until_ms, is_placed=info.is_placed)
        if not self.is_open:
            self.is_open, self._begins_ms = True, info.until_ms
        return self._told(info, self._final_ms, is_final=False)

    def empty(self) -> SttResult:
        """The answer to the oldest request, where no words are left."""
        return self._final("", self._asked[0], asked=True)

    def _ended(self, info: TurnInfo) -> SttResult:
        if not self.is_open:
            self._begins_ms = info.until_ms
        self.is_open = False
        from_ms, self._final_ms = self._final_ms, max(self._final_ms, info.until_ms)
        return self._told(info, from_ms, is_final=True)

    def _told(self, info: TurnInfo, from_ms: float, *, is_final: bool) -> SttResult:
        words = info.words or [TurnWord()]
        first_s, last_s = words[0].start, words[-1].end
        start_ms = self._begins_ms if first_s is None else first_s * 1000
        end_ms = info.until_ms if last_s is None else last_s * 1000
        if start_ms > end_ms:  # where the words are can't be told, but that they were just said
            start_ms = min(self._begins_ms, info.until_ms)
            end_ms = info.until_ms
        if not info.is_placed:
            start_ms = -math.inf
        sure = [word.confidence for word in words if word.confidence is not None]
        return SttResult(
            info.transcript,
            start_ms=start_ms,
            end_ms=end_ms,
            until_ms=info.until_ms,
            is_final=is_final,
            from_ms=from_ms,
            from_finalize=is_final and self._answers(info.until_ms, forced=info.trigger == _FORCED),
            confidence=sum(sure) / len(sure) if is_final and sure else None,
            language=info.language,
            is_placed=info.is_placed,
        )

    def _final(
        self, text: str, until_ms: float, *, asked: bool = False, is_placed: bool = True
    ) -> SttResult:
        from_ms, self._final_ms = self._final_ms, max(self._final_ms, until_ms)
        answers = asked and self._answers(until_ms)
        return SttResult(
            text,
            from_ms,
            until_ms,
            until_ms,
            is_final=True,
            from_ms=from_ms,
            from_finalize=answers,
            is_placed=is_placed,
        )

    def _answers(self, until_ms: float, *, forced: bool = False) -> bool:
        """Whether final words up to there answer requests, which then owe no answer."""
        if forced and self._asked:
            until_ms = max(until_ms, self._asked[0])
        owed = [at_ms for at_ms in self._asked if at_ms > until_ms + TOLERANCE_MS]
        answered, self._asked = len(owed) < len(self._asked), owed
        return answered
