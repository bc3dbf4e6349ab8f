"""Web query of a question: which words of a caller's may leave the company, and which may not.

    My name is Ada Lovelace, order 4711-2205. Does   does northwind work with sap
    Northwind work with SAP, Mr Smith?

Only the sentences that ask are taken. In them every kind of PII is hidden, whatever REDACT says,
and then left out, with numbers of three digits and more, people's titles with what follows them,
and every name that the company has not written itself.
"""

from collections.abc import Collection

from conversation.coaching.wording import Wording
from conversation.privacy.anonymous import anonymous, folded_names, sentences_of, shown_words

FEWEST_WORDS = 3
"""Characters; a shorter query would find unrelated pages."""
MOST_WORDS = 24


def web_query(text: str, language: str, known_names: Collection[str] = ()) -> str | None:
    """The words by which the web may be asked; None where too little is left to ask.

    Args:
        text: What the customer said, or the agent asked.
        language: BCP-47 tag of the call: how its phone numbers are written.
        known_names: Names that the company has written: its products, its rivals.
    """
    sentences = sentences_of(shown_words(text, language))
    asking = [one for one in sentences if one.endswith("?")] or sentences[-1:]
    known = folded_names(known_names)
    kept = " ".join(anonymous(sentence, known) for sentence in asking)
    words = Wording(kept, sentences=False).words[:MOST_WORDS]
    return " ".join(words) if len(words) >= FEWEST_WORDS else None
