"""JSON with surrogates: halves of a pair, where a program cut a text in an emoji.

No file and no database takes one, and strict parsers refuse the whole text for it.
"""

import re

# An escaped backslash is passed over, and so is a pair, of which both halves are there.
_LONE = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


def without_halves(data: str | bytes) -> str:
    """The text of JSON with U+FFFD for each half of a pair that stands alone."""
    text = data.decode(errors="replace") if isinstance(data, bytes) else data
    return _LONE.sub(lambda found: "\\ufffd" if found[1] else found[0], text)
