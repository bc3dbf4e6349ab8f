"""Day facts: weekdays, months and days counted from today, by one name in all languages."""

import re
from collections.abc import Iterator

from conversation.coaching.wording import folded
from conversation.privacy.number_words.vocabulary import MONTHS

_WEEKDAYS = [
    ("monday", "lundi", "lunes"),
    ("tuesday", "mardi", "martes"),
    ("wednesday", "mercredi", "miercoles"),
    ("thursday", "jeudi", "jueves"),
    ("friday", "vendredi", "viernes"),
    ("saturday", "samedi", "sabado"),
    ("sunday", "dimanche", "domingo"),
]
_DAYS = {
    form: names[0]
    for names in _WEEKDAYS
    for name in names
    for form in (name, name.removesuffix("s") + "s")
}
_ABBREVIATED = 3
_MONTH = {folded(name): f"month {at}" for name, at in MONTHS.items() if len(name) > _ABBREVIATED}
_MONTH["may"] = _MONTH["mai"] = "month 5"
_VERBS = {"may", "march", "mars"}  # a month only where it is written or dated as one
_DATED = re.compile(
    r"(?:\d|\b(?:of|in|by|until|since|de|en|du|le|fin|debut|depuis|early|late) )\W*$"
)
_COUNTED = {
    "tomorrow": r"tomorrow|demain|manana (?:mismo|por la|a las)|para manana",
    "tonight": r"tonight|ce soir|esta noche",
    "next week": r"next week|semaine prochaine|(?:proxima semana|semana (?:que viene|proxima))",
    "next month": r"next month|mois prochain|(?:proximo mes|mes (?:que viene|proximo))",
    "next year": r"next year|annee prochaine|(?:proximo ano|ano que viene)",
}
_FROM_TODAY = {day: re.compile(rf"\b(?:{named})\b") for day, named in _COUNTED.items()}
_WORD = re.compile(r"[^\W\d_]+")


def is_day(word: str) -> bool:
    """Whether a word, in the form of `folded`, is the name of a weekday or a month."""
    return word in _DAYS or word in _MONTH


def days(text: str) -> Iterator[str]:
    """The days and months that a text names; "may" and "march" where they are no verbs."""
    plain = " ".join(folded(word) for word in text.split())
    yield from (day for day, named in _FROM_TODAY.items() if named.search(plain))
    for match in _WORD.finditer(text):
        word = folded(match[0])
        if (found := _DAYS.get(word)) or (
            (found := _MONTH.get(word)) and (word not in _VERBS or _is_date(text, match))
        ):
            yield found


def _is_date(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if re.match(r"\W{0,2}\d", after) or _DATED.search(folded(before)):
        return True
    return match[0][0].isupper() and bool(re.search(r"[\w,]\s*$", before))
