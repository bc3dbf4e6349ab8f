"""Headings of PDFs are known by how they look, and stand above what they are the headings of."""

from knowledge.reading.pdf.headings import LineLook, levels_of
from knowledge.reading.reader import read
from tests.knowledge.reading.files import pdf

TEXT = "A mission is billed by the hour with fuel and crew, and the first quarter is free."


def page(*lines: tuple[float, str], scale: int = 1) -> str:
    """A PDF's page with lines of these sizes, from the top down; to be given to `pdf`."""
    shown: list[str] = []
    for place, (size, text) in enumerate(lines):
        y = 740 - 30 * place
        shown.append(f"/F1 {size / scale} Tf {scale} 0 0 {scale} 50 {y} Tm ({text}) Tj")
    return "\f".join(shown)


def told(*pages: str) -> list[tuple[str, str]]:
    """The title and the text of each passage."""
    return [(one.title, one.text) for one in read(pdf(*pages), "a.pdf", "a.pdf")[1]]


def test_larger_lines_are_headings() -> None:
    """Each passage has those above it, on the next page too, and a document its first as title."""
    first = page((18, "Rescue"), (14, "Fees"), (10, TEXT), (14, "Opening"), (10, "From 9 to 5."))
    second = page((10, "Not on Sundays."), (14, "How to"), (14, "reach us"), (10, "By telephone."))
    assert told(first, second) == [
        ("Rescue › Fees", TEXT),
        ("Rescue › Opening", "From 9 to 5.\nNot on Sundays."),
        ("Rescue › How to reach us", "By telephone."),
    ]
    assert read(pdf(first), "a.pdf", "a.pdf")[0].title == "Rescue"


def test_a_size_is_what_it_is_on_the_page() -> None:
    """Many programs write all text in one size, and scale it."""
    assert told(page((18, "Rescue"), (10, TEXT), scale=10)) == [("Rescue", TEXT)]
    same = page((10, "Rescue"), (10, TEXT))
    assert told(same) == [("", f"Rescue {TEXT}")]


def test_a_large_price_or_sentence_is_no_heading() -> None:
    """A price that is drawn large belongs to what stands above it."""
    assert told(page((18, "Basic"), (24, "9 euros/month"), (10, TEXT))) == [
        ("Basic", f"9 euros/month {TEXT}")
    ]
    assert told(page((18, "We rescue you."), (10, TEXT)))[0][0] == ""


def test_bold_lines_are_headings_where_the_text_is_not_bold() -> None:
    """Below those that are larger; a document of which most is in headings has none."""
    text = LineLook(TEXT, 10, is_bold=False)
    bold = LineLook("Opening hours", 10, is_bold=True)
    large = LineLook("Rescue", 18, is_bold=True)
    assert levels_of([[large, bold, text], [text]]) == [{"Rescue": 1, "Opening hours": 6}, {}]
    assert levels_of([[bold, text, LineLook(TEXT * 2, 10, is_bold=True)]]) == [{}]
    slides = [LineLook(word, size, is_bold=False) for word, size in (("Fees", 30), ("Crew", 24))]
    assert levels_of([[*slides, LineLook("9 to 5", 10, is_bold=False)]]) == [{}]
    assert levels_of([[], []]) == [{}, {}]


def test_a_sentence_goes_on_on_the_next_page() -> None:
    """It is one; what begins anew is not joined to it."""
    first, second = (
        page((10, TEXT), (10, "Members pay a dis-")),
        page((10, "count rate and no fee.")),
    )
    assert told(first, second) == [("", f"{TEXT} Members pay a discount rate and no fee.")]
    third = page((10, "Fees of 2026"))
    assert told(third, page((10, "Large boats"))) == [("", "Fees of 2026\nLarge boats")]
