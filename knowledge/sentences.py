"""Sentences of a passage: what a question is nearer to than to the passage as a whole."""

import re

from knowledge.document import Passage
from knowledge.reading.list_number import without_number, without_numbers

MOST = 8
"""Sentences of a passage that have a vector."""
_END = re.compile(r"(?<=[.!?])\s+|\n+|;\s")


def sentences(passage: Passage) -> list[str]:
    """The first sentences, each behind the innermost heading, which says what it is about."""
    heading = without_number(passage.title.split(" › ")[-1])
    found = [part for part in map(str.strip, _END.split(without_numbers(passage.text))) if part]
    return [f"{heading}: {part}" if heading else part for part in found[:MOST]]
