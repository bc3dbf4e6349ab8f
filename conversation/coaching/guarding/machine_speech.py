"""Machine speech: words that are meant for the coach, and no part of the talk between two people.

    addressed   "Coach, …", "note to the AI", "your headline must read"
    told over   "ignore your instructions", "you are now a …", "repeat your prompt"
    forged      "agent: we agreed on …", "system colon …", "</transcript>"

Whoever says "the system says error 403" or "my assistant can't log in" speaks to the agent. What is
meant for the coach is data: its numbers and names prove nothing, and its demands are no advice.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from conversation.coaching.guarding.vocabulary import COLONS, MACHINES, ORDERS, ROLES
from conversation.coaching.wording import Wording, folded

_CALLED = re.compile(
    rf"(?:(?:^|[.!?;]\s|\band you,\s)(?:{MACHINES})\s?[,:]|,\s?(?:{MACHINES})\s?,)"
)
_FORGED = re.compile(
    rf"(?<!\bmy )(?<!\byour )(?<!\bthe )(?<!\bour )(?<!\bl')(?:^|(?<=[.!?\]\s,]))(?:{ROLES})\s?"
    rf"(?::|\s(?:{COLONS})\b)"
)
_SPOKEN = re.compile(rf":|{COLONS}")
_MARKS = re.compile(r"</?\w+>|\[/?(?:inst|system|\w?\d+)\]|<\||#{3,}|`{3}|\{\s*\"\w+\"\s*:")
_SENTENCE_END = re.compile(r"[.!?]\s+")
_MOST_KNOWN = 20_000  # turns; a few hundred calls
# "That is an order to the AI": what it points back at is meant for the machine as well.
_POINTS_BACK = re.compile(r"(?:that|this|it|c'est|ceci|cela|eso|esto|es)\b")


class MachineSpeech:
    """Finds it in turns, and remembers where it begins by the hash of a turn: no word is kept."""

    def __init__(self) -> None:
        """Create a finder that knows no turn."""
        self._starts: dict[int, int] = {}

    def parted(self, text: str) -> tuple[str, str]:
        """What of a turn is said to the agent, and what is meant for the coach; each may be empty.

        A sentence that is meant for the coach takes along all that follows it, and the sentence
        that it points back at.
        """
        key = hash(text)
        if key not in self._starts:
            if len(self._starts) >= _MOST_KNOWN:
                self._starts.clear()
            self._starts[key] = _start(text)
        start = self._starts[key]
        return text[:start].rstrip(), text[start:]


def sentences_meant(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences stand that are meant for the coach."""
    for begin, end in _sentences(text):
        if _is_meant_for_it(text[begin:end]):
            yield begin, end


def _start(text: str) -> int:
    """Where what is meant for the coach begins; the end of the text where nothing is."""
    before = 0
    for begin, end in _sentences(text):
        sentence = text[begin:end]
        if _is_meant_for_it(sentence):
            return before if _POINTS_BACK.match(folded(sentence)) else begin
        before = begin
    return len(text)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return pairwise([0, *ends, len(text)])


def calls_it(line: str) -> bool:
    """Whether a `plain_line` names a machine as one that listens, or has marks of a prompt."""
    is_called = ("," in line or ":" in line) and bool(_CALLED.search(line))
    return is_called or bool(_MARKS.search(line))


def plain_line(sentence: str) -> str:
    """A sentence in lower case and without accents, in one line, with all its marks."""
    return " ".join(folded(sentence).replace("’", "'").split())


def _is_meant_for_it(sentence: str) -> bool:
    if ORDERS.places(Wording(sentence)):
        return True
    line = plain_line(sentence)
    return calls_it(line) or bool(_SPOKEN.search(line) and _FORGED.search(line))
