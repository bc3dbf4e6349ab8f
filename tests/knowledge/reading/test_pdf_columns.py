"""Pages of PDFs in columns, as programs write them."""

import pytest

from knowledge.reading.reader import read
from tests.knowledge.reading.files import pdf, placed

LEFT = [
    "Returns are possible within thirty",
    "days of delivery. The customer pays",
    "for the parcel unless the goods are",
    "damaged. A label is sent by mail",
    "once the return is announced.",
]
RIGHT = [
    "Warranty lasts two years for all",
    "frames and one year for batteries.",
    "wear parts such as tyres and brake",
    "pads are not covered. Claims are",
    "made at any of our shops.",
]
PAIRS = [
    (f"Do you ship to country number {n}?", f"Yes, and the price there is {n} euros.")
    for n in range(6)
]


def said(*lines: tuple[int, int, str]) -> str:
    made = pdf(placed(*lines))
    return " ".join(one.text for one in read(made, "a.pdf", "a.pdf")[1])


def beside(pairs: list[tuple[str, str]]) -> list[tuple[int, int, str]]:
    """Two columns, line beside line."""
    at = [(700 - 14 * n, pair) for n, pair in enumerate(pairs)]
    return [(x, y, text) for y, pair in at for x, text in zip((50, 310), pair, strict=True)]


@pytest.mark.parametrize("is_line_by_line", [True, False])
def test_each_column_is_read_by_itself(is_line_by_line: bool) -> None:
    """Whether the file has line beside line or one column behind the other."""
    lines = beside(list(zip(LEFT, RIGHT, strict=True)))
    if not is_line_by_line:
        lines.sort()
        lines.sort(key=lambda line: (line[0], -line[1]))
    text = said(
        (50, 760, "Terms of sale"), *lines, (50, 600, "All prices are given without tax, by law.")
    )
    text = " ".join(text.split())
    assert " ".join(LEFT) in text
    assert " ".join(RIGHT) in text
    assert text.startswith("Terms of sale Returns")
    assert text.endswith("by law.")


THREE = [
    ["Returns are possible", "Warranty lasts two", "We deliver on all"],
    ["within thirty days of", "years for all frames", "days but Sundays. A"],
    ["delivery. The parcel", "and one for batteries.", "box is left at the"],
    ["is paid by the buyer", "wear parts are not", "door where nobody"],
    ["unless it is damaged.", "covered by it.", "answers."],
    ["labels come by mail", "claims are made at any", ""],
    ["in two days.", "of our shops.", ""],
]


def test_three_columns_are_read_one_after_the_other() -> None:
    """Where the last one is shorter, and below a heading over all of them, too."""
    lines = [
        (x, 700 - 14 * n, text)
        for n, row in enumerate(THREE)
        for x, text in zip((50, 165, 280), row, strict=True)
        if text
    ]
    heading = (
        50,
        740,
        "Terms of sale of our company for all that is bought from Monday on, by law",
    )
    text = " ".join(said(heading, *lines).split())
    columns = [" ".join(" ".join(column).split()) for column in zip(*THREE, strict=True)]
    assert text == " ".join([heading[2], *columns])


def test_a_table_of_two_columns_keeps_its_rows() -> None:
    """Each answer stands behind its question."""
    text = " ".join(said(*beside(PAIRS)).split())
    assert text == " ".join(f"{asked} {answer}" for asked, answer in PAIRS)
