"""A row that leaves something to the rows above it is told with it: a price says of what it is."""

from collections.abc import Callable

import pytest

from knowledge.reading.html.page import blocks
from knowledge.reading.reader import read

HEADER = ("Boat", "Time", "Fee")


def of_a_file(*rows: tuple[str, ...]) -> list[str]:
    data = "".join(";".join(cells) + "\n" for cells in (HEADER, *rows))
    return [
        line for one in read(data.encode(), "a.csv", "a.csv")[1] for line in one.text.split("\n")
    ]


def of_a_page(*rows: tuple[str, ...]) -> list[str]:
    made = "".join("<tr>" + "".join(f"<td>{one}</td>" for one in cells) + "</tr>" for cells in rows)
    head = "".join(f"<th>{one}</th>" for one in HEADER)
    return [block.text for block in blocks(f"<table><tr>{head}</tr>{made}</table>")]


HEAD = "<tr><th>Boat</th><th>Fee</th></tr>"
SMALL = "<tr><td>Small</td><td>12</td></tr>"


def whole(text: str) -> str:
    return f"<tr><td colspan=2>{text}</td></tr>"


def of_a_table(*rows: str) -> list[str]:
    return [block.text for block in blocks(f"<table>{''.join(rows)}</table>")]


Read = Callable[..., list[str]]
each = pytest.mark.parametrize("read_rows", [of_a_file, of_a_page])


@each
def test_a_first_cell_that_is_empty_says_what_the_one_above_says(read_rows: Read) -> None:
    """A spreadsheet's joined cells are saved so: the second price is of the same boat."""
    rows = (("Small", "1 h", "20"), ("", "2 h", "35"), ("Large", "1 h", "40"), ("", "", "1 more"))
    assert read_rows(*rows) == [
        "Boat: Small; Time: 1 h; Fee: 20",
        "Boat: Small; Time: 2 h; Fee: 35",
        "Boat: Large; Time: 1 h; Fee: 40",
        "Fee: 1 more",
    ]
    assert read_rows(("Small", "1 h", "20"), ("", "on request", ""))[1:] == [
        "Boat: Small; Time: on request"
    ]


@each
def test_a_first_cell_is_left_empty_where_a_column_is_merely_optional(read_rows: Read) -> None:
    """Most rows have one, and the next cell names each row: nothing is told twice."""
    rows = [(f"Boat {n}", f"B{n}", f"{n}0") for n in range(4)]
    optional = [*rows, ("", "Quay", "5")]
    assert read_rows(*optional)[-1] == "Time: Quay; Fee: 5"
    assert read_rows(*optional[::-1])[-1] == "Boat: Boat 0; Time: B0; Fee: 00"
    grouping = [(f"Boat {n}", "1 h", f"{n}0") for n in range(4)]
    assert read_rows(*grouping, ("", "2 h", "5"))[-1] == "Boat: Boat 3; Time: 2 h; Fee: 5"
    towns = [
        ("Spain", "Vigo", "1"),
        ("", "Gijon", "2"),
        ("", "Bilbao", "3"),
        ("Chile", "Lota", "4"),
    ]
    assert read_rows(*towns)[2] == "Boat: Spain; Time: Bilbao; Fee: 3"


@pytest.mark.parametrize(
    "name", ["Risk category", "Area", "REGION", "Catégorie", "Famille de risque", "Sección"]
)
def test_a_column_that_is_called_a_group_names_the_rows_without_one(name: str) -> None:
    """However few they are, and though the next cell names each: nobody's row is of no group."""
    rows = [("Market", "Prices", "high"), ("Legal", "Fines", "low"), ("", "Claims", "low")]
    rows += [("Supply", "Delays", "high"), ("People", "Leave", "low")]
    head = (name, "What", "Weight")
    data = "".join(";".join(cells) + "\n" for cells in (head, *rows)).encode()
    lines = read(data, "a.csv", "a.csv")[1][0].text.split("\n")
    assert lines[2] == f"{name}: Legal; What: Claims; Weight: low"
    made = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in cells)}</tr>" for cells in rows)
    page = f"<table><tr>{''.join(f'<th>{one}</th>' for one in head)}</tr>{made}</table>"
    assert blocks(page)[2].text == lines[2]


@each
@pytest.mark.parametrize("name", ["Total", "Sous-total", "Suma"])
def test_a_sum_below_is_of_all_and_not_of_the_last(read_rows: Read, name: str) -> None:
    """Nor is one that nothing names."""
    assert read_rows(("Small", "1 h", "20"), ("", name, "60"), ("", "", "80"))[1:] == [
        f"Time: {name}; Fee: 60",
        "Fee: 80",
    ]


@each
def test_the_name_of_a_group_is_told_in_each_row_below_it(read_rows: Read) -> None:
    """The same boat costs something else in the next one."""
    rows = (("Summer", "", ""), ("Small", "1 h", "20"), ("Winter", "", ""), ("Small", "1 h", "12"))
    assert read_rows(*rows) == [
        "Summer; Boat: Small; Time: 1 h; Fee: 20",
        "Winter; Boat: Small; Time: 1 h; Fee: 12",
    ]


@each
def test_a_row_of_which_cells_are_missing_names_no_group(read_rows: Read) -> None:
    """A boat whose price nobody has written yet is none of those below it."""
    rows = (("Small", "1 h", "20"), ("Raft", "", ""), ("Large", "1 h", "40"))
    assert read_rows(*rows)[1:] == ["Boat: Raft", "Boat: Large; Time: 1 h; Fee: 40"]


def test_a_cell_over_a_whole_row_names_the_rows_below_it_and_a_remark_does_not() -> None:
    """On a page, it says of itself that it is no cell of the first column."""
    assert of_a_table(HEAD, whole("Winter"), SMALL, whole("All prices are net."), SMALL) == [
        "Winter; Boat: Small; Fee: 12",
        "All prices are net.",
        "Winter; Boat: Small; Fee: 12",
    ]
    assert of_a_table(HEAD, SMALL, whole("Winter")) == ["Boat: Small; Fee: 12", "Winter"]


def test_a_title_over_the_whole_table_leaves_its_header_one() -> None:
    """As price lists have it above the names of the columns; a remark there is none."""
    assert of_a_table(whole("Hire 2026"), HEAD, SMALL) == ["Hire 2026; Boat: Small; Fee: 12"]
    assert of_a_table(whole("Net."), HEAD, SMALL) == ["Net.", "Boat: Small; Fee: 12"]
    assert of_a_table(whole("Hire 2026"), whole("Boats"), HEAD, SMALL) == [
        "Hire 2026",
        "Boats; Boat: Small; Fee: 12",
    ]


def test_a_table_of_titles_alone_is_told_as_it_is() -> None:
    """Nothing stands below them."""
    assert of_a_table(whole("Hire 2026"), whole("Closed")) == ["Hire 2026", "Closed"]


def test_an_answer_goes_on_where_a_table_of_questions_asks_nothing() -> None:
    """Its second line is no text by itself."""
    data = b"question;answer\nDo you ship?;Yes.\n;By boat.\n"
    [only] = read(data, "a.csv", "a.csv")[1]
    assert (only.title, only.text) == ("Do you ship?", "Yes.\nBy boat.")


def test_a_remark_below_a_table_is_of_no_column() -> None:
    """It names no boat."""
    assert of_a_file(("Small", "1 h", "20"), ("All fees are net.", "", ""))[1:] == [
        "All fees are net."
    ]
