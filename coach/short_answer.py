"""Short answer: the sentences of a passage that fit into a headline, and which one answers."""

import re

from conversation.coaching.grounding import MAX_HEADLINE_CHARS
from conversation.coaching.wording import Wording
from knowledge.reading.list_number import without_numbers
from knowledge.words import terms

_LINE_MARK = re.compile(r"^\s*[-*•>#|]+\s+")  # "-5 °C" has none
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ¿¡0-9$€£])")
_MARKUP = re.compile(r"[*_`]{1,3}")
_FEWEST = 3  # words
_NUMBER = re.compile(r"\d")
_QUANTITY = re.compile(
    r" (?:how (?:much|many|long|often|soon|big|fast)|cost|costs|price|prices|when|combien|prix"
    r"|coute|quand"
    r"|delai|cuanto|cuantos|cuantas|cuanta|precio|cuesta|cuando|plazo) "
)
_FOR_A_NUMBER = 0.5


def answers_in(passage: str) -> list[str]:
    """The sentences, list items and table rows of a passage that fit whole into a headline."""
    found: list[str] = []
    for line in passage.splitlines():
        cells = (cell.strip() for cell in without_numbers(_LINE_MARK.sub("", line)).split("|"))
        plain = _MARKUP.sub("", " · ".join(cells)).strip(" ·")
        found += [" ".join(sentence.split()) for sentence in _SENTENCE.split(plain)]
    return [one for one in found if _is_answer(one)]


def likeness(question: str, sentence: str) -> float:
    """The share of a question's content words that a sentence has; more for a number asked for."""
    asked = {*terms(question)}
    share = len(asked.intersection(terms(sentence))) / len(asked) if asked else 0.0
    wants = bool(_QUANTITY.search(Wording(question).line)) and bool(_NUMBER.search(sentence))
    return share + _FOR_A_NUMBER * wants


def _is_answer(sentence: str) -> bool:
    is_short = len(sentence) <= MAX_HEADLINE_CHARS and not sentence.endswith((":", "?"))
    return is_short and len(Wording(sentence).words) >= _FEWEST
