"""Blocks of a document."""

from knowledge.reading.block import heading, row


def test_a_row_is_understood_alone() -> None:
    """Each cell has the header of its column, where there are both."""
    cells = ["Team", "", "$12 ", "a\nmonth", "more"]
    made = row(cells, ["plan", "seats", "price", ""])
    assert made.text == "plan: Team; price: $12; a month; more"


def test_a_heading_is_one_line() -> None:
    """Whatever its file makes of it."""
    assert heading(" Two\n  lines ", 2).text == "Two lines"
