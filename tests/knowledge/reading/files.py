"""Files of each kind, made here: the smallest that their programs would write."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from knowledge.reading.html.page import blocks

_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs: str, body: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A Word document; one that begins with # is a heading, one with <w: is XML as it stands."""
    made = "".join(map(_paragraph, paragraphs))
    document = (
        f'<?xml version="1.0"?>{body}<w:document xmlns:w="{_WORD}"><w:body>{made}</w:body>'
        "</w:document>"
    )
    styles = (
        f'<?xml version="1.0"?><w:styles xmlns:w="{_WORD}"><w:style w:type="paragraph"'
        ' w:styleId="Heading1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph"'
        ' w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/document.xml": document,
        "word/styles.xml": styles,
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in (parts | (more or {})).items():
            archive.writestr(name, data)
    return out.getvalue()


def _paragraph(text: str) -> str:
    if text.startswith("<w:"):
        return text
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if text.startswith("#") else ""
    return f"<w:p>{style}<w:r><w:t>{text.removeprefix('#')}</w:t></w:r></w:p>"


def placed(*lines: tuple[int, int, str]) -> str:
    """A PDF's page with a line at each place, in this order; to be given to `pdf`."""
    return "\f".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in lines)


HELVETICA = "/Subtype /Type1 /BaseFont /Helvetica"


def pdf(*pages: str, encrypt: str = "", font: str = HELVETICA) -> bytes:
    """A PDF with a page a text, a line a line; `encrypt` is an entry of its trailer."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids: list[str] = []
    for page in pages:
        shown = " T* ".join(f"({line}) Tj" for line in page.split("\n") if line)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET" if shown else ""
        if " Tm (" in page:
            stream = f"BT /F1 10 Tf {page.replace(chr(12), ' ')} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R"
            f" /Resources << /Font << /F1 << /Type /Font {font} >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _file(objects, encrypt)


def drawn(stream: str, resources: str = "", more: str = "", objects: Sequence[str] = ()) -> bytes:
    """A PDF's page of 612 by 792 points with this content, and more entries.

    Objects begin at 5; where the first is a layer, it is off.
    """
    return _file(
        [
            "<< /Type /Catalog /Pages 2 0 R"
            " /OCProperties << /OCGs [5 0 R 6 0 R] /D << /OFF [5 0 R] >> >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R {more}"
            f" /Resources << /Font << /F1 << /Type /Font {HELVETICA} >> >> {resources} >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            *objects,
        ]
    )


def pdf_that_draws_itself() -> bytes:
    """A PDF's page with a form that draws itself, twice, again and again."""
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 1 1]"
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R"
    return _file(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"{page} /Resources << /XObject << /X 5 0 R >> >> >>",
            "<< /Length 5 >>\nstream\n/X Do\nendstream",
            f"{form} /Resources << /XObject << /X 5 0 R >> >> /Length 11 >>"
            "\nstream\n/X Do /X Do\nendstream",
        ]
    )


def _file(objects: Sequence[str], encrypt: str = "") -> bytes:
    out, places = b"%PDF-1.4\n", list[int]()
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size"
    end += f" {len(objects) + 1} /Root 1 0 R {encrypt} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode("latin-1")


def texts(page: str) -> list[str]:
    """The texts of a page's blocks that have any."""
    return [one.text for one in blocks(page) if one.text]
