"""Promises: what an advice gives away, and what it has no right to tell the agent to do.

    gives away  a verb of giving, and a discount, money back, or something for free, close behind it
    is unsafe   to pass over a check of who calls, to tell a secret or others' data, to harm,
                to say what an illness is or which medicine to take
    declines    to keep a rule, to return to the matter: how a demand is answered that is not met

A text that says not to do it does none of it: "Don't grant 30 percent", « N'accordez pas … ».
"""

import re
from collections.abc import Iterator

from conversation.coaching.cues import Cues
from conversation.coaching.guarding.vocabulary import (
    ASKING,
    DECLINING,
    DENYING,
    GIFTS,
    GIVES,
    HARMING,
    MEDICAL,
    REFERRING,
    UNSAFE,
)
from conversation.coaching.wording import Wording

_NOTHING = re.compile(r" (?:give|offer|promise|donnez|offrez|de|ofrezca) (?:nothing|rien|nada) ")


def gives_away(text: str) -> bool:
    """Whether a text tells the agent to give something, or the customer that they get it."""
    if _NOTHING.search(Wording(text).line):
        return False
    return any(
        not DENYING.found_in(before) and not ASKING.found_in(before)
        for before in _before(GIVES, text)
    ) or any(not before.strip() for before in _before(GIFTS, text))


def is_unsafe(text: str) -> bool:
    """Whether a text tells the agent to do harm to the customer, or to another."""
    if any(not before.strip() for before in _before(HARMING, text)):
        return True
    if any(not DENYING.found_in(before) for before in _before(UNSAFE, text)):
        return True
    leaving = (DENYING, ASKING, REFERRING)
    return any(
        not any(cues.found_in(before) for cues in leaving) for before in _before(MEDICAL, text)
    )


def declines(text: str) -> bool:
    """Whether a text begins as one that meets no demand."""
    return any(not before.strip() for before in _before(DECLINING, text, first=True))


def _before(cues: Cues, text: str, *, first: bool = False) -> Iterator[str]:
    """For each place of a cue, what its sentence has before it; `first`: in the first sentence."""
    line = Wording(text).line
    for start, _ in cues.spans(Wording(text)):
        begin = max(line.rfind(end, 0, start + 1) for end in (" . ", " ? ")) + 2
        begin = max(begin, 0) if begin > 1 else 0
        if not first or begin == 0:
            yield f"{line[begin:start]} "
