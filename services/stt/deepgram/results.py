"""Deepgram results: the `Results` messages of one connection, read into `SttResult`.

| what a result does not say, or not so that it can be read | what is taken |
|---|---|
| where its audio begins | where the last final result ended: they follow each other |
| how long that is | up to the end of its last word; without places of words, it is left open |
| whether it is final | whether it ends an utterance, or answers; else its words may change |
| the transcript | the words, one by one |
| where its words are | where those of the same stretch began, or a guess from its end |
| how sure they are, in what language | nothing |

https://developers.deepgram.com/reference/speech-to-text/listen-streaming
"""

from dataclasses import replace

from services.stt.connection import SttResult
from services.stt.deepgram.last_final import LastFinal
from services.stt.deepgram.results_message import ReadResult, read_results

# How long a word lasts, and what may be silent behind the last one: what endpointing waits for.
_WORD_MS, _SILENT_MS = 400.0, 300.0
_SAME_MS = 1.0  # of a time that is a sum and one that is not


class ResultReader:
    """The results of one connection, message by message."""

    def __init__(self) -> None:
        """Nothing has come."""
        self._final: SttResult | None = None
        self._last = LastFinal()
        self._began: tuple[float, float] | None = None  # a stretch, and where its words begin

    def read(self, message: str | bytes, sent_ms: float = 0.0) -> SttResult | None:
        """Read a message; None where it is of another known form, or final words come twice.

        Args:
            message: As it came.
            sent_ms: The connection's audio that was sent before.

        Raises:
            AnswerError: It is no JSON object, or a result whose words can't be read.
            SttRefusedError: It says that the connection is over.
        """
        final = self._final
        read = read_results(message, final.until_ms if final else 0.0)
        if not read or self._is_doubled(read, sent_ms):
            return None
        result = read.result
        if final and final.text and final.until_ms <= final.from_ms:  # whose end was left open
            result = replace(result, from_ms=min(result.from_ms, final.until_ms))
        if result.text and result.until_ms > result.from_ms:
            result = self._placed(result, has_begin=read.has_begin)
        if final and not (read.place or final.is_placed):  # it begins where that ended
            result = replace(result, is_placed=False)
        if result.is_final:
            self._final = replace(read.result, is_placed=result.is_placed)
        return result

    def _is_doubled(self, read: ReadResult, sent_ms: float) -> bool:
        if not read.result.text:
            return False
        if not read.result.is_final:
            self._last.others()
            return False
        return self._last.is_doubled(read.result.text, read.place, sent_ms)

    def _placed(self, result: SttResult, *, has_begin: bool) -> SttResult:
        """The result; without places of words, where they begin is known from others, or guessed.

        A stretch begins with what was silent before it: words that seemed to begin there would be
        taken for a turn that is over.
        """
        began_ms = result.start_ms
        if not has_begin and self._began and abs(self._began[0] - result.from_ms) < _SAME_MS:
            began_ms = self._began[1]
        elif not has_begin:
            words_ms = _WORD_MS * len(result.text.split())
            began_ms = max(result.from_ms, result.until_ms - _SILENT_MS - words_ms)
        self._began = result.from_ms, began_ms
        return replace(result, start_ms=min(began_ms, result.end_ms))
