"""Anonymous words: what was said without who said it, and without PII, whatever REDACT says."""

import re
from collections.abc import Collection, Iterable

from conversation.coaching.guarding.name_facts import names
from conversation.coaching.wording import folded
from conversation.privacy.redaction import Redactor

_HIDDEN = re.compile(r"\[[^\[\]]*\]")
_SENTENCE = re.compile(r"[^.?!。]+[.?!。]*")
_FIGURE = re.compile(r"(?<!\S)[^\s\d]*+\d\S*")
_LONG_NUMBER = re.compile(r"(?<!\S)(?:[^\s\d]*+\d){3}\S*")
_ADDRESSED = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|sir|madam|monsieur|madame|mme|mlle|señora?|sra?|srta|don|doña)\b\.?"
    r"\s+(?:[^\W\d_]|['’-])+",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"\b(?:my|his|her|their|the|your) (?:sur|last |first |full |maiden )?name\b.*"
    r"|\bi(?:'m| am) called\b.*|\bthis is [^\W\d_]+ (?:from|speaking|calling|here)\b"
    r"|\bje m['’]appelle\b.*|\bmon nom\b.*|\bmon prénom\b.*|\bc['’]est (?:monsieur|madame)\b.*"
    r"|\bme llamo\b.*|\bmi (?:nombre|apellido)\b.*|\bi live\b.*|\bmy address\b.*"
    r"|\bj['’]habite\b.*|\bmon adresse\b.*|\bvivo en\b.*|\bmi dirección\b.*",
    re.IGNORECASE,
)


def shown_words(text: str, language: str) -> str:
    """A text without every kind of PII, and without the marks of what was hidden in it."""
    return _HIDDEN.sub(" ", Redactor(language=language).redact(text))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, however short."""
    return [one.strip() for one in _SENTENCE.findall(text)]


def folded_names(known_names: Iterable[str]) -> set[str]:
    """The words of names that the company has written, to be passed as `known`."""
    return {word for name in known_names for word in map(folded, name.split())}


def without_figures(text: str, language: str, known: Collection[str]) -> str:
    """A text without PII, figures, and names but those that are `known`."""
    told = (anonymous(one, known) for one in sentences_of(shown_words(text, language)))
    return " ".join(_FIGURE.sub(" ", " ".join(told)).split())


def anonymous(sentence: str, known: Collection[str]) -> str:
    """A sentence without long numbers, who is addressed or introduced, and names not `known`."""
    strange = {folded(name) for name in names(sentence)}.difference(known)
    lengths = {len(name) for name in strange}
    for told in (_INTRODUCED, _ADDRESSED, _LONG_NUMBER):
        sentence = told.sub(" ", sentence)
    kept = (word for word in sentence.split() if not _holds_one(folded(word), strange, lengths))
    return " ".join(kept)


def _holds_one(word: str, strange: Collection[str], lengths: Collection[int]) -> bool:
    """Whether a name stands in a word; how many names there are does not matter."""
    return any(
        word[begin : begin + length] in strange
        for length in lengths
        for begin in range(len(word) - length + 1)
    )
