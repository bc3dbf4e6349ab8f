"""Paragraphs of a PDF's pages: by its lines' ends and lengths, and over two pages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from knowledge.reading.block import Block, BlockKind, heading, paragraph
from knowledge.reading.pdf.tables import PageLine

HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u0002]\s*\n\s*(?=[^\W\d_])")
"""What parts a word at a line's end."""
_SHORT = 0.7  # of the longest line: a line that ends sooner ends a paragraph
_ENDS = (".", "!", "?", ":", ";", "…")


def paragraphs_of(lines: Sequence[PageLine], page: int) -> Iterator[Block]:
    """The paragraphs, the rows and the headings of a page."""
    longest = max((len(line.text) for line in lines if not line.is_row), default=0)
    words: list[str] = []
    for level, some in groupby(lines, key=lambda line: 0 if line.is_row else line.level):
        if level:
            yield from _ended(words, page)
            yield heading(" ".join(line.text for line in some), level)
            continue
        for text, is_row, _ in some:
            if is_row or not text:
                yield from _ended(words, page)
            if is_row:
                yield Block(BlockKind.ITEM, text, page=page)
            elif text:
                words.append(text)
                if len(text) < _SHORT * longest and text.endswith(_ENDS):
                    yield from _ended(words, page)
    yield from _ended(words, page)


def _ended(words: list[str], page: int) -> Iterator[Block]:
    """The paragraph of some lines, if there are any; they are taken."""
    if words:
        yield paragraph(" ".join(words), page)
        words.clear()


def over_pages(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, a sentence that goes on on the next page with its beginning."""
    last: Block | None = None
    parts: list[str] = []
    for block in blocks:
        if last and _goes_on(last._replace(text=parts[-1]), block):
            before = "".join(parts[-2:])[-2:]
            if "\n" in HYPHEN.sub("", f"{before}\n{block.text[:1]}"):
                parts.append(" ")
            else:
                parts[-1] = parts[-1][:-1]
            parts.append(block.text)
            continue
        if last:
            yield last._replace(text="".join(parts))
        last, parts = block, [block.text]
    if last:
        yield last._replace(text="".join(parts))


def _goes_on(last: Block, block: Block) -> bool:
    is_text = last.kind is block.kind is BlockKind.TEXT
    return (
        is_text
        and last.page != block.page
        and block.text[:1].islower()
        and not last.text.endswith(_ENDS)
    )
