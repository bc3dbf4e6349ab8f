"""Numbers of ordered lists: a person sees them on the page, and "step 3" is asked for by them."""

import pytest

from knowledge.reading.reader import read


def told(page: str, name: str = "a.html") -> list[str]:
    """The lines that are known of a page."""
    passages = read(page.encode(), name, name)[1]
    return [line for one in passages for line in one.text.split("\n")]


def test_each_item_has_its_number() -> None:
    """Whatever stands in it; items of other lists, and those without words, have none."""
    page = (
        "<p>If it is dark:</p><ol><li>Unplug <b>it</b>.<li><p>Wait.</p><p>A minute.</p><li></li>"
        "<li>Plug it in.</ol><ul><li>Not the lamp.</ul><p>Else call.</p>"
    )
    assert told(page) == [
        "If it is dark:",
        "1. Unplug it.",
        "2. Wait.",
        "A minute.",
        "4. Plug it in.",
        "Not the lamp.",
        "Else call.",
    ]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ('<ol start="9"><li>a<li>b</ol>', ["9. a", "10. b"]),
        ('<ol type="a"><li>x<li>y</ol>', ["a. x", "b. y"]),
        ('<ol type="I" start="3"><li>x<li>y</ol>', ["III. x", "IV. y"]),
        ("<ol reversed><li>x<li>y</ol>", ["2. x", "1. y"]),
        ('<ol reversed start="1"><li>x<li>y<li>z</ol>', ["1. x", "0. y", "-1. z"]),
        ('<ol><li value="5">x<li>y</ol>', ["5. x", "6. y"]),
        ('<ol start="many"><li value="1e9">x</ol>', ["1. x"]),
        ('<ol><li>x<ol type="i"><li>y<li>z</ol><li>w</ol>', ["1. x", "i. y", "ii. z", "2. w"]),
        ("<ol><li><ol><li>x</ol></ol>", ["1. 1. x"]),
        ('<ol style="list-style: none inside"><li>x</ol>', ["x"]),
        ("<table><tr><td>Do<td><ol><li>x<li>y</ol></table>", ["Do; 1. x 2. y"]),
    ],
)
def test_numbers_are_those_of_a_browser(page: str, lines: list[str]) -> None:
    """By where the list begins, its kind, and what an item says of itself."""
    assert told(page) == lines


def test_steps_of_markdown_keep_their_numbers() -> None:
    """Those that begin elsewhere too."""
    assert told("# Reset\n\n3. Unplug it.\n4. Wait.\n", "a.md") == ["3. Unplug it.", "4. Wait."]
