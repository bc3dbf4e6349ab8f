"""Flux turns: the `TurnInfo` messages of `/v2/listen`, read into results.

| event | result |
|---|---|
| any but `EndOfTurn`, with words | these are all of the turn so far, and may change |
| the same, without words | nobody speaks: what was sent up to a second ago has no words |
| `EndOfTurn` | the words of the turn are final |

https://developers.deepgram.com/docs/flux/state
"""

from contextlib import suppress

import orjson
from pipecat.transcriptions.language import Language
from pydantic import BaseModel, ValidationError

from services.stt.connection import SttResult
from services.stt.deepgram.results import AnswerError

# A turn is told some time after its first word has begun.
_UNTOLD_MS = 1000.0
_FORCED = "manual"
TOLERANCE_MS = 50.0
"""How much of the audio before a request may not be read yet: less than a word."""


class FluxError(Exception):
    """Flux ends the connection; its text is Flux's code, and none of its words."""


class _Word(BaseModel):
    start: float | None = None
    end: float | None = None
    confidence: float = 0.0


class TurnInfo(BaseModel):
    """The state of a turn; times in seconds of the connection's audio."""

    event: str
    audio_window_end: float
    transcript: str
    words: list[_Word] = []
    trigger: str | None = None
    languages: list[str] | None = None

    @property
    def until_ms(self) -> float:
        """Up to where the audio is read."""
        return self.audio_window_end * 1000

    @property
    def language(self) -> Language | None:
        """The first that is detected, where it is known."""
        with suppress(ValueError):
            return Language(self.languages[0]) if self.languages else None


def read_turn_info(message: str | bytes) -> TurnInfo | None:
    """Read a message; None where it is of another known form.

    Raises:
        AnswerError: It is no JSON object, or not the `TurnInfo` that it says it is.
        FluxError: It is Flux's last.
    """
    try:
        said = orjson.loads(message)
        kind = said["type"]
    except (orjson.JSONDecodeError, TypeError, LookupError) as error:
        raise AnswerError("Flux's answer is no message") from error
    if kind == "Error":
        raise FluxError(str(said.get("code")))
    if kind != "TurnInfo":
        return None
    try:
        return TurnInfo.model_validate(said)
    except ValidationError as error:  # which would tell the words
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise AnswerError(f"Flux's TurnInfo is wrong at {where}") from None


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

    def take(self, info: TurnInfo) -> SttResult:
        """The result of a message."""
        self.heard_ms = max(self.heard_ms, info.until_ms)
        if info.event == "EndOfTurn":
            return self._ended(info)
        if not info.transcript:
            self.is_open = False
            return self._final("", max(self._final_ms, info.until_ms - _UNTOLD_MS))
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
        words = info.words or [_Word()]
        first, last = words[0], words[-1]
        return SttResult(
            info.transcript,
            start_ms=self._begins_ms if first.start is None else first.start * 1000,
            end_ms=info.until_ms if last.end is None else last.end * 1000,
            until_ms=info.until_ms,
            is_final=is_final,
            from_ms=from_ms,
            from_finalize=is_final and self._answers(info.until_ms, forced=info.trigger == _FORCED),
            confidence=sum(word.confidence for word in words) / len(words) if is_final else None,
            language=info.language,
        )

    def _final(self, text: str, until_ms: float, *, asked: bool = False) -> SttResult:
        from_ms, self._final_ms = self._final_ms, max(self._final_ms, until_ms)
        answers = asked and self._answers(until_ms)
        return SttResult(
            text, from_ms, until_ms, until_ms, True, from_ms=from_ms, from_finalize=answers
        )

    def _answers(self, until_ms: float, *, forced: bool = False) -> bool:
        """Whether final words up to there answer requests, which then owe no answer."""
        if forced and self._asked:
            until_ms = max(until_ms, self._asked[0])
        owed = [at_ms for at_ms in self._asked if at_ms > until_ms + TOLERANCE_MS]
        answered, self._asked = len(owed) < len(self._asked), owed
        return answered
