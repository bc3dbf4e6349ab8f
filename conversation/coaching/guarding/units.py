"""Units of numbers: what a number of a text counts, by the words around it."""

import re

PERCENT, MONEY, RATE, CLOCK, COUNTED, BARE = "percent", "money", "rate", "clock", "counted", ""

_TIMES = {
    "second": "seconds? secondes? segundos?",
    "minute": "minutes? minutos?",
    "hour": "hours? heures? horas?",
    "day": "days? jours? dias?",
    "week": "weeks? semaines? semanas?",
    "month": "months? mois mes meses",
    "year": "years? ans? annees? anos?",
}
_UNITS = [
    (PERCENT, re.compile(r"\s*(?:%|(?:per ?cent|pour ?cent|por ?ciento|pct)\b)")),
    (MONEY, re.compile(r"\s*(?:[€$£]|(?:euros?|eur|dollars?|dolares|bucks|pounds?|quid|pesos)\b)")),
    (CLOCK, re.compile(r"\s*(?:[ap]\.?m\b|o'?clock|h(?:eures)?\d*\b(?! par))")),
    (RATE, re.compile(r"\s*(?:a|an|per|each|apiece|par|por|al|cada|/)\b")),
    *(
        (unit, re.compile(rf"[\s-]*(?:{'|'.join(named.split())})\b"))
        for unit, named in _TIMES.items()
    ),
]
_MONEY_BEFORE = re.compile(r"[€$£]\s*$")
_NOT_COUNTED = re.compile(
    r"\s*(?:$|[^\w\s]|(?:off|or|and|is|was|are|but|if|then|less|more|now|for|to|in|at|on|by|the"
    r"|it|that"
    r"|ou|et|est|mais|si|de|du|d|des|pour|en|a|le|la|les|y|o|es|pero|del|el|para|and|tops|max)\b)"
)


def unit_of(plain: str, start: int, end: int) -> str:
    """The unit of the number in `plain[start:end]`, a text in lower case without accents."""
    if _MONEY_BEFORE.search(plain[:start]):
        return MONEY
    found = next((unit for unit, named in _UNITS if named.match(plain, end)), None)
    return found or (BARE if _NOT_COUNTED.match(plain, end) else COUNTED)


def unit_start(plain: str, start: int) -> int:
    """Where a number begins with the sign of money before it."""
    sign = _MONEY_BEFORE.search(plain[:start])
    return sign.start() if sign else start


def unit_end(plain: str, end: int, unit: str) -> int:
    """Where a number of a unit ends with the words of the unit behind it."""
    named = next((words for known, words in _UNITS if known == unit), None)
    found = named and named.match(plain, end)
    return found.end() if found else end
