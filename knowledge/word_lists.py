"""Word lists that come with the product: each is read when it is first asked for, and kept."""

from functools import cache
from importlib.resources import files

from knowledge.common_words import telling
from knowledge.words import terms


@cache
def usual_questions() -> tuple[str, ...]:
    """Questions as people ask them of any company, which tell what all questions have in common."""
    return tuple((files("knowledge") / "usual_questions.txt").read_text("utf-8").splitlines())


def read_word_lists() -> None:
    """Read all of them, which takes 60 ms, so that no search has to; it blocks."""
    usual_questions()
    terms("")
    telling("")
