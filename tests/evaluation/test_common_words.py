"""Common words: what the product carries is what the written calls make."""

from importlib.resources import files

from evaluation.knowledge.common_words import levels, lines_of
from evaluation.utterances.dialogues import FOLDER
from knowledge.common_words import LEVELS, telling


def test_a_word_of_most_lines_tells_least_and_a_rare_one_is_left_out() -> None:
    """By the logarithm of how many lines have it, once a line."""
    said = ["pay pay it", *["it pay"] * 99, *["it"] * 900, *["gone"] * 20]
    found = levels(said)
    assert len(found) == LEVELS
    assert ["it" in level for level in found].index(True) == 0
    assert ["pay" in level for level in found].index(True) == 3
    assert not any("gone" in level for level in found)


def test_the_file_is_made_of_the_written_calls() -> None:
    """Whoever writes more of them makes it anew."""
    paths = [*sorted(FOLDER.glob("*.txt")), *sorted(FOLDER.parent.glob("??.txt"))]
    made = "".join(f"{' '.join(level)}\n" for level in levels(lines_of(paths)))
    assert (files("knowledge") / "common_words.txt").read_text("utf-8") == made
    assert telling("the") < 0.3
