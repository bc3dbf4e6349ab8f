"""Words whose times nobody knows are where people would say them."""

from itertools import pairwise

import pytest

from evaluation.replay.pace import spread
from tests.evaluation.stage import customer, labelled


def places(text: str, length_ms: int) -> list[tuple[str, int, int]]:
    """Each word, and where it begins and ends."""
    call = labelled(customer(text, start_ms=1000, end_ms=1000 + length_ms))
    return [(word.word, word.start_ms, word.end_ms) for word in spread(call.turns[0])]


def test_words_are_spread_over_their_turn_by_their_lengths() -> None:
    """The first begins with the turn and the last ends with it, with no gap between."""
    assert places("I am expensive", 1500) == [
        ("I", 1000, 1200),
        ("am", 1200, 1500),
        ("expensive", 1500, 2500),
    ]


@pytest.mark.parametrize(
    ("word", "pause_ms"),
    [("no.", 400), ("no?", 400), ("no…", 400), ("um", 350), ("Euh,", 350), ("no,", 150), ("no", 0)],
)
def test_people_pause_where_they_would(word: str, pause_ms: int) -> None:
    """At the end of a sentence, at a comma, and where they hesitate."""
    (_, _, end_ms), (_, next_ms, _) = places(f"{word} thanks", 6000)
    assert next_ms - end_ms == pytest.approx(pause_ms, abs=1)


def test_pauses_never_take_more_than_a_third() -> None:
    """A hurried turn has short ones."""
    said = places("No. No. No. No.", 1200)
    pauses = [later[1] - earlier[2] for earlier, later in pairwise(said)]
    assert sum(pauses) == pytest.approx(400, abs=3)
    assert (said[0][1], said[-1][2]) == (1000, 2200)


def test_nobody_pauses_after_the_last_word() -> None:
    """The turn ends with it."""
    assert places("Well, no.", 3000)[-1][2] == 4000
