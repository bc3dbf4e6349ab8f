"""Key names: what a key may be called, be it in `API_KEYS`, over REST or on the command line."""

import re

MAX_KEY_NAME = 64
_APART = r"\x00-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff:,"
KEY_NAME = rf"^[^{_APART}\s]([^{_APART}]*[^{_APART}\s])?$"
"""The names of keys: no colon, no comma, nothing that can't be seen, and no blank at an end."""


def is_key_name(name: str) -> bool:
    """Whether a key may have that name, wherever it comes from."""
    return len(name) <= MAX_KEY_NAME and re.fullmatch(KEY_NAME, name) is not None
