"""Objection answer: what the agent said to meet an objection, by rules.

Not every turn after an objection meets it: people first say that they understand, ask back, or are
led to another subject by the customer.

    "That's too expensive."   "I hear you, that's fair."       understands
                              "Compared to what, exactly?"     asks back: only where nothing follows
                              "The annual plan is seventy."    ◄── meets it
    "Anyway, do you ship to Spain?"                            another subject: nothing met it
"""

import re
from collections.abc import Sequence

from conversation.after_call.summary.call_reading import ReadTurn
from conversation.after_call.summary.words.compiled import SummaryCues
from conversation.coaching.wording import Wording

_FEWEST_WORDS = 4
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")


def answer_to(turns: Sequence[ReadTurn], cues: SummaryCues) -> ReadTurn | None:
    """The turn that meets an objection; the agent's question where nothing does.

    Args:
        turns: Those after the objection, in their order.
        cues: The words of the language that is spoken.
    """
    asked: ReadTurn | None = None
    for one in turns:
        said = one.reading.said
        if not one.is_agents:
            if _begins(Wording(said), cues):
                break
            continue
        sentences = [found[0] for found in _SENTENCE.finditer(said)]
        if any(_says_something(sentence, cues) for sentence in sentences if "?" not in sentence):
            return one
        if any(_says_something(sentence, cues) for sentence in sentences):
            asked = asked or one
    return asked


def _says_something(sentence: str, cues: SummaryCues) -> bool:
    """Whether there is more in it than that the other was heard."""
    wording = Wording(sentence)
    if len(wording.words) < _FEWEST_WORDS:
        return False
    spans = list(cues.understands.spans(wording))
    if not spans:
        return True
    rest, at = "", 0
    for start, end in spans:
        rest, at = f"{rest} {wording.line[at:start]}", end
    return len(Wording(f"{rest} {wording.line[at:]}").words) >= _FEWEST_WORDS


def _begins(wording: Wording, cues: SummaryCues) -> bool:
    """Whether a turn begins with words that lead to another subject."""
    first = next(iter(cues.moves_on.spans(wording)), None)
    return first is not None and len(wording.line[: first[0]].split()) <= 1
