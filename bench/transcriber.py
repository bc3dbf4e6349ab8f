"""What a recogniser says of the sample call, and when, as Deepgram does: by the script's times.

It costs next to nothing, because it need not listen: the place in the call is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.looped_call import LoopedCall
from conversation.speech.speakers import Speaker
from peers.deepgram_wire import Options, Span, results
from peers.speech import Word

_SPAN_MS = 3000
"""Speech after which a span is closed though nobody paused."""


@dataclass(frozen=True, slots=True)
class Result:
    """A message.

    Attributes:
        message: As it is sent.
        word_end_ms: Where in the looped call its last word ends; None where it has none.
        is_final: Whether its words are final.
    """

    message: str
    word_end_ms: float | None
    is_final: bool


class Transcriber:
    """The recognition of one socket, whose audio begins at `start_ms` of the looped call."""

    def __init__(self, call: LoopedCall, speaker: Speaker, start_ms: int, options: Options):
        self._words = [word for turn in call.turns[speaker] for word in turn.words]
        self._round_ms = call.round_ms
        self._start_ms = start_ms
        self._options = options
        self._now_ms = float(start_ms)
        self._span_ms = float(start_ms)
        self._heard: list[Word] = []  # since the last final
        self._next = 0
        while self._word(self._next).start_ms < start_ms:
            self._next += 1

    def hear_until(self, now_ms: float) -> list[Result]:
        """Take audio up to a place in the call; returns what is to be said of it."""
        said = []
        while (word := self._word(self._next)).end_ms <= now_ms:
            if self._pauses_at(word.start_ms):
                said.append(self.final(speech_final=True))
            self._heard.append(word)
            self._next += 1
            self._now_ms = word.end_ms
            if word.end_ms - self._heard[0].start_ms >= _SPAN_MS:
                said.append(self.final())
            elif self._options.interim:
                message = results(self._options, self._span(), is_final=False)
                said.append(Result(message, word.end_ms, is_final=False))
        if self._pauses_at(now_ms):
            said.append(self.final(speech_final=True))
        self._now_ms = now_ms
        return said

    def final(self, *, speech_final: bool = False, from_finalize: bool = False) -> Result:
        """Make what was heard final."""
        message = results(
            self._options,
            self._span(),
            is_final=True,
            speech_final=speech_final,
            from_finalize=from_finalize,
        )
        last = self._heard[-1].end_ms if self._heard else None
        self._span_ms, self._heard = self._now_ms, []
        return Result(message, last, is_final=True)

    def _pauses_at(self, ms: float) -> bool:
        silence = self._options.endpointing_ms
        return silence is not None and bool(self._heard) and ms - self._heard[-1].end_ms >= silence

    def _word(self, number: int) -> Word:
        rounds, place = divmod(number, len(self._words))
        word, shift = self._words[place], rounds * self._round_ms
        return Word(word.word, word.start_ms + shift, word.end_ms + shift)

    def _span(self) -> Span:
        """What was heard, in the socket's own time."""
        words: Sequence[Word] = [
            Word(w.text, w.start_ms - self._start_ms, w.end_ms - self._start_ms)
            for w in self._heard
        ]
        start, end = round(self._span_ms) - self._start_ms, round(self._now_ms) - self._start_ms
        return Span(start, end, tuple(words))
