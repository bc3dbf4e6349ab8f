"""Backchannels: what a listener says to show that they follow, without taking the floor."""

import re

_CONTINUERS = (
    *("m+", "mh+m+", "h+m+", "mhmm", "uh", "huh", "um", "ah", "oh", "oo+h", "aha", "eh", "wow"),
    *("ok", "okay", "kay", "all right", "alright", "i see", "i understand", "got it", "gotcha"),
    *("understood", "good", "great", "lovely", "perfect", "wonderful", "fine", "very good"),
    *("no problem", "no worries", "makes sense", "that makes sense", "fair enough", "i hear you"),
    *("really", "oh no", "oh dear", "gosh", "take your time", "go on", "go ahead", "cool", "nice"),
    *("euh", "hein", "d'accord", "entendu", "je vois", "je comprends", "compris", "noté"),
    *("c'est noté", "ça marche", "ah bon", "bon", "ben", "bah", "bien", "très bien", "parfait"),
    *(
        "super",
        "pas de souci",
        "pas de problème",
        "je vous écoute",
        "allez y",
        "prenez votre temps",
    ),
    *("ajá", "mjm", "ya", "ya veo", "vale", "okey", "entiendo", "le entiendo", "la entiendo"),
    *("comprendo", "entendido", "anotado", "bueno", "muy bien", "genial", "perfecto", "de acuerdo"),
    *("no hay problema", "sin problema", "tranquilo", "tranquila", "le escucho", "la escucho"),
    *("dígame", "adelante", "vaya"),
    *("sir", "madam", "ma'am", "monsieur", "madame", "señor", "señora"),
)
_ANSWERS = (
    *("yes", "yeah", "yep", "yup", "sure", "of course", "right", "that's right", "exactly"),
    *("absolutely", "definitely", "correct", "oui", "ouais", "mouais", "bien sûr", "voilà"),
    *("bien entendu", "exactement", "absolument", "effectivement", "en effet", "tout à fait"),
    *("c'est ça", "sí", "si", "claro", "claro que sí", "desde luego", "por supuesto", "exacto"),
    *("efectivamente", "correcto", "así es", "eso es", "eso", "cómo no"),
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
