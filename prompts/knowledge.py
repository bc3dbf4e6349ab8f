"""Knowledge in a prompt: the passages that were found for a turn, as lines with ids, as data."""

import re
from collections.abc import Iterable, Sequence

from conversation.coaching.source import Source
from prompts.transcript import plain, tokens_of

SHARE = 0.25
"""Of the budget of tokens, at most."""
_MOST_CHARS = 1_000
_SHOWN = re.compile(r"\{[{%][^}%]*\bknowledge\b")


def is_told(turn: str) -> bool:
    """Whether a prompt's template shows the passages: one may do without them."""
    return bool(_SHOWN.search(turn))


def fitting(found: Sequence[Source], tokens: int) -> list[Source]:
    """The passages that fit into the budget of a prompt, the best first.

    Args:
        found: Those that were found, the best first.
        tokens: The budget of the whole prompt, as `tokens_of` estimates.
    """
    left, given = int(tokens * SHARE), list[Source]()
    for source in found:
        left -= tokens_of(_line(len(given) + 1, source))
        if left < 0:
            break
        given.append(source)
    return given


def lines_of(given: Sequence[Source]) -> list[str]:
    """The passages as a model reads them: `[k1] title: text`."""
    return [_line(number, source) for number, source in enumerate(given, 1)]


def cited(ids: Iterable[str], given: Sequence[Source]) -> list[Source]:
    """The passages that some ids name; an id that names none is passed over."""
    by_id = {f"k{number}": source for number, source in enumerate(given, 1)}
    return [by_id[one] for one in ids if one in by_id]


def _line(number: int, source: Source) -> str:
    return f"[k{number}] {plain(source.title)}: {plain(source.passage)[:_MOST_CHARS]}"
