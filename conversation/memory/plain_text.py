"""Plain text of a turn: in lower case without accents, each character in its place.

Placeholders are blanked: what `REDACT` hides is nothing to remember, and neither is its number.
"""

import re
from functools import lru_cache

from conversation.coaching.wording import folded

_PLACEHOLDER = re.compile(r"\[[a-z]+ \d+\]")


@lru_cache(8)
def plain_text(text: str) -> str:
    """The plain form of `text`, as long as it is."""
    text = _PLACEHOLDER.sub(lambda found: " " * len(found[0]), text)
    if text.isascii():
        return text.lower()
    return "".join((folded(char) or char)[:1] for char in text)
