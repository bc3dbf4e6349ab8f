"""Redaction holds on labelled lists: as people speak to call centres, and recognisers write it."""

import re

import pytest

from conversation.privacy.reading import Reading
from conversation.privacy.redaction import Redactor
from tests.conversation.redaction.scores import (
    Example,
    Score,
    covered,
    examples,
    false_positives,
    recall,
)

_RECALL, _FALSE_POSITIVES = 0.95, 0.01
_SHOWN_DIGITS = 4  # of a number that is still being said, at most
_ADDRESS_SIGN = re.compile(r"@|\b(?:at|arobase|arroba)\b")


def _share(score: Score) -> float:
    return score.hidden.total() / score.pieces.total()


@pytest.mark.parametrize(
    ("name", "least"),
    [("secret.txt", 200), ("held_out_secret.txt", 200), ("fresh_secret.txt", 150)],
)
def test_what_must_not_be_kept_is_hidden(name: str, least: int) -> None:
    """Of the pieces that must go, 95 in 100 go whole, on lists that nothing was tuned on too."""
    score = recall(name)
    assert score.pieces.total() >= least
    assert _share(score) >= _RECALL


@pytest.mark.parametrize(
    ("name", "least"),
    [("harmless.txt", 100), ("held_out_harmless.txt", 100), ("fresh_harmless.txt", 70)],
)
def test_what_may_stay_is_shown(name: str, least: int) -> None:
    """Prices, counts, years, dates, orders, versions: at most one talk in 100 loses a word."""
    score = false_positives(name)
    assert score.pieces.total() >= least
    assert _share(score) <= _FALSE_POSITIVES


def test_interim_words_show_no_more_than_the_beginning() -> None:
    """Word by word, a number shows four digits at most, and an e-mail nothing from its "at" on."""
    every = [*examples("secret.txt"), *examples("held_out_secret.txt")]
    told = [example for example in every if _tells_too_much(example)]
    assert len(told) <= len(every) // 50, told


def _tells_too_much(example: Example) -> bool:
    redactor = Redactor(language=example.language)
    for turn in example.turns:
        for word in re.finditer(r"\S+", turn.text):
            said = turn.text[: word.end()]
            gone = covered(said, redactor.redact_partial(said, turn.speaker))
            for start, end in turn.pieces:
                left = [i for i in range(start, min(end, len(said))) if not gone[i]]
                if example.kind == "email":
                    if _ADDRESS_SIGN.search(said, start, end) and any(
                        said[i].isalnum() for i in left
                    ):
                        return True
                elif _digits(said, left) > _SHOWN_DIGITS:
                    return True
        redactor.redact(turn.text, turn.speaker)
    return False


def _digits(said: str, places: list[int]) -> int:
    return sum(len(n.digits) for n in Reading(said).numbers if n.start in places)
