"""Fractions, as the guard compares them."""

import pytest

from conversation.coaching.guarding.fractions import (
    fractions,
    with_signs_written,
    without_written,
)


@pytest.mark.parametrize(
    ("plain", "found"),
    [
        ("half of it, la mitad, moitie", ["1/2"]),
        ("a third of them and two thirds", ["1/3", "2/3"]),
        ("two-thirds, les trois quarts", ["2/3", "3/4"]),
        ("third off", ["1/3"]),
        ("a tenth of it; a tenth person; on the fifth", ["1/10"]),
        ("2/4, 3/4 and 12/12/2026, 24/7, 5/4", ["1/2", "3/4"]),
        (with_signs_written("⅔ or ¾"), ["2/3", "3/4"]),
    ],
)
def test_fractions(plain: str, found: list[str]):
    """Each in its lowest terms, whichever way it is told; places in a row are none."""
    assert list(fractions(plain)) == found


def test_digits_of_a_fraction_are_no_numbers():
    """What is left has neither of them; other strokes stay."""
    assert without_written("take 1/3 off, 24/7") == "take   off, 24/7"
