"""Words that callers say about anything: how little each tells of what is asked.

A company's documents are few, so that "wedding" may be as rare in them as "pay". What is said in
calls of all trades knows better: `common_words.txt` has the stems that stand in more than
twenty of its lines, those first that tell least. `python -m evaluation.knowledge.common_words`
makes it of the written calls.
"""

from functools import cache, lru_cache
from importlib.resources import files

from knowledge.words import folded_words, stem

LEVELS = 5
"""How finely it is told: a line of the file each, from 0 to all but 1."""


@lru_cache(maxsize=20_000)
def telling(word: str) -> float:
    """How much a word tells of what is asked, 0 to 1; of one with an apostrophe, its best part."""
    levels = _levels()
    return max((levels.get(stem(part), 1.0) for part in folded_words(word)), default=1.0)


@cache
def _levels() -> dict[str, float]:
    lines = (files("knowledge") / "common_words.txt").read_text("utf-8").splitlines()
    return {word: level / LEVELS for level, line in enumerate(lines) for word in line.split()}
