"""Answers: words that only answer the agent's question, and so are no signal.

asked_data     "it's Sue Court, C, O, U, R, T"   a name is no threat with a lawyer
asked_closed   "no thank you"                    a no to "anything else?" refuses nothing
"""

import re

from conversation.coaching.detection.agent_act import Acts, AgentAct
from conversation.coaching.wording import Wording

_DATA_WORDS = 8
"""With more words, spelled letters and numbers not counted, a turn says more than its data."""
_SHORT_WORDS = 3
_YES_OR_NO = re.compile(
    r" (?:no|nope|nah|yes|yeah|yep|sure|non|oui|ouais|si|vale|claro)"
    r"(?: (?:thank|thanks|ta|cheers|you|please|it|is|merci|gracias|por|favor|que))* "
)
"""And no more than that: a Spanish `no` denies the verb behind it, as in "no estoy interesado"."""
_QUESTIONS = frozenset([AgentAct.ASKED_CLOSED, AgentAct.WRAPPED_UP, AgentAct.PROPOSED])


def is_mere_answer(wording: Wording, span: tuple[int, int], acts: Acts) -> bool:
    """Whether the words at `span` do no more than answer what the agent asked.

    Args:
        wording: The customer's words.
        span: A place in the wording's line.
        acts: What the agent did just before.
    """
    words = wording.line[span[0] : span[1]].split()
    if AgentAct.ASKED_DATA in acts:
        told = [word for word in wording.words if not _is_data(word)]
        return len(told) <= _DATA_WORDS and (len(words) == 1 or 2 * len(told) <= len(wording.words))
    if _QUESTIONS.isdisjoint(acts):
        return False
    return len(words) <= _SHORT_WORDS and bool(_YES_OR_NO.fullmatch(f" {' '.join(words)} "))


def is_bare_answer(wording: Wording, acts: Acts) -> bool:
    """Whether a turn is so short that it does no more than answer what the agent asked."""
    if AgentAct.ASKED_DATA in acts:
        return sum(not _is_data(word) for word in wording.words) <= _DATA_WORDS
    return not _QUESTIONS.isdisjoint(acts) and len(wording.words) <= _SHORT_WORDS


def _is_data(word: str) -> bool:
    """Whether it is a spelled letter or a number."""
    return len(word) == 1 or word[0].isdigit()
