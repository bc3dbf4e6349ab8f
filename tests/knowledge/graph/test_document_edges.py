"""Document edges: what belongs to what, by headings, tables, questions and figures."""

from knowledge.document import Document, Passage
from knowledge.graph.document_edges import MOST_EDGES, document_edges
from knowledge.graph.edge import EdgeKind
from knowledge.reading.reader import read

PLANS = """# Northlane

## Plans

| Plan | Seats | Price |
|---|---|---|
| Starter | 10 | 19 euros |
| Team | 60 | 34 euros |

## Limits

|  | Starter | Team |
|---|---|---|
| Storage | 25 GB | 250 GB |
| Jobs a month | 1,000 | 10,000 |
"""
NESTED = "# Hire\n\n## Bicycles\n\n### Deposit\n\nNone is asked. It was 500 euros. It is 0 now.\n"
Belonging = tuple[str, str, str]


def belongings(text: str, name: str = "page.md") -> list[Belonging]:
    edges = document_edges(*read(text.encode(), name, name))
    return [(edge.source, edge.kind.value, edge.target) for edge in edges]


def stated(text: str) -> list[str]:
    return [target for _, kind, target in belongings(text) if kind == EdgeKind.STATES]


def test_a_table_of_plans_gives_limits_and_prices() -> None:
    """Product, plan, limit and price: a row is part of its heading, and has its other cells."""
    found = belongings(PLANS)
    for edge in [
        ("Northlane", "has_part", "Plans"),
        ("Plans", "has_part", "Starter"),
        ("Starter", "has_value", "Seats: 10"),
        ("Starter", "has_value", "Price: 19 euros"),
        ("Team", "has_value", "Price: 34 euros"),
    ]:
        assert edge in found


def test_a_table_with_names_on_both_sides_tells_of_both() -> None:
    """Its first column has no header: the limit has a value a plan, and the plan one a limit."""
    found = belongings(PLANS)
    assert ("Storage", "has_value", "Starter: 25 GB") in found
    assert ("Starter", "has_value", "Storage: 25 GB") in found
    assert ("Team", "has_value", "Jobs a month: 10,000") in found


def test_headings_are_parts_of_those_above_and_state_their_figures() -> None:
    """In the order of the text; a sentence without a figure is no fact."""
    assert belongings(NESTED) == [
        ("Hire", "has_part", "Bicycles"),
        ("Bicycles", "has_part", "Deposit"),
        ("Deposit", "states", "It was 500 euros."),
        ("Deposit", "states", "It is 0 now."),
    ]


def test_a_question_is_answered_by_what_stands_under_it() -> None:
    """And is a part of its document."""
    table = "question,answer\nDo you fax?,No. Nobody asked.\nWhere are you?,In Lyon.\n"
    assert belongings(table, "faq.csv") == [
        ("faq", "has_part", "Do you fax?"),
        ("Do you fax?", "answered_by", "No. Nobody asked."),
        ("faq", "has_part", "Where are you?"),
        ("Where are you?", "answered_by", "In Lyon."),
    ]


def test_prose_with_colons_is_no_table() -> None:
    """One line alone with labels is a sentence, however many it has."""
    text = "# Hours\n\n## Shop\n\nMonday: 9 to 18; Sunday: closed.\n"
    assert not any(kind == EdgeKind.HAS_VALUE for _, kind, _ in belongings(text))


def test_names_and_numbers_of_edges_are_bounded() -> None:
    """A heading states three facts at most, a name is a line, and a document has so many edges."""
    facts = " ".join(f"It takes {n} days." for n in range(30))
    assert len(stated(f"# A\n\n## B\n\n{facts}\n")) == 3
    assert len(stated(f"# A\n\n## B\n\nIt is 1 {'very ' * 80}long day.\n")[0]) <= 160
    book = Document("book", "book.md", "Book", "en", "")
    pages = [Passage(f"book.{n}", "book", n, f"Chapter {n}", f"{n} lines.") for n in range(9_000)]
    assert len(document_edges(book, pages)) == MOST_EDGES


def test_text_without_headings_has_no_edges() -> None:
    """Most PDFs are such: hundreds of sentences of one title tell of no belonging."""
    assert belongings("It costs 3 euros.\n\nIt was 4 euros.\n", "plain.txt") == []
