"""Web query of a question: what may leave the company of a caller's words, and what may not.

    My name is Ada Lovelace, order 4711-2205. Does   does northwind work with sap
    Northwind work with SAP, Mr Smith?

Only the sentences that ask are taken. In them every kind of PII is hidden, whatever REDACT says,
and then left out, with numbers of three digits and more, people's titles with what follows them,
and every name that the company has not written itself.
"""

import re
from collections.abc import Collection

from conversation.coaching.guarding.name_facts import names
from conversation.coaching.wording import Wording, folded
from conversation.privacy.redaction import Redactor

FEWEST_WORDS = 3
"""A shorter query finds anything."""
MOST_WORDS = 24
_SENTENCE = re.compile(r"[^.?!。]+[.?!。]*")
_HIDDEN = re.compile(r"\[[^\]]*\]")
_LONG_NUMBER = re.compile(r"\S*\d\S*\d\S*\d\S*")
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


def web_query(text: str, language: str, known_names: Collection[str] = ()) -> str | None:
    """The words by which the web may be asked; None where too little is left to ask.

    Args:
        text: What the customer said, or the agent asked.
        language: BCP-47 tag of the call: how its phone numbers are written.
        known_names: Names that the company has written: its products, its rivals.
    """
    redacted = _HIDDEN.sub(" ", Redactor(language=language).redact(text))
    sentences = [one.strip() for one in _SENTENCE.findall(redacted)]
    asking = [one for one in sentences if one.endswith("?")] or sentences[-1:]
    known = {word for name in known_names for word in map(folded, name.split())}
    kept = " ".join(_anonymous(sentence, known) for sentence in asking)
    words = Wording(kept, sentences=False).words[:MOST_WORDS]
    return " ".join(words) if len(words) >= FEWEST_WORDS else None


def _anonymous(sentence: str, known: Collection[str]) -> str:
    strange = {name for name in names(sentence) if folded(name) not in known}
    for told in (_INTRODUCED, _ADDRESSED, _LONG_NUMBER):
        sentence = told.sub(" ", sentence)
    return " ".join(word for word in sentence.split() if not _is_one_of(word, strange))


def _is_one_of(word: str, strange: Collection[str]) -> bool:
    return any(folded(name) in folded(word) for name in strange)
