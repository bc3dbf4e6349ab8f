"""Word runs of PDFs: the same text as PDFium tells, asked for only where it is of use."""

from random import Random

import pytest
from pypdfium2 import PdfDocument

from knowledge.reading.block import Block, BlockKind
from knowledge.reading.pdf.page_runs import runs_of
from knowledge.reading.pdf.page_text import PageText
from knowledge.reading.pdf.paragraphs import over_pages
from knowledge.reading.pdf.regions import regions_of
from knowledge.reading.pdf.tables import lines_with_tables
from tests.knowledge.reading.files import drawn, pdf, placed

TABLE = [
    (x, 700 - 16 * place, text)
    for place, row in enumerate([("Plan", "Seats", "Price"), *[("Team", "20", "45 euros")] * 4])
    for x, text in zip((50, 200, 350), row, strict=True)
]


def words(seed: int, gap: int, blank: str = "") -> str:
    """A page that is made word by word, the words of a line so far from each other, in points."""
    chosen = Random(seed)  # noqa: S311 - no secret
    placed_words: list[tuple[int, int, str]] = []
    for line in range(40):
        x = 50
        while x < 500:
            word = "".join(chosen.choices("abcdeilmnorst", k=chosen.randint(2, 9)))
            placed_words.append((x, 760 - 16 * line, f"{word}{blank}"))
            x += 6 * len(word) + chosen.randint(3, gap)
    return placed(*placed_words)


COURIER = "/Subtype /Type1 /BaseFont /Courier"
"""Each letter is 6 points wide."""
PAGES = [
    placed(*TABLE),
    placed(*TABLE, *[(50, 500 - 14 * n, f"Line {n} of a text that goes on") for n in range(9)]),
    placed(*sorted(TABLE), (50, 90, r"Caf\351 \200 12,50"), (50, 91, "over it"), (300, 90, " ")),
    *(words(seed, gap) for seed in range(3) for gap in (5, 30)),
    words(9, 30, " "),
    words(9, 5, " "),
]


def text_of(page: str) -> PageText:
    return PageText(PdfDocument(pdf(page, font=COURIER))[0].get_textpage())


@pytest.mark.parametrize("page", PAGES)
def test_the_text_in_a_box_is_what_pdfium_tells(page: str) -> None:
    """Of each run of a page, and of any other box."""
    text = text_of(page)
    chosen = Random(1)  # noqa: S311 - no secret
    boxes = text.boxes(9_999)
    for _ in range(20):
        left, bottom = chosen.uniform(0, 500), chosen.uniform(0, 700)
        boxes.append((left, bottom, left + chosen.uniform(0, 300), bottom + chosen.uniform(0, 300)))
    boxes.append((0, 0, 612, 792))
    assert [text.within(box) for box in boxes] == [text.page.get_text_bounded(*b) for b in boxes]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_looked_at_is_no_table(page: str) -> None:
    """A page that is passed over by where its words stand would have been none by its words."""
    text = text_of(page)
    if not runs_of(text, None, has_notes=False):
        closely = runs_of(text, None, has_notes=True)
        assert (regions_of(closely), lines_with_tables(closely)) == ([], None)


def test_a_page_of_words_is_not_asked_for_each() -> None:
    """Where they stand as in prose; a table's cells are."""
    assert runs_of(text_of(words(0, 5)), None, has_notes=False) == []
    cells = [run.text for run in runs_of(text_of(PAGES[0]), None, has_notes=False)]
    assert cells[:6] == ["Plan", "Seats", "Price", "Team", "20", "45 euros"]


def test_letters_that_stand_in_two_cells_make_none() -> None:
    """Words over each other: no word may be told twice, or be lost."""
    over = " ".join(f"1 0 0 1 {x} {y} Tm (word) Tj" for x in (50, 58, 300, 420) for y in (700, 704))
    text = PageText(PdfDocument(drawn(f"BT /F1 10 Tf {over} ET"))[0].get_textpage())
    assert runs_of(text, None, has_notes=True) == []


def test_a_sentence_goes_on_over_a_whole_book() -> None:
    """In time that grows with its length alone; a word that is parted is one."""
    told = [Block(BlockKind.TEXT, f"{'on ' * 300}and wo-", page=1)]
    told += [Block(BlockKind.TEXT, f"rd {'on ' * 300}and wo-", page=n) for n in range(2, 5_000)]
    (whole,) = over_pages([*told, Block(BlockKind.TEXT, "rd, and so on", page=5_000)])
    assert "-" not in whole.text
    assert whole.text.count(" word ") == 4_998
    assert whole.text.endswith("word, and so on")
