"""Turn's asked part: what of a customer's turn is looked for, where it says much besides.

A vector means a whole text: two sentences of small talk before a question make it another one, and
their words ask for passages too. So of a long turn the question counts, with what stands just
before it, which may say what it is about: "I've got a piano. How do I get that upstairs?"
"""

import re
from collections.abc import Sequence

from conversation.coaching.plain_question import question_in
from conversation.coaching.wording import Wording
from knowledge.concepts import MARK
from knowledge.words import terms

_ENOUGH = 18
"""Words that say what is asked, and of what."""
_LONGEST = 30
"""Words of a sentence; in a longer one, a recogniser has heard no full stop."""
_NAMING = 2
"""Words of content by which a question says alone what it is about."""
_POINTING = frozenset("it that this those these them they one ones ca cela eso esto esa".split())  # noqa: SIM905
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")


def asked_part(text: str) -> str:
    """The last question of a long text, with what stands just before it; a short text as it is."""
    if len(text.split()) <= _ENOUGH:
        return text
    sentences = [found[0].strip() for found in _SENTENCE.finditer(text)]
    if question := question_in(text):
        at = max(place for place, one in enumerate(sentences) if one == question)
        sentences = _with_what_is_before(sentences[: at + 1])
    only, *more = sentences or [text]
    words = only.split()
    return " ".join([only, *more] if more or len(words) <= _LONGEST else words[-_ENOUGH:])


def asked_question(text: str) -> str:
    """The question of a text as it can be read alone: what is before it, where it points there.

    For whoever writes documents: "Do you ship to Malta?" is one question, whatever was said first.
    """
    question = question_in(text)
    if not question:
        return asked_part(text)
    words = {word for word in terms(question) if not word.startswith(MARK)}
    wanted = _NAMING + (not _POINTING.isdisjoint(Wording(question).words))
    if len(words) >= wanted:
        return question
    sentences = [found[0].strip() for found in _SENTENCE.finditer(text)]
    at = max(place for place, one in enumerate(sentences) if one == question)
    return " ".join(_with_what_is_before(sentences[: at + 1]))


def _with_what_is_before(sentences: Sequence[str]) -> list[str]:
    """The last sentence, and those before it as far as all of them have few words."""
    kept = [sentences[-1]]
    for one in reversed(sentences[:-1]):
        if len(" ".join([one, *kept]).split()) > _ENOUGH:
            break
        kept.insert(0, one)
    return kept
