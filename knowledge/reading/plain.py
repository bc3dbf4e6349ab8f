"""Plain text reader: paragraphs between empty lines, and questions with their answers.

Q: Is there a free plan?     a question, as is a line alone that ends in a question mark
A: Yes, for two people.      its answer
"""

import re
from collections.abc import Iterator

from knowledge.reading.block import (
    QUESTION_LEVEL,
    Block,
    BlockKind,
    Content,
    answer_end,
    heading,
    item,
    paragraph,
)
from knowledge.reading.decoding import decoded

_PARAGRAPH = re.compile(r"\n[ \t]*\n+")
_ASKED = re.compile(r"(?:Q|F|P|Question|Frage|Pregunta)\s?[:.]\s*(\S.*)", re.IGNORECASE)
_ANSWERED = re.compile(r"(?:A|R|Answer|Réponse|Respuesta)\s?[:.]\s*(\S.*)", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+(\S.*)")
_LONGEST_QUESTION = 200


def read(data: bytes, name: str) -> Content:
    """The content of a text file.

    Raises:
        DocumentError: It is no text.
    """
    text = decoded(data, name).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    blocks = [block for part in _PARAGRAPH.split(text) for block in _blocks(part)]
    marked = (_ASKED.fullmatch(line.strip()) for line in text.split("\n"))
    return Content(_answered(blocks, {heading(one[1], 0).text for one in marked if one}))


def _answered(blocks: list[Block], asked: set[str]) -> list[Block]:
    """The blocks without those that are marked as questions, and have no answer."""
    followed = zip(blocks, [*blocks[1:], answer_end()], strict=True)
    return [
        one
        for one, then in followed
        if one.text not in asked
        or one.kind is not BlockKind.HEADING
        or then.kind is not BlockKind.HEADING
    ]


def _blocks(part: str) -> Iterator[Block]:
    words: list[str] = []
    for line in part.split("\n"):
        if asked := _question(line.strip(), is_first=not words):
            yield from _said(words)
            words = []
            yield heading(asked, QUESTION_LEVEL)
        elif found := _ITEM.fullmatch(line):
            yield from _said(words)
            words = []
            yield item(found[1])
        else:
            answer = _ANSWERED.fullmatch(line.strip())
            words.append(answer[1] if answer else line)
    yield from _said(words)


def _question(line: str, *, is_first: bool) -> str | None:
    if asked := _ASKED.fullmatch(line):
        return asked[1]
    return line if is_first and line.endswith("?") and len(line) <= _LONGEST_QUESTION else None


def _said(words: list[str]) -> Iterator[Block]:
    if text := " ".join(words).strip():
        yield paragraph(text)
