"""Language of a document: told by the small words that each language has most of."""

import re
from collections import Counter

from conversation.coaching.wording import folded

UNKNOWN = "und"
"""BCP-47's tag where nothing tells it."""
_WORDS = {
    "en": "the and of to is in for you your with are it that this on or be can not we from by have",
    "fr": "le la les des et du une est pour vous votre avec dans sur que qui ne pas nous sont ou",
    "es": "el la los las y del una es para con por que en no su se como puede si son al lo mas",
    "de": "der die das und ist nicht mit fur sie ein eine wir auf den von zu im werden kann oder",
    "it": "il lo gli e di che non per con una sono del della si nel puo come anche dei le piu",
    "pt": "o os as e do da em um uma para com nao que se por mais voce sao pode no na dos ou",
    "nl": "de het een en van is voor met u op niet dat zijn in te kan wij aan of naar bij door",
}
_OF = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_TOKEN = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_LEAST_SHARE = 0.08


def language_of(text: str) -> str:
    """The BCP-47 tag of a text's language; `und` where it has too few of any language's words."""
    words = Counter(map(folded, _TOKEN.findall(text[:_SAMPLE])))
    count = words.total()
    # Where two languages have as many, it is the one that stands first above.
    share, language = max(
        (
            (sum(words[word] for word in known) / max(count, 1), language)
            for language, known in _OF.items()
        ),
        key=lambda found: found[0],
    )
    return language if share >= _LEAST_SHARE else UNKNOWN
