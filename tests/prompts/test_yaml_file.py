"""A YAML file is strings with places; what is wrong with it as YAML is told, and the rest read."""

from itertools import pairwise

import pytest

from prompts.mistake import Place
from prompts.yaml_file import read_yaml


def told(text: str) -> list[str]:
    return [str(mistake) for mistake in read_yaml(text).mistakes]


def test_words_stay_words():
    """No scalar becomes a boolean, a number, a date or null."""
    file = read_yaml("a: no\nb: [1.50, 2026-11-20, ~]\n")
    assert file.data == {"a": "no", "b": ["1.50", "2026-11-20", "~"]}
    assert file.mistakes == []


def test_each_value_and_each_key_has_its_place():
    """Lines and columns count from 1, as editors do; what is missing is where it should be."""
    file = read_yaml("title: x\nsizes:\n  - 1\n  - größe: two\n")
    assert file.values[("sizes", 1, "größe")] == Place(4, 12)
    assert file.keys[("sizes", 1, "größe")] == Place(4, 5)
    assert file.place(("sizes", 1, "nothing", 7)) == Place(4, 5)
    assert file.place(("nothing",)) == Place(1, 1)


def test_a_field_can_be_renamed_with_its_places():
    """The values below it go with it, and the file itself stays as it was."""
    file = read_yaml("a:\n  - b:\n      c: 1\n")
    renamed = file.renamed(("a", 0, "b"), "z")
    assert renamed.data == {"a": [{"z": {"c": "1"}}]}
    assert renamed.place(("a", 0, "z", "c")) == file.place(("a", 0, "b", "c")) == Place(3, 10)
    assert file.data == {"a": [{"b": {"c": "1"}}]}


def test_a_line_that_is_no_yaml_is_read_as_words():
    """Each such line is told with its place; the lines after it are read all the same."""
    text = "name: mine: yours\ncues:\n  - [really] interested\n  - %\n\t- x\ntitle: A title\n"
    file = read_yaml(text)
    assert [mistake.place.line for mistake in file.mistakes] == [1, 3, 4, 5]
    assert all("not YAML: " in str(mistake) for mistake in file.mistakes)
    assert "tabs" in str(file.mistakes[-1])
    assert file.data == {
        "name": "mine: yours",
        "cues": ["[really] interested", "%", "x"],
        "title": "A title",
    }


@pytest.mark.parametrize("text", ["- a\n", "", "words alone"])
def test_no_mapping(text: str):
    """A file without fields is told once."""
    file = read_yaml(text)
    assert told(text) == ["line 1, column 1: a mapping is expected at the top (name: …)"]
    assert not file.is_readable


def test_what_no_quotes_can_mend_ends_the_reading():
    """A bracket or a quote that is never closed, or a character that YAML does not have."""
    for text in ("a: 1\nb: 'x\n", "a: {\n", "a: \x00\n", "a: \x07b\n"):
        file = read_yaml(text)
        assert file.mistakes
        assert all("not YAML: " in str(mistake) for mistake in file.mistakes)


def test_doubled_keys():
    """A key that is there twice is told, since one of the two would be lost; the first counts."""
    text = "goal: x\ngoal: y\nlist:\n  - a: 1\n    a: 2\n"
    assert told(text) == [
        "line 2, column 1: 'goal' is there twice",
        "line 5, column 5: list.0: 'a' is there twice",
    ]
    assert read_yaml(text).data == {"goal": "x", "list": [{"a": "1"}]}


def test_endless_nesting():
    """A file that contains itself is told once."""
    (line,) = told("a: &a\n  b: *a\n")
    assert line.endswith("nested too deeply")


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "a: " + "{b: " * 50_000])
def test_nesting_without_an_end_is_told_where_it_begins(text: str):
    """A reader that calls itself for each bracket would take the whole process with it."""
    (line,) = told(text)
    assert line.startswith("line 1, column ")
    assert line.endswith("nested too deeply")


def test_aliases_of_aliases_do_not_fill_the_memory():
    """A few lines that stand for billions of values are told once, and soon; none is kept."""
    nine = {of: ", ".join([f"*{of}"] * 9) for of in "abcdefghi"}
    lists = [f"{name}: &{name} [{nine[of]}]" for of, name in pairwise("abcdefghij")]
    file = read_yaml("a: &a [" + "x, " * 9 + "]\n" + "\n".join(lists))
    (mistake,) = file.mistakes
    assert "more than 200,000 values" in str(mistake)
    assert not file.is_readable


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000", "\u202f"])
def test_a_line_that_can_not_be_mended_is_given_up(blank: str) -> None:
    """Blanks that are none, as word processors and web pages have them; each try doubled it."""
    lines = [f"{blank} - {{name: it's, text: 'one: two'}}" for _ in range(3)]
    file = read_yaml("\n".join(["id: a", "turns:", *lines, ""]))
    assert 0 < len(file.mistakes) <= 20
