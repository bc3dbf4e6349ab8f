"""Chunker of documents: passages that can be understood alone, of a document's blocks.

    heading, question    ends the passage before; stands in the title of those that follow
    text, item           joins the passage, as long as that stays within `MOST` characters
    longer than `MOST`   is parted between sentences; a sentence that is longer, between words

Every word of the blocks is in one passage, and in no other.
"""

import re
from collections.abc import Iterable, Iterator

from knowledge.reading.block import Block, BlockKind

MOST = 900
"""Characters of a passage: what an agent reads at a glance, and what the encoder takes in."""
ENOUGH = 500
"""Where a passage has so many, the next paragraph begins another."""
_TITLE_MOST = 300
_SENTENCE = re.compile(r"(?<=[.!?…;:])\s+(?=\S)")
_JOINT = " › "


def titled_texts(blocks: Iterable[Block]) -> Iterator[tuple[str, str, int | None]]:
    """The passages of some blocks: the headings above, the text, and the page where it begins."""
    path: dict[int, str] = {}
    parts: list[str] = []
    page: int | None = None
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            yield from _passage(path, parts, page)
            has_text, parts = bool(parts), []
            if not has_text and path and block.level <= max(path):
                yield from _headings_alone(path, block.level)
            path = {level: text for level, text in path.items() if level < block.level}
            if block.text:  # else nothing but an end: see `answer_end`
                path[block.level] = block.text
            continue
        for piece in _pieces(block.text):
            size = sum(map(len, parts)) + len(parts)
            is_full = size + len(piece) > MOST
            if parts and (is_full or (size >= ENOUGH and block.kind is BlockKind.TEXT)):
                yield from _passage(path, parts, page)
                parts = []
            if not parts:
                page = block.page
            parts.append(piece)
    yield from _passage(path, parts, page)
    if not parts and path:
        yield from _headings_alone(path, 0)


def _passage(
    path: dict[int, str], parts: list[str], page: int | None
) -> Iterator[tuple[str, str, int | None]]:
    if parts:
        yield _title(path.values()), "\n".join(parts), page


def _headings_alone(path: dict[int, str], level: int) -> Iterator[tuple[str, str, int | None]]:
    """A heading that nothing stands under is a text of its own, unless one of its kind follows."""
    last = max(path)
    above = [text for at, text in path.items() if at < last]
    if level <= last:
        yield _title(above), path[last], None


def _title(headings: Iterable[str]) -> str:
    return _JOINT.join(headings)[:_TITLE_MOST]


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces of at most `MOST` characters, each as long as can be."""
    if len(text) <= MOST:
        if text:
            yield text
        return
    piece = ""
    for part in _small(text):
        if piece and len(piece) + 1 + len(part) > MOST:
            yield piece
            piece = part
        else:
            piece = f"{piece} {part}" if piece else part
    yield piece


def _small(text: str) -> Iterator[str]:
    """Its sentences; of those that are too long, the words; of those, as much as fits."""
    for sentence in _SENTENCE.split(text):
        if len(sentence) <= MOST:
            yield sentence
            continue
        start = 0
        while start < len(sentence):
            end = start + MOST
            if end < len(sentence) and (blank := sentence.rfind(" ", start, end + 1)) > start:
                end = blank
            yield sentence[start:end]
            start = end + (sentence[end : end + 1] == " ")
