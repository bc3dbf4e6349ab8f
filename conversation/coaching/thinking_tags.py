"""Thinking tags: the marks that models put around what they think before they answer."""

import re
from enum import StrEnum

_NAME = r"(?:\w+:)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|scratchpad|analysis)"
_TAG = re.compile(
    rf"[<\[◁](?P<slash>/?){_NAME}[>\]▷]"
    r"|<\|(?P<edge>START|END)_THINKING\|>"
    r"|<\|channel\|>(?P<channel>analysis|final)<\|message\|>",
    re.IGNORECASE,
)
_MAYBE = re.compile(r"[<\[◁][\w:/|<>]{0,39}\Z")


class Tag(StrEnum):
    """The kinds of thing that stand at a place in an answer."""

    OPENS = "opens"
    CLOSES = "closes"
    UNSURE = "unsure"  # the text ends before it can be told
    NONE = "none"


def tag_at(text: str, at: int) -> tuple[Tag, int]:
    """The tag that begins at `text[at]`, and where it ends."""
    if found := _TAG.match(text, at):
        closes = found["slash"] or found["edge"] in ("END", "end") or found["channel"] == "final"
        return Tag.CLOSES if closes else Tag.OPENS, found.end()
    return (Tag.UNSURE if _MAYBE.match(text, at) else Tag.NONE), at + 1
