"""Part of a turn: as much of a customer's words as is compared by meaning."""

import re

from conversation.coaching.detection.heard import Heard
from conversation.coaching.wording import Wording

_SENTENCE = re.compile(r"\S.*?(?:[.?!…]+(?=\s)|$)", re.DOTALL)
_FEWEST_WORDS = 3
_MOST = 8
"""A turn's last sentences: what it is said for comes last, and each costs a millisecond."""


def parts_of(heard: Heard) -> list[str]:
    """The whole of a turn and its sentences, as far as they are meant.

    Too short ones mean nothing by themselves.
    """
    found = list(_SENTENCE.finditer(heard.turn.text))
    meant = [match.group() for match in found if not _set_aside(heard, *match.span())]
    parts = [part for part in meant[-_MOST:] if len(Wording(part).words) >= _FEWEST_WORDS]
    whole = [heard.turn.text.strip()] if parts and len(meant) == len(found) else []
    return list(dict.fromkeys([*whole, *parts]))


def _set_aside(heard: Heard, start: int, end: int) -> bool:
    place = heard.wording.place(start, end)
    return place is None or heard.stances.sets_aside(place)
