"""PII redaction: signs that look like a digit, a letter or a point, written as that one.

A card number is one to whoever reads it, whatever block of Unicode its digits are from, and
whatever invisible signs stand between them.
"""

import re
from unicodedata import decimal, normalize

# Fullwidth digits, letters and what stands in an address, but no punctuation of Chinese; digits and
# letters in circles; mathematical letters and digits.
_FULLWIDTH = "\uff0b\uff0d-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a"
_LOOK_ALIKES = re.compile(f"[{_FULLWIDTH}\u2460-\u2473\u24b6-\u24ea\U0001d400-\U0001d7ff]+")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_SIGN = r"[\s0-9A-Za-z.@+-]"
_BETWEEN = re.compile(f"(?<={_SIGN})[{_UNSEEN}]+(?={_SIGN}|\\Z)", re.ASCII)


def plain(text: str) -> str:
    """The text with such signs as ASCII ones, and with no invisible sign in a word of ASCII."""
    if text.isascii():
        return text
    text = _LOOK_ALIKES.sub(lambda found: normalize("NFKC", found[0]), text)
    return _BETWEEN.sub("", text)


def in_ascii_digits(text: str) -> str:
    """The text, every sign at its place, with the digits of other scripts as ASCII ones."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(decimal(found[0])), text)
