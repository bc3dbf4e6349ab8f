"""Backchannels: what a listener says to show that they follow, without taking the floor.

So is an echo of what is being read or spelled to them: "four nine two one", "n, yes".
"""

import re

from conversation.speech.open_words import DIGITS, TENS

_CONTINUERS = (
    *(
        "m+",
        "mh+m+",
        "h+m+",
        "hum",
        "mhmm",
        "uh",
        "huh",
        "um",
        "ah",
        "oh",
        "oo+h",
        "aha",
        "eh",
        "wow",
    ),
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
    *("blimey", "goodness", "my goodness", "goodness me", "dear me", "oh my", "oof", "ouch"),
    *("phew", "poor you", "poor thing", "oh là là", "ah là là", "oh la la", "ah la la", "mince"),
    *("zut", "mon dieu", "oh non", "aïe", "ma pauvre", "mon pauvre", "madre mía", "dios mío"),
    *("por dios", "qué barbaridad", "qué pena", "qué faena", "uf+", "ay", "anda", "hombre"),
    *("sir", "madam", "ma'am", "monsieur", "madame", "señor", "señora"),
)
_ANSWERS = (
    *("yes", "yeah", "yep", "yup", "sure", "of course", "right", "that's right", "exactly"),
    *("absolutely", "definitely", "correct", "oui", "ouais", "mouais", "bien sûr", "voilà"),
    *("bien entendu", "exactement", "absolument", "effectivement", "en effet", "tout à fait"),
    *("c'est ça", "sí", "si", "claro", "claro que sí", "desde luego", "por supuesto", "exacto"),
    *("efectivamente", "correcto", "así es", "eso es", "eso", "cómo no"),
    *("indeed", "no way", "seriously", "c'est vrai", "sérieux", "sérieusement", "no me diga"),
)
_HIDDEN = "°"
"""What stands for a number that redaction has hidden: "[phone 1]", "[…]"."""
_PLACEHOLDER = re.compile(r"\[[^][]*\]")
_NOT_WORDS = re.compile(rf"[^\w{_HIDDEN}]+|_+")
_NUMBERS = frozenset[str]().union(*DIGITS.values(), *TENS.values(), ["y", "et", "and"])
_MOST_CHARACTERS = 60


def _only(*phrases: str) -> re.Pattern[str]:
    spoken = "|".join(phrases).replace("'", " ")
    return re.compile(rf"(?:(?:{spoken})(?: |$))+")


_CONTINUES = _only(*_CONTINUERS)
_FOLLOWS = _only(*_CONTINUERS, *_ANSWERS)


def is_backchannel(text: str, *, after_question: bool = False, said: str = "") -> bool:
    """Whether `text` is nothing but backchannels, in English, French or Spanish.

    Args:
        text: All that was said at once.
        after_question: Whether the other party has just asked: then "yes" is an answer.
        said: What the other party said before: numbers and letters of it may be echoed.
    """
    if len(text) > _MOST_CHARACTERS:
        return False
    follows = _CONTINUES if after_question else _FOLLOWS
    words = _plain(text)
    if follows.fullmatch(words):
        return True
    told = [word for word in words.split() if not follows.fullmatch(word)]
    return not after_question and bool(told) and all(map(_is_read, told)) and _echoes(told, said)


def _echoes(told: list[str], said: str) -> bool:
    """Whether numbers and letters stand so in what was said, however they are grouped.

    What is hidden may be the same.
    """
    words = _plain(said).split()
    if _HIDDEN in told or _HIDDEN in words:
        return bool(words) and _is_read(words[-1])
    read = (word if _is_read(word) else " " for word in words)
    return "".join(told) in "".join(read)


def _plain(text: str) -> str:
    return _NOT_WORDS.sub(" ", _PLACEHOLDER.sub(f" {_HIDDEN} ", text.casefold())).strip()


def _is_read(word: str) -> bool:
    return len(word) == 1 or word.isdigit() or word in _NUMBERS
