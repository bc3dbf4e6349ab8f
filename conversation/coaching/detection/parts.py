"""Part of a turn: as much of a customer's words as is compared by meaning."""

import re
from collections.abc import Sequence

from conversation.coaching.detection.heard import HeardTurn
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker

_SENTENCE = re.compile(r"\S.*?(?:[.?!…](?=\s)|$)", re.DOTALL)
_FEWEST_WORDS = 3
_MOST = 8
"""A turn's last sentences: what it is said for comes last, and each costs a millisecond."""


def parts_of(heard: HeardTurn) -> list[str]:
    """The whole of a turn and its sentences, as far as they are meant.

    Too short ones mean nothing by themselves.
    """
    found = list(_SENTENCE.finditer(heard.turn.text))
    meant = [match.group() for match in found if not _set_aside(heard, *match.span())]
    parts = _long_enough(meant[-_MOST:])
    whole = [heard.turn.text.strip()] if parts and len(meant) == len(found) else []
    return list(dict.fromkeys([*whole, *parts]))


def before(heard: HeardTurn) -> str:
    """The last sentence that the agent said before a turn; empty where there is none."""
    said = (turn.text for turn in reversed(heard.earlier) if turn.speaker is Speaker.AGENT)
    return last_sentence(next(said, ""))


def last_sentence(text: str) -> str:
    """The last sentence of a text, however short; empty where it has none."""
    return next((match.group() for match in reversed([*_SENTENCE.finditer(text)])), "")


def sentences_of(text: str) -> list[str]:
    """The sentences of a text that mean something by themselves."""
    return _long_enough([match.group() for match in _SENTENCE.finditer(text)])


def _long_enough(sentences: Sequence[str]) -> list[str]:
    return [one for one in sentences if len(Wording(one).words) >= _FEWEST_WORDS]


def _set_aside(heard: HeardTurn, start: int, end: int) -> bool:
    place = heard.wording.place(start, end)
    return place is None or heard.stances.sets_aside(place)
