"""Small digits behind large ones are cents or marks of footnotes, and a font says its letters."""

import pytest

from knowledge.errors import DocumentError
from knowledge.reading.reader import read
from tests.knowledge.reading.files import pdf


def told(*runs: tuple[int, str]) -> str:
    """The text of a page of one line, whose runs have these sizes."""
    shown = "\f".join(f"/F1 {size} Tf ({text}) Tj" for size, text in runs)
    [only] = read(pdf(f"1 0 0 1 50 700 Tm ( ) Tj\f{shown}"), "a.pdf", "a.pdf")[1]
    return only.text


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (((24, "12"), (12, "99"), (12, " euros a boat")), "12,99 euros a boat"),
        (((24, "$12"), (12, "99")), "$12.99"),
        (((12, "A boat costs 20"), (7, "1"), (12, " euros")), "A boat costs 20¹ euros"),
        (((12, "A harbour of 900 m"), (7, "2")), "A harbour of 900 m2"),
        (((12, "In 20"), (12, "26 euros")), "In 2026 euros"),
        (((7, "A boat of "), (12, "1999"), (7, " euros")), "A boat of 1999 euros"),
    ],
)
def test_small_digits_are_no_part_of_a_large_figure(
    runs: tuple[tuple[int, str], ...], text: str
) -> None:
    """Else a boat would cost a hundred times as much."""
    assert told(*runs).replace("\n", " ") == text


def test_a_pdf_whose_fonts_say_no_letters_is_refused() -> None:
    """What is drawn can't be told from it: it would be found by nothing, and shown as signs."""
    font = (
        "/Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
        " /Subtype /CIDFontType2 /BaseFont /Own /CIDSystemInfo << /Registry (Adobe) /Ordering"
        " (Identity) /Supplement 0 >> /DW 600 /FontDescriptor << /Type /FontDescriptor /FontName"
        " /Own /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200"
        " /CapHeight 700 /StemV 80 >> >>]"
    )
    made = pdf("1 0 0 1 50 700 Tm (\x01$\x01%\x01&\x01'\x01A\x01B\x01C) Tj", font=font)
    with pytest.raises(DocumentError, match="fonts don't say which letters"):
        read(made, "a.pdf", "a.pdf")
