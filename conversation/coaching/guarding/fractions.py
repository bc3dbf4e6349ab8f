"""Fraction facts: parts of a whole, spoken or written, each as `numerator/denominator`.

half, moitié, mitad, ½, 1/2                          1/2
a third, un tiers, un tercio, ⅓, third off           1/3
a tenth of the price, un dixième du prix             1/10; a tenth person is none
three quarters, les deux tiers, dos tercios, 3/4     3/4, 2/3
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from unicodedata import normalize

_SIZES = {
    **dict.fromkeys(("third", "thirds", "tiers", "tercio", "tercios"), 3),
    **dict.fromkeys(("quarter", "quarters", "quart", "quarts", "cuarto", "cuartos"), 4),
    **dict.fromkeys(("fifth", "fifths", "cinquieme", "cinquiemes", "quinto", "quintos"), 5),
    **dict.fromkeys(("sixth", "sixths", "sixieme", "sixiemes", "sexto", "sextos"), 6),
    **dict.fromkeys(("eighth", "eighths", "huitieme", "huitiemes", "octavo", "octavos"), 8),
    **dict.fromkeys(("tenth", "tenths", "dixieme", "dixiemes", "decimo", "decimos"), 10),
}
_COUNTS = {
    **dict.fromkeys(("a", "an", "one", "un", "une", "le", "la", "de"), 1),
    **dict.fromkeys(("two", "deux", "dos"), 2),
    **dict.fromkeys(("three", "trois", "tres"), 3),
    **dict.fromkeys(("four", "quatre", "cuatro"), 4),
    **dict.fromkeys(("five", "cinq", "cinco"), 5),
    **dict.fromkeys(("seven", "sept", "siete"), 7),
    **dict.fromkeys(("nine", "neuf", "nueve"), 9),
}
_HALF = re.compile(r"\b(?:half|halves|halved|moitie|demi|mitad)\b")
_PART = re.compile(
    rf"\b(?:(?P<count>{'|'.join(_COUNTS)})[\s-])?(?P<size>{'|'.join(_SIZES)})\b"
    r"(?P<of>\s(?:of|off|less|cheaper|lower|de|du|des|del|moins|menos)\b)?(?P<price>\sthe price)?"
)
_WRITTEN = re.compile(r"(?<![\d/.,])([1-9])/([2-9]|10)(?![/.,]?\d)")
_SIGN = re.compile(r"[¼-¾⅐-⅞]")
_ONE_OF_MANY = {3}  # a third is said of nothing else; a fifth may be a place in a row
HINT = "third|tiers|tercio|quart|cuarto|fifth|sixth|eighth|tenth|ieme|quint|sexto|octavo|decimo"


def with_signs_written(text: str) -> str:
    """The text with `1/3` for a sign like `⅓`."""
    return _SIGN.sub(lambda sign: f" {normalize('NFKC', sign[0])} ".replace("\u2044", "/"), text)


def fractions(plain: str) -> Iterator[str]:
    """The fractions of a text in lower case without accents, of which no sign is left."""
    if _HALF.search(plain):
        yield "1/2"
    for found in _PART.finditer(plain):
        size, of = _SIZES[found["size"]], found["of"] or ""
        count = _COUNTS.get(found["count"] or "")
        if count is None and (of == " off" or found["price"]):
            count = 1
        if count and (count > 1 or size in _ONE_OF_MANY or of):
            yield str(Fraction(count, size))
    for found in _WRITTEN.finditer(plain):
        if _is_part(found):
            yield str(Fraction(found[0]))


def without_written(plain: str) -> str:
    """The text without fractions in digits: their digits are no numbers of their own."""
    return _WRITTEN.sub(lambda found: " " if _is_part(found) else found[0], plain)


def _is_part(found: re.Match[str]) -> bool:
    return int(found[1]) < int(found[2])
