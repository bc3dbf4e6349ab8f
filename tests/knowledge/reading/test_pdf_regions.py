"""Tables beside, below and among columns of prose in PDFs: each is read by itself."""

import pytest

from knowledge.reading.reader import read
from tests.knowledge.reading.files import pdf, placed

LEFT = [
    "Returns are possible within thirty",
    "days of delivery. The customer pays",
    "for the parcel unless the goods are",
    "damaged. A label is sent by mail",
    "once the return is announced.",
    "nobody has to say why it is sent",
    "back, and the money is there in a",
    "week.",
]
RIGHT = [
    "Warranty lasts two years for all",
    "frames and one year for batteries.",
    "wear parts such as tyres and brake",
    "pads are not covered. Claims are",
    "made at any of our shops. we ask",
    "for the bill, and for nothing else",
    "that you may have lost by then or",
    "thrown away.",
]
PLANS = [
    ("Plan", "Seats", "Price"),
    ("Basic", "5", "10 euros"),
    ("Team", "20", "45 euros"),
    ("Large", "90", "99 euros"),
    ("Huge", "no limit", "by contract"),
]
ROWS = [
    "Plan: Basic; Seats: 5; Price: 10 euros",
    "Plan: Team; Seats: 20; Price: 45 euros",
    "Plan: Large; Seats: 90; Price: 99 euros",
    "Plan: Huge; Seats: no limit; Price: by contract",
]
Placed = list[tuple[int, int, str]]


def lines(x: int, texts: list[str], top: int = 700, step: int = 14) -> Placed:
    return [(x, top - step * at, text) for at, text in enumerate(texts) if text]


def table(
    places: tuple[int, ...], rows: list[tuple[str, ...]] = PLANS, top: int = 700, step: int = 14
) -> Placed:
    return [
        (x, top - step * at, text)
        for at, row in enumerate(rows)
        for x, text in zip(places, row, strict=True)
        if text
    ]


def told(page: Placed, *, is_line_by_line: bool = False) -> list[str]:
    """The lines of the passages, of a file in any order of its texts."""
    page = sorted(page, key=lambda one: (-one[1], one[0])) if is_line_by_line else page
    found = read(pdf(placed(*page)), "a.pdf", "a.pdf")[1]
    return [line for one in found for line in one.text.split("\n")]


each = pytest.mark.parametrize("is_line_by_line", [True, False])


@each
def test_a_table_beside_a_text_keeps_its_rows(is_line_by_line: bool) -> None:
    """And the text its sentences; what is above and below both stays there."""
    head = (50, 730, "What it costs, and what you get, in all of our shops and on our pages, too.")
    foot = (50, 560, "All of this is so until the end of the year, and from then on as it is told.")
    beside = [head, *lines(50, LEFT), *table((310, 400, 470)), foot]
    found = told(beside, is_line_by_line=is_line_by_line)
    assert [line for line in found if ";" in line] == ROWS
    assert " ".join(found) == " ".join([head[2], *LEFT, *ROWS, foot[2]])


@each
def test_a_table_on_the_left_is_read_first(is_line_by_line: bool) -> None:
    """Though its lines are further apart than those of the text, and none is at their height."""
    beside = [*lines(310, RIGHT, top=703, step=15), *table((50, 140, 210), step=18)]
    assert told(beside, is_line_by_line=is_line_by_line) == [*ROWS, " ".join(RIGHT)]


@each
def test_a_table_below_two_columns_is_not_torn(is_line_by_line: bool) -> None:
    """Its columns are not theirs."""
    page = [*lines(50, LEFT), *lines(310, RIGHT), *table((50, 250, 420), top=560, step=16)]
    found = told(page, is_line_by_line=is_line_by_line)
    assert found == [" ".join(LEFT), " ".join(RIGHT), *ROWS]


@each
def test_a_table_in_a_column_is_read_with_it(is_line_by_line: bool) -> None:
    """The other column goes on beside it."""
    more = ["Whoever cancels in the first month", "pays nothing. All else is told in our"]
    page = [*lines(50, LEFT), *lines(310, RIGHT), *lines(50, [*more, *LEFT[:3]], top=588)]
    page += table((310, 390, 460), top=575, step=16)
    found = told(page, is_line_by_line=is_line_by_line)
    assert found[-4:] == ROWS
    assert " ".join([*LEFT, *more, *LEFT[:3], *RIGHT]) == " ".join(found[:-4])


DESCRIBED = [
    ("The calendar of a team, with its", "10 euros", "a month"),
    ("jobs and its routes. It holds", "", ""),
    ("ten people at most.", "", ""),
    ("All of that, and the map. People", "45 euros", "a month"),
    ("see where a van is, and when", "", ""),
    ("it comes.", "", ""),
    ("What else you ask for. We tell", "99 euros", "a month"),
    ("you before what it costs, and", "", ""),
    ("write it down.", "", ""),
]
NAMED = [
    ("hire of a small boat for a day", "20 euros", "40 euros"),
    ("hire of a large boat for a day", "35 euros", "60 euros"),
    ("hire of a canoe with two seats", "12 euros", "24 euros"),
    ("hire of a float for small ones", "10 euros", "15 euros"),
    ("hire of a raft for ten people", "80 euros", "99 euros"),
]


@pytest.mark.parametrize("at", [0, 1], ids=["at the first line", "in the middle"])
def test_the_price_of_what_some_lines_say_stays_with_them(at: int) -> None:
    """Such a table has a row for several lines, and is read in the order of the file."""
    prices = [("", *row[1:]) for row in DESCRIBED]
    moved = prices[-at:] + prices[:-at] if at else prices
    rows = [(row[0], *cells[1:]) for row, cells in zip(DESCRIBED, moved, strict=True)]
    text = " ".join(told(table((50, 260, 350), rows), is_line_by_line=True))
    assert text.index("10 euros") < text.index("see where a van") < text.index("99 euros")


def test_names_in_lower_case_are_no_text() -> None:
    """A price list of one line a thing: each price stands behind its name."""
    text = " ".join(told(table((50, 260, 350), NAMED), is_line_by_line=True))
    for name, first, second in NAMED:
        assert f"{name} {first} {second}" in text.replace(";", "")
