"""Rows of tables on pages and in Word: each tells of itself what its columns are."""

import pytest

from knowledge.reading.html.page import blocks

HEADED = "<tr><th>Land</th><th>Days</th></tr>"


def rows(table: str) -> list[str]:
    """The texts of a table's rows."""
    return [block.text for block in blocks(f"<table>{table}</table>")]


def cells(*texts: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"


def test_a_cell_over_several_rows_is_told_in_each() -> None:
    """A row below it would else take the next column for it."""
    body = "<tr><td rowspan=2>EU</td><td>3</td></tr><tr><td>1, express</td></tr>"
    assert rows(HEADED + body + cells("UK", "5")) == [
        "Land: EU; Days: 3",
        "Land: EU; Days: 1, express",
        "Land: UK; Days: 5",
    ]


def test_a_cell_over_several_columns_is_told_in_each_and_over_a_whole_row_once() -> None:
    """Its row stays under the right headers; one over all is a line by itself."""
    head = cells("Plan", "Seats", "Price", tag="th")
    body = '<tr><td>Pro</td><td colspan="2">on request</td></tr><tr><td colspan=3>Old</td></tr>'
    assert rows(head + body) == ["Plan: Pro; Seats: on request; Price: on request", "Old"]


def test_headers_of_several_rows_are_joined() -> None:
    """Each column has the words of all that stand above it."""
    head = "<tr><th rowspan=2>Plan</th><th colspan=2>Price</th></tr><tr><th>month</th><th>year</th>"
    assert rows(f"{head}</tr>{cells('Pro', '9', '90')}") == [
        "Plan: Pro; Price month: 9; Price year: 90"
    ]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (cells("<b>Day</b>", "<b>Open</b>") + cells("Monday", "no"), ["Day: Monday; Open: no"]),
        (
            cells("Plan", "Seats", "Price") + cells("Pro", "5", "9 €") + cells("Max", "", "19 €"),
            ["Plan: Pro; Seats: 5; Price: 9 €", "Plan: Max; Price: 19 €"],
        ),
        (
            cells("Monday", "closed") + cells("Sunday", "10 to 4"),
            ["Monday; closed", "Sunday; 10 to 4"],
        ),
        (cells("<b>Tel</b>", "4711"), ["Tel; 4711"]),
        (cells("One", "two", tag="th"), ["One; two"]),
    ],
)
def test_a_first_row_is_a_header_by_what_stands_in_it(table: str, told: list[str]) -> None:
    """Where no cell says that it is one; what may be a fact like the others stays one."""
    assert rows(table) == told


def test_a_hostile_table_does_not_grow() -> None:
    """A cell that claims thousands of rows and columns is not told as often."""
    wide = f"<tr><td colspan=99999999 rowspan=65000>{'word ' * 100}</td><td>x</td></tr>"
    made = rows(wide * 2 + "<tr><td>y</td></tr>" * 3_000)
    assert sum(map(len, made)) < 1_500_000
    assert sum(text.count("y") for text in made) == 3_000


def test_a_hostile_table_of_small_cells_does_not_grow() -> None:
    """Nor do thousands of cells that say next to nothing, each over many rows and columns."""
    row = "<tr>" + "<td colspan=60 rowspan=1000>x" * 60 + "</tr>"
    made = rows(row * 100 + "<tr><td>y</td></tr>")
    assert sum(map(len, made)) < 4_000_000
    assert "y" in made[-1]


def test_a_text_behind_an_answer_is_none_of_it() -> None:
    """What follows a list of questions, or details, stands under the heading above."""
    page = (
        "<h2>Returns</h2><details><summary>Who pays?</summary><p>You do.</p></details>"
        "<p>Thirty days.</p><dl><dt>Where?</dt><dd>Here.</dd></dl><table>"
    )
    found = blocks(page + cells("Land", "Cost") + "</table>")
    assert [(block.text, block.level) for block in found] == [
        ("Returns", 2),
        *(("Who pays?", 7), ("You do.", 0), ("", 7), ("Thirty days.", 0)),
        *(("Where?", 7), ("Here.", 0), ("", 7), ("Land; Cost", 0)),
    ]


def test_a_table_in_a_cell_is_what_the_cell_says() -> None:
    """The rows behind it keep their headers."""
    nested = "<table><tr><th>Half</th><th>Full</th></tr><tr><td>30</td><td>45</td></tr></table>"
    bare = "<table><tr><td>Adult</td><td>20</td></tr><tr><td>Child</td><td>10</td></tr></table>"
    assert rows(HEADED + cells("EU", nested) + cells("UK", bare) + cells("US", "9")) == [
        "Land: EU; Days: Half: 30, Full: 45",
        "Land: UK; Days: Adult, 20; Child, 10",
        "Land: US; Days: 9",
    ]


def test_a_page_that_is_laid_out_by_tables_is_no_table() -> None:
    """Its tables are read for themselves."""
    table = f"<table>{HEADED}{cells('EU', '3')}{cells('UK', '5')}</table>"
    told = rows(cells("Home", f"<h2>Delivery</h2>{table}"))
    assert told[1:] == ["Land: EU; Days: 3", "Land: UK; Days: 5"]
