"""Labels of items: as programs write them, and off where words alone count."""

from knowledge.document import Passage
from knowledge.reading.list_number import SHOWN_AS, without_number, without_numbers
from knowledge.sentences import sentences


def test_letters_and_roman_figures() -> None:
    """Past the end of the alphabet they go on; what has none is a number."""
    lettered, roman = SHOWN_AS["a"], SHOWN_AS["i"]
    assert [lettered(number) for number in (1, 26, 27, 703)] == ["a", "z", "aa", "aaa"]
    assert [roman(number) for number in (1, 4, 14, 1994)] == ["i", "iv", "xiv", "mcmxciv"]
    assert [SHOWN_AS["A"](2), SHOWN_AS["I"](2)] == ["B", "II"]
    assert [lettered(0), roman(-1), roman(1_000_000)] == ["0", "-1", "1000000"]


def test_a_line_begins_with_its_words() -> None:
    """Figures and abbreviations that are told are no labels."""
    assert without_numbers("1. One.\n(b) Two.\n4.2. Three.\niv) Four.") == (
        "One.\nTwo.\nThree.\nFour."
    )
    for text in ("3.5 % more", "24 hours", "Mr. Smith", "1999. A year", "a b"):
        assert without_numbers(text) == text


def test_a_heading_is_about_its_words() -> None:
    """A figure that is told stays."""
    numbered = ["2.1 Refunds", "3. Refunds", "4.2.1. Refunds", "IV. Refunds"]
    assert {without_number(one) for one in numbered} == {"Refunds"}
    for heading in ("24 hours", "2026 prices", "Plan 2.1", "I like it"):
        assert without_number(heading) == heading


def test_a_number_is_no_sentence_of_its_own() -> None:
    """A question is near to a step, not to its number."""
    passage = Passage("p", "d", 0, "Help › 2.1 Reset", "1. Unplug it.\n2. Wait.")
    assert sentences(passage) == ["Reset: Unplug it.", "Reset: Wait."]
