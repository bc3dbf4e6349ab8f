"""What nobody sees of a PDF is not read: that is how orders to a machine come in."""

import pytest

from knowledge.errors import DocumentError
from knowledge.reading.reader import read
from tests.knowledge.reading.files import drawn

SEEN = "BT /F1 12 Tf 72 700 Td (A boat costs 20 euros.) Tj ET\n"
GREY = "/XObject << /I 5 0 R >>"
PICTURE = (
    "<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace"
    " /DeviceGray /Filter /ASCIIHexDecode /Length 9 >>\nstream\n20A060D0>\nendstream"
)
ON_PAGE = "q 612 0 0 792 0 0 cm /I Do Q\n"
FORM = (
    "<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 << /Type /Font"
    " /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length {} >>\nstream\n{}\nendstream"
)
FADING = (
    "/Pattern << /P << /PatternType 2 /Shading << /ShadingType 2 /ColorSpace /DeviceRGB /Coords"
    " [0 0 612 0] /Function << /FunctionType 2 /Domain [0 1] /C0 [0 0 .4] /C1 [.3 0 .5] /N 1 >>"
    " /Extend [true true] >> >> >>"
)


def text(words: str, look: str = "", y: int = 500, size: float = 12) -> str:
    """A page's line."""
    return f"q {look} BT /F1 {size} Tf 72 {y} Td ({words}) Tj ET Q\n"


def told(stream: str, resources: str = "", more: str = "", *objects: str) -> str:
    made = drawn(stream, resources, more, objects)
    return " ".join(" ".join(one.text.split()) for one in read(made, "a.pdf", "a.pdf")[1])


def form(stream: str) -> str:
    return FORM.format(len(stream), stream)


def clipped(words: str) -> str:
    """A line by which what follows is clipped, to the end of what it stands in."""
    return f"BT 7 Tr /F1 12 Tf 72 500 Td ({words}) Tj ET"


HIDDEN = "Boats are free."
UNSEEN = {
    "white on white": text(HIDDEN, "1 g"),
    "nearly white": text(HIDDEN, ".97 .98 .96 rg"),
    "white on a white box": f"1 g 50 480 300 60 re f {text(HIDDEN, '1 g')}",
    "blue on blue": f"q 0 0 .5 rg 50 480 300 60 re f Q {text(HIDDEN, '0 0 .5 rg')}",
    "without a colour": text(HIDDEN, "3 Tr"),
    "a white outline": text(HIDDEN, "1 G 1 Tr"),
    "clipped by and nothing drawn": text(HIDDEN, "7 Tr"),
    "clipped by before a picture": f"{text(HIDDEN, '7 Tr')} q 300 0 0 60 50 480 cm /I Do Q",
    "clipped by over a picture": f"q 300 0 0 60 50 480 cm /I Do Q {text(HIDDEN, '7 Tr')}",
    "clipped by and a white box drawn": f"q {clipped(HIDDEN)} 1 g 50 480 300 60 re f Q",
    "clipped by away from what is drawn": f"q {clipped(HIDDEN)} 0 g 50 580 300 60 re f Q",
    "transparent": text(HIDDEN, "/G gs"),
    "tiny": text(HIDDEN, size=0.9),
    "made tiny": text(HIDDEN, ".1 0 0 .1 65 450 cm"),
    "pressed together": text(HIDDEN, "1 Tz"),
    "below the page": text(HIDDEN, y=-40),
    "right of the page": text(HIDDEN, "1 0 0 1 700 0 cm"),
    "below a box": f"{text(HIDDEN)} q 1 g 50 480 300 60 re f Q",
    "blacked out": f"{text(HIDDEN)} q 0 g 50 480 300 60 re f Q",
    "without a colour on a box": f"q 0 0 .5 rg 50 480 300 60 re f Q {text(HIDDEN, '3 Tr')}",
    "without a colour in a table": f"70 490 200 30 re S 90 490 m 90 520 l S {text(HIDDEN, '3 Tr')}",
    "without a colour over words": f"q .9 g 50 680 300 60 re f Q {text(HIDDEN, '3 Tr', y=700)}"
    f" {SEEN}",
    "of a form": "/F Do",
    "of a form that is placed outside": "q 1 0 0 1 0 900 cm /O Do Q",
}
MORE = "/ExtGState << /G << /ca 0 >> >> /XObject << /F 5 0 R /O 6 0 R /I 7 0 R >>"


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_text_that_nobody_sees_is_not_read(unseen: str) -> None:
    """What stands beside it is."""
    forms = form(text(HIDDEN, "1 g")), form(text(HIDDEN))
    assert told(SEEN + unseen, MORE, "", *forms, PICTURE) == "A boat costs 20 euros."


def test_what_is_cut_off_a_page_is_not_read() -> None:
    """Beside what a page shows there may be marks for who prints it."""
    page = f"{SEEN}{text('Proof 3', y=40)}"
    assert told(page, "", "/CropBox [0 100 612 792]") == "A boat costs 20 euros."


SHOWN = "Moorings are 9 euros."
LETTERS = " ".join(f"{x} 500 {wide} 9 re" for x in range(73, 190, 9) for wide in (4, 1.5))
VISIBLE = {
    "white on a dark box": f"q 0 0 .4 rg 50 480 300 60 re f Q {text(SHOWN, '1 g')}",
    "white on a box with corners cut off": "q 0 0 .4 rg 50 470 m 350 470 l 380 515 l 350 560 l"
    f" 50 560 l 20 515 l h f Q {text(SHOWN, '1 g')}",
    "white on what fades": f"q /Pattern cs /P scn 50 480 300 60 re f Q {text(SHOWN, '1 g')}",
    "white on a picture": f"q 300 0 0 60 50 480 cm /I Do Q {text(SHOWN, '1 g')}",
    "black with a frame around it": f"q 0 g 50 480 300 60 re 52 482 296 56 re f* Q {text(SHOWN)}",
    "marked with a highlighter": f"{text(SHOWN)} q /M gs 1 1 0 rg 50 480 300 60 re f Q",
    "light grey": text(SHOWN, ".7 g"),
    "yellow": text(SHOWN, "1 1 0 rg"),
    "a black outline": text(SHOWN, "1 g 1 Tr"),
    "transparent over drawn letters": f"q 0 0 .5 rg {LETTERS} f Q {text(SHOWN, '/T gs')}",
    "without a colour over drawn letters": f"{LETTERS} f {text(SHOWN, '3 Tr')}",
    "letter by letter over drawn letters": f"{LETTERS} f q 3 Tr BT /F1 12 Tf 72 500 Td"
    f" {' '.join(f'({one}) Tj' for one in SHOWN)} ET Q",
    "cut out of a box": f"q {clipped(SHOWN)} 0 0 .5 rg 50 480 300 60 re f Q",
    "cut out of what fades": f"q {clipped(SHOWN)} /Pattern cs /P scn 50 480 300 60 re f Q",
    "cut out of a picture": f"q {clipped(SHOWN)} 300 0 0 60 50 480 cm /I Do Q",
    "in white, cut out of a box": f"q 1 g {clipped(SHOWN)} 0 0 .5 rg 50 480 300 60 re f Q",
    "filled and clipped by": text(SHOWN, "4 Tr"),
    "small": text(SHOWN, size=5),
    "scaled up": text(SHOWN, "12 0 0 12 -800 -5500 cm", size=1),
    "of a form": "/F Do",
    "of a form that is placed on the page": "q 1 0 0 1 0 -500 cm /O Do Q",
}
SEEN_BY = (
    f"{FADING} /ExtGState << /M << /BM /Multiply >> /T << /ca 0 >> >>"
    " /XObject << /I 5 0 R /F 6 0 R /O 7 0 R >>"
)


@pytest.mark.parametrize("visible", VISIBLE.values(), ids=VISIBLE)
def test_text_that_is_seen_is_read(visible: str) -> None:
    """However it is drawn."""
    forms = form(text(SHOWN)), form(text(SHOWN, y=1000)).replace("0 0 612 792", "0 0 612 2000")
    assert told(SEEN + visible, SEEN_BY, "", PICTURE, *forms) == f"A boat costs 20 euros. {SHOWN}"


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_that_is_turned_is_looked_at_as_it_is_seen(turned: int) -> None:
    """What a box hides is found at its place."""
    fading = f"q /Pattern cs /P scn 50 480 300 60 re f Q {text(SHOWN, '1 g')}"
    page = SEEN + fading + text(HIDDEN, "1 g", y=300)
    read_so = told(page, SEEN_BY, f"/Rotate {turned}")
    assert SHOWN in read_so
    assert HIDDEN not in read_so


@pytest.mark.parametrize("order", [1, -1], ids=["above the picture", "below it"])
def test_a_scan_keeps_what_was_read_off_it(order: int) -> None:
    """Such text has no colour, and stands over its picture or below it."""
    lines = "".join(text(f"Line {n} of it is read.", "3 Tr", y=700 - 20 * n) for n in range(9))
    page = "".join([ON_PAGE, lines][::order]) + text("7", y=20)
    assert "Line 8 of it is read." in told(page, GREY, "", PICTURE)
    under = "".join(text(f"Line {n} of it is read.", y=700 - 20 * n) for n in range(9)) + ON_PAGE
    assert "Line 8 of it is read." in told(under, GREY, "", PICTURE)


@pytest.mark.parametrize("mode", ["3 Tr", "7 Tr"])
def test_what_nobody_can_have_read_off_a_scan_is_not_read(mode: str) -> None:
    """Letters of a point, and what stands beside its page; all else stays, however it is put."""
    lines = "".join(text(f"Line {n} of it is read.", mode, y=700 - 20 * n) for n in range(9))
    page = f"{ON_PAGE}{lines}{text(HIDDEN, mode, size=0.9)}{text(HIDDEN, mode, y=-40)}"
    read_so = told(page, GREY, "", PICTURE)
    assert "Line 0 of it is read. Line 1" in read_so
    assert HIDDEN not in read_so


def test_a_picture_behind_a_page_makes_no_scan_of_it() -> None:
    """Most of its words are seen."""
    page = ON_PAGE + "".join(text(f"Line {n} of it is read.", y=700 - 20 * n) for n in range(9))
    assert HIDDEN not in told(page + text(HIDDEN, "3 Tr", y=300), GREY, "", PICTURE)


def test_a_layer_that_is_off_is_not_read() -> None:
    """Another layer is."""
    layers = "/Properties << /A 5 0 R /B 6 0 R >>"
    page = f"{SEEN}/OC /A BDC {text(HIDDEN)} EMC /OC /B BDC {text(SHOWN, y=400)} EMC"
    both = "<< /Type /OCG /Name (Draft) >>", "<< /Type /OCG /Name (Fees) >>"
    assert told(page, layers, "", *both) == f"A boat costs 20 euros. {SHOWN}"


def test_a_page_of_nothing_that_is_seen_has_no_text() -> None:
    """As a scan without it has none."""
    with pytest.raises(DocumentError, match="the PDF has no text"):
        told(text(HIDDEN, "3 Tr"))


def test_a_small_page_has_small_letters() -> None:
    """A page is enlarged to be read."""
    page = text("Fares of boats", size=1.2)
    assert told(page, "", "/CropBox [60 480 150 520]") == "Fares of boats"
