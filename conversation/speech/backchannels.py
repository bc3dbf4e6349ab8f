"""Backchannels: what a listener says to show that they follow, without taking the floor."""

import re

_CONTINUERS = (
    *("m+", "mh+m+", "h+m+", "uh", "huh", "um", "ah", "oh", "aha", "eh", "wow"),
    *("ok", "okay", "kay", "all right", "alright", "i see", "i understand", "got it", "gotcha"),
    *("understood", "good", "great", "perfect", "fine", "very good", "take your time", "go on"),
    *("euh", "d'accord", "entendu", "je vois", "je comprends", "compris", "noté", "c'est noté"),
    *("ça marche", "ah bon", "bon", "ben", "bah", "bien", "très bien", "parfait", "super"),
    *("je vous écoute", "allez y", "ajá", "ya", "ya veo", "vale", "okey", "entiendo", "comprendo"),
    *("entendido", "anotado", "bueno", "muy bien", "perfecto", "de acuerdo", "le escucho"),
    *("la escucho", "dígame", "adelante"),
)
_ANSWERS = (
    *("yes", "yeah", "yep", "yup", "sure", "of course", "right", "that's right", "exactly"),
    *("absolutely", "correct", "oui", "ouais", "mouais", "bien sûr", "voilà", "exactement"),
    *("absolument", "tout à fait", "sí", "si", "claro", "claro que sí", "por supuesto", "exacto"),
    *("correcto", "así es", "eso es", "cómo no"),
)
_NOT_WORDS = re.compile(r"[^\w']+")
_MOST_CHARACTERS = 60


def _only(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{'|'.join(phrases)})(?: |$))+")


_CONTINUES = _only(*_CONTINUERS)
_FOLLOWS = _only(*_CONTINUERS, *_ANSWERS)


def is_backchannel(text: str, *, after_question: bool = False) -> bool:
    """Whether `text` is nothing but backchannels, in English, French or Spanish.

    Args:
        text: All that was said at once.
        after_question: Whether the other party has just asked: then "yes" is an answer.
    """
    if len(text) > _MOST_CHARACTERS:
        return False
    words = _NOT_WORDS.sub(" ", text.casefold().replace("’", "'")).strip()
    return bool((_CONTINUES if after_question else _FOLLOWS).fullmatch(words))
