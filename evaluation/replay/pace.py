"""Speech pace: where the words of a turn are, where nobody knows their times.

    after a word that …            people pause for
    ─────────────────────────────  ────────────────
    ends a sentence                400 ms
    is a hesitation ("um", "euh")  350 ms
    has a comma, or a dash         150 ms
    is any other                   –

Pauses take a third of the turn at most; the rest of it is shared by the lengths of the words.
"""

from collections.abc import Iterator

from conversation.languages import SENTENCE_ENDS
from evaluation.labels.labelled_call import LabelledTurn, LabelledWord

_SENTENCE_MS = 400
_HESITATION_MS = 350
_COMMA_MS = 150
_MOST = 1 / 3
_COMMAS = ",;:–—"
_HESITATIONS = frozenset(
    ("uh", "um", "er", "erm", "hm", "hmm", "mm", "mmm", "euh", "heu", "hum", "eh", "em", "este")
)


def spread(turn: LabelledTurn) -> Iterator[LabelledWord]:
    """The words of a turn over its time, with the pauses that people make."""
    words = turn.text.split()
    length_ms = turn.end_ms - turn.start_ms
    pauses = [_pause_after(word) for word in words[:-1]] + [0]
    share = min(1.0, length_ms * _MOST / max(1, sum(pauses)))
    a_letter = (length_ms - share * sum(pauses)) / sum(len(word) + 1 for word in words)
    at_ms = float(turn.start_ms)
    for word, pause_ms in zip(words, pauses, strict=True):
        end_ms = at_ms + a_letter * (len(word) + 1)
        yield LabelledWord(word=word, start_ms=round(at_ms), end_ms=round(end_ms))
        at_ms = end_ms + share * pause_ms


def _pause_after(word: str) -> int:
    if word.strip(".,…?!¿¡").casefold() in _HESITATIONS:
        return _HESITATION_MS
    if word[-1] in SENTENCE_ENDS + "…":
        return _SENTENCE_MS
    return _COMMA_MS if word[-1] in _COMMAS else 0
