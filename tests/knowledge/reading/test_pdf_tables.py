"""Tables in PDFs: their rows stay whole, whatever the order of the cells in the file."""

import pytest

from knowledge.reading.reader import read
from tests.knowledge.reading.files import pdf, placed

PLANS = [
    ("Plan", "Seats", "Price a month"),
    ("Basic", "5", "10 euros"),
    ("Team", "20", "45 euros"),
    ("Large", "no limit", "by contract"),
]
ROWS = [
    "Plan: Basic; Seats: 5; Price a month: 10 euros",
    "Plan: Team; Seats: 20; Price a month: 45 euros",
    "Plan: Large; Seats: no limit; Price a month: by contract",
]
PLACES = (50, 200, 350)


def lines_of(*lines: tuple[int, int, str]) -> list[str]:
    """The lines of the passages of a page."""
    made = pdf(placed(*lines))
    return [line for one in read(made, "a.pdf", "a.pdf")[1] for line in one.text.split("\n")]


def pages(*made: list[tuple[int, int, str]]) -> list[str]:
    """The lines of the passages of some pages."""
    found = read(pdf(*(placed(*page) for page in made)), "a.pdf", "a.pdf")[1]
    return [line for one in found for line in one.text.split("\n")]


def cells(rows: list[tuple[str, ...]], top: int = 700) -> list[tuple[int, int, str]]:
    """The cells of a table, row by row; empty ones are not written."""
    return [
        (x, top - 16 * place, text)
        for place, row in enumerate(rows)
        for x, text in zip(PLACES, row, strict=False)
        if text
    ]


@pytest.mark.parametrize("is_by_column", [False, True])
def test_each_row_is_told_with_the_headers(is_by_column: bool) -> None:
    """Between what stands above and below; a file may have one column behind the other."""
    table = cells(PLANS)
    if is_by_column:
        table.sort(key=lambda cell: (cell[0], -cell[1]))
    found = lines_of((50, 760, "Our plans"), *table, (50, 560, "Prices are without tax."))
    assert found == ["Our plans", *ROWS, "Prices are without tax."]


def test_a_cell_of_several_lines_is_one() -> None:
    """A cell that is empty is left out."""
    rows = [
        ("Plan", "What it has", "Price"),
        ("Basic", "Calendar and job sheets for", "10 euros"),
        ("", "up to five people", ""),
        ("Team", "All of Basic, and routes", ""),
    ]
    assert lines_of(*cells(rows)) == [
        "Plan: Basic; What it has: Calendar and job sheets for up to five people; Price: 10 euros",
        "Plan: Team; What it has: All of Basic, and routes",
    ]


def test_a_parted_word_beside_a_table_is_one() -> None:
    """As on a page without a table."""
    prose = [(50, 600, "All prices are with-"), (50, 586, "out tax.")]
    assert lines_of(*cells(PLANS), *prose)[-1] == "All prices are without tax."


def test_a_row_with_figures_is_no_header() -> None:
    """All rows are told as they stand."""
    rows = [("Basic", "5", "10 euros"), ("Team", "20", "45 euros"), ("Large", "50", "90 euros")]
    assert lines_of(*cells(rows)) == ["; ".join(row) for row in rows]


def test_a_table_of_two_columns_in_a_file_that_has_them_one_by_one() -> None:
    """Each answer stands behind its question."""
    rows = [(f"Do you ship to country {n}?", f"Yes, for {n} euros.") for n in range(5)]
    table = sorted(cells(rows), key=lambda cell: (cell[0], -cell[1]))
    assert lines_of(*table) == [" ".join(row) for row in rows]


def test_cells_in_the_middle_of_their_row_stay_as_the_file_has_them() -> None:
    """Which row a line belongs to can't be told by its height."""
    centred = [
        *((x, 700, text) for x, text in zip(PLACES, PLANS[0], strict=True)),
        *((200, 680, "first half"), (50, 673, "Basic"), (350, 673, "10"), (200, 666, "and half")),
        *((200, 640, "other half"), (50, 633, "Team"), (350, 633, "45"), (200, 626, "and rest")),
    ]
    assert "; " not in " ".join(lines_of(*centred))


def test_a_page_of_prose_is_no_table() -> None:
    """Three columns whose lines go on."""
    prose = [("returns are possible", "warranty lasts two", "we deliver on all")] * 5
    assert "; " not in " ".join(lines_of(*cells(prose)))


def test_a_word_that_its_program_parts_is_one() -> None:
    """As browsers do, where letters are moved nearer to each other."""
    parted = [(50, 700, "We deli"), (84, 700, "ver on"), *cells(PLANS, 660)]
    assert lines_of(*parted)[0] == "We deliver on"


@pytest.mark.parametrize("is_header_repeated", [False, True])
@pytest.mark.parametrize("rows_before", [2, 3, 4])
def test_a_table_goes_on_over_a_page(rows_before: int, is_header_repeated: bool) -> None:
    """Each row has the headers, however few there are on the second page."""
    rows = [*PLANS, ("Huge", "no limit", "by contract"), ("Free", "one", "nothing")]
    first, second = rows[: rows_before + 1], rows[rows_before + 1 :]
    second = [PLANS[0]] * is_header_repeated + second
    found = pages(
        [(50, 760, "Northwind, our plans 1"), *cells(first), (50, 40, "Page 1")],
        [(50, 760, "Northwind, our plans 2"), *cells(second), (50, 400, "All without tax.")],
    )
    told = [line for line in found if line.startswith("Plan: ")]
    assert told == [
        *ROWS,
        "Plan: Huge; Seats: no limit; Price a month: by contract",
        "Plan: Free; Seats: one; Price a month: nothing",
    ]
    assert "All without tax." in found
    assert sum("Plan; " in line or line.startswith("Plan Seats") for line in found) == 0


def test_another_table_on_the_next_page_has_its_own_header() -> None:
    """Told by the title above it, or by its figures; so has one that does not end its page."""
    times = [("Shop", "Opens", "Closes"), ("Lille", "at 9", "at 5"), ("Metz", "at 8", "at 6")]
    lines = ["Shop: Lille; Opens: at 9; Closes: at 5", "Shop: Metz; Opens: at 8; Closes: at 6"]
    words = [("Shop", "Owner", "Town"), ("Blue", "Ada", "Lille"), ("Red", "Sam", "Metz")]
    titled = [(50, 760, "Our shops"), *cells(words)]
    assert pages(cells(PLANS), cells(times))[-2:] == lines
    assert pages(cells(PLANS), titled)[-1] == "Shop: Red; Owner: Sam; Town: Metz"
    below = [(50, 400 - 14 * n, f"Note {n}.") for n in range(3)]
    assert pages([*cells(PLANS), *below], cells(words))[-1] == "Shop: Red; Owner: Sam; Town: Metz"
