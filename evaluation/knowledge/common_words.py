"""Words of the written calls, by how common they are: what `knowledge.common_words` reads.

uv run python -m evaluation.knowledge.common_words > knowledge/common_words.txt
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from evaluation.utterances.dialogues import FOLDER
from knowledge.common_words import LEVELS
from knowledge.words import folded_words, stem

_RARE = 20
"""Lines that have a word which tells all that a word can."""
_LINE = re.compile(r"[a-z] (?:\w+\.\w+ )?(.*)")


def lines_of(paths: Iterable[Path]) -> Iterator[str]:
    """What is said in the files, without its marks."""
    for path in paths:
        found = (_LINE.fullmatch(line) for line in path.read_text("utf-8").splitlines())
        yield from (line[1] for line in found if line)


def levels(lines: Iterable[str]) -> list[list[str]]:
    """The common stems of many lines, those of a level each, which tell least first."""
    said, count = Counter[str](), 0
    for line in lines:
        count += 1
        said.update({stem(word) for word in folded_words(line)})
    most = math.log((count + 1) / (_RARE + 1))
    found: list[list[str]] = [[] for _ in range(LEVELS)]
    for word, times in sorted(said.items()):
        level = round(LEVELS * math.log((count + 1) / (times + 1)) / most)
        if times > _RARE and level < LEVELS:
            found[level].append(word)
    return found


def _main() -> None:
    paths = [*sorted(FOLDER.glob("*.txt")), *sorted(FOLDER.parent.glob("??.txt"))]
    for level in levels(lines_of(paths)):
        print(" ".join(level))  # noqa: T201


if __name__ == "__main__":
    _main()
