"""PII redaction: signs that look like a digit, a letter or a point, written as that one.

A card number is one to whoever reads it, whatever block of Unicode its digits are from, and
whatever invisible signs stand between them.
"""

import re
from unicodedata import decimal, normalize, numeric

# Fullwidth digits, letters and what stands in an address, but no punctuation of Chinese; letters in
# circles; mathematical letters and digits.
_FULLWIDTH = "\uff0b\uff0d-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a"
_LOOK_ALIKES = re.compile(f"[{_FULLWIDTH}\u24b6-\u24e9\U0001d400-\U0001d7ff]+")
# Numbers in circles of all kinds, in brackets, with a point or a comma.
_MARKED = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\U0001f100-\U0001f10c]")
_KEYCAP = re.compile("(?<=[0-9])\ufe0f?\u20e3")
# Four at least: an exponent, a unit and a formula have fewer in a row.
_RAISED = "[\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089]"
_RAISED_NUMBER = re.compile(rf"{_RAISED}(?:[\s.+-]?{_RAISED}){{3,}}")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_SIGN = r"[\s0-9A-Za-z.@+-]"
_BETWEEN = re.compile(f"(?<={_SIGN})[{_UNSEEN}]+(?={_SIGN}|\\Z)", re.ASCII)


def plain(text: str) -> str:
    """The text with such signs as ASCII ones, and with no invisible sign in a word of ASCII."""
    if text.isascii():
        return text
    text = _LOOK_ALIKES.sub(lambda found: normalize("NFKC", found[0]), text)
    text = _KEYCAP.sub("", _MARKED.sub(lambda found: str(int(numeric(found[0]))), text))
    text = _RAISED_NUMBER.sub(lambda found: normalize("NFKC", found[0]), text)
    return _BETWEEN.sub("", text)


def in_ascii_digits(text: str) -> str:
    """The text, every sign at its place, with the digits of other scripts as ASCII ones."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(decimal(found[0])), text)
