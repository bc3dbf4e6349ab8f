"""Stored passage: a passage and its document as an index keeps them, in one JSON text."""

from typing import Any

import orjson

from knowledge.document import Audience, Document, Passage
from knowledge.words import terms


def store(document: Document, passage: Passage) -> str:
    """The text to keep."""
    return orjson.dumps({"document": document, "passage": passage}).decode()


def restore(text: str) -> tuple[Document, Passage]:
    """What was kept."""
    kept: dict[str, Any] = orjson.loads(text)
    document, audience = kept["document"], kept["document"].pop("audience")
    whom = Audience(tuple(audience["playbooks"]), audience["group"], audience.get("seen_by"))
    return Document(**document, audience=whom), Passage(**kept["passage"])


def indexed_terms(passage: Passage) -> str:
    """The words of a passage to index, between blanks."""
    return " ".join(terms(passage.indexed))
