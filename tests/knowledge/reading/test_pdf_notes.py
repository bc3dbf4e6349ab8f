"""What is filled into a PDF's form and typed on its pages is read where it stands."""

import pytest

from knowledge.reading.reader import read
from tests.knowledge.reading.files import drawn

PAGE = "BT /F1 12 Tf 72 700 Td (Price of a boat:) Tj 0 -40 Td (Opening hours:) Tj ET"
LOOK = (
    "<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 << /Type /Font"
    " /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length {} >>\nstream\n{}\nendstream"
)
AT = "/Rect [180 696 380 716]"
FIELD = f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (price) {AT} "
NOTE = f"<< /Type /Annot /Subtype /FreeText {AT} "


def told(*notes: str, shown: str = "20 euros", colour: str = "0 g") -> str:
    """The text of a page with these notes; /AP << /N 5 0 R >> is a look that shows something."""
    stream = f"BT /F1 12 Tf {colour} 2 4 Td ({shown}) Tj ET"
    places = " ".join(f"{at} 0 R" for at in range(6, 6 + len(notes)))
    made = drawn(PAGE, "", f"/Annots [{places}]", [LOOK.format(len(stream), stream), *notes])
    return " ".join(" ".join(one.text.split()) for one in read(made, "a.pdf", "a.pdf")[1])


READ = "Price of a boat: 20 euros Opening hours:"


@pytest.mark.parametrize(
    "note",
    [
        f"{FIELD} /V (20 euros) /AP << /N 5 0 R >> >>",
        f"{FIELD} /V (20 euros) /DA (/Helv 10 Tf 0 g) >>",
        f"{NOTE} /Contents (20 euros) /AP << /N 5 0 R >> >>",
        f"{NOTE} /Contents (20 euros) >>",
        f"{NOTE} /Contents (20 euros) /F 4 >>",
    ],
)
def test_what_is_filled_in_stands_behind_what_it_answers(note: str) -> None:
    """With a look of its own, or as whoever shows it makes one."""
    assert told(note) == READ


@pytest.mark.parametrize(
    "note",
    [
        f"{FIELD} /V (20 euros) /F 2 /AP << /N 5 0 R >> >>",
        f"{FIELD} /V (20 euros) /F 2 >>",
        f"{NOTE} /Contents (20 euros) /F 32 /AP << /N 5 0 R >> >>",
        f"{FIELD} /Ff 8192 /V (20 euros) >>",
        f"<< /Type /Annot /Subtype /Widget /FT /Btn /Ff 65536 {AT} /AP << /N 5 0 R >> >>",
        f"<< /Type /Annot /Subtype /Popup /Contents (20 euros) {AT} >>",
        f"<< /Type /Annot /Subtype /Link /Contents (20 euros) {AT} >>",
    ],
)
def test_what_is_hidden_or_a_button_is_not_read(note: str) -> None:
    """Nor is a password, nor what a link says of itself."""
    assert told(note) == "Price of a boat: Opening hours:"


def test_a_note_that_nobody_sees_is_not_read() -> None:
    """White on white, as text of a page."""
    assert told(f"{NOTE} /AP << /N 5 0 R >> >>", colour="1 g") == "Price of a boat: Opening hours:"


def test_a_note_of_several_lines_without_a_look() -> None:
    """Letters that a form's font does not have are left out."""
    said = "Open at 9 for 5 €, été\nŁodz".encode("utf-16-be").hex()
    note = NOTE.replace(AT, "/Rect [72 500 372 540]") + f"/Contents <FEFF{said}> >>"
    assert told(note).endswith("Opening hours: Open at 9 for 5 €, été odz")


def test_a_form_keeps_its_order() -> None:
    """From the top down, whatever the order in the file."""
    opening = FIELD.replace("696", "656").replace("716", "676").replace("(price)", "(hours)")
    notes = f"{opening} /V (9 to 5) >>", f"{FIELD} /V (20 euros) >>"
    assert told(*notes) == "Price of a boat: 20 euros Opening hours: 9 to 5"
