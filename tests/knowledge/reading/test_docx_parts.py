"""What a person sees who opens a Word document is known, and nothing else."""

import pytest

from knowledge.reading.reader import read
from tests.knowledge.reading.files import docx

WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
VML = "urn:schemas-microsoft-com:vml"
BOX = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
DRAWING = (
    f'<w:drawing><wp:anchor xmlns:wp="{WP}"><s:txbx xmlns:s="{WPS}">{BOX}</s:txbx></wp:anchor>'
    "</w:drawing>"
)
PICTURE = f'<w:pict><v:textbox xmlns:v="{VML}">{BOX}</v:textbox></w:pict>'


def alternates(choice: str, instead: str) -> str:
    """What newer programs read, and what stands in for it in older ones."""
    choice = f'<mc:Choice Requires="wps">{choice}</mc:Choice>'
    return f'<mc:AlternateContent xmlns:mc="{MC}">{choice}{instead}</mc:AlternateContent>'


def run(text: str) -> str:
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def told(*paragraphs: str) -> list[str]:
    """The lines that are known of a document."""
    passages = read(docx(*paragraphs), "a.docx", "a.docx")[1]
    return [line for one in passages for line in one.text.split("\n")]


@pytest.mark.parametrize(
    "box",
    [
        DRAWING,
        PICTURE,
        alternates(DRAWING, f"<mc:Fallback>{PICTURE}</mc:Fallback>"),
        alternates(DRAWING, "<mc:Fallback><w:pict/></mc:Fallback>"),
        alternates(DRAWING, ""),
    ],
    ids=["drawing", "picture", "both", "an empty one instead", "nothing instead"],
)
def test_a_text_box_is_read_once(box: str) -> None:
    """However a program has written it, behind the paragraph that it stands at."""
    made = f"<w:p>{run('Before and ')}<w:r>{box}</w:r>{run('after.')}</w:p>"
    assert told(made) == ["Before and after.", "In the box."]


def test_what_was_deleted_is_not_known() -> None:
    """As long as nobody has accepted or refused a change, it stands in the file."""
    gone = '<w:del w:id="1"><w:r><w:delText>thirty</w:delText></w:r></w:del>'
    new = f'<w:ins w:id="2">{run("forty")}</w:ins>'
    moved = f'<w:p><w:moveFrom w:id="3">{run("Ask us.")}</w:moveFrom></w:p>'
    to = f'<w:p><w:moveTo w:id="4">{run("Ask us.")}</w:moveTo></w:p>'
    cell, old = "<w:tc><w:p>{}</w:p></w:tc>", '<w:tcPr><w:cellDel w:id="5"/></w:tcPr>'
    row = "<w:tr>{}{}</w:tr>".format(cell.format(run("Pro")), cell.format(run("Team")))
    gone_row = row.replace("<w:tr>", '<w:tr><w:trPr><w:del w:id="6"/></w:trPr>')
    less = row.replace("<w:p>", f"{old}<w:p>", 1)
    table = f"<w:tbl>{gone_row}{less}</w:tbl>"
    assert told(f"<w:p>{run('It costs ')}{gone}{new}</w:p>", moved, table, to) == [
        "It costs forty",
        "Team",
        "Ask us.",
    ]


def test_fields_formulas_and_line_ends_keep_their_text() -> None:
    """A date, a reference, or a number that Word works out is text to who reads it."""
    half = "<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>"
    number = "<m:r><m:t>{}</m:t></m:r>"
    half = half.format(number.format(1), number.format(2))
    made = (
        f'<w:p>{run("From ")}<w:fldSimple w:instr="DATE">{run("12 May")}</w:fldSimple>'
        f"{run(', ')}<w:bdo>{run('half is ')}</w:bdo>"
        f'<m:oMath xmlns:m="{M}">{half}</m:oMath><w:r><w:cr/></w:r>{run("of it.")}</w:p>'
    )
    assert told(made) == ["From 12 May, half is 1/2 of it."]


def test_hidden_notes_and_a_table_of_contents_are_left_out() -> None:
    """Nobody sees what is hidden in a note; the headings are known without their list."""
    contents = f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{run("Prices 3")}</w:p>'
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    hidden = run("Secret.").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    notes = (
        f'<w:footnotes xmlns:w="{word}"><w:footnote w:id="2"><w:p>{run("From Monday.")}{hidden}'
        "</w:p></w:footnote></w:footnotes>"
    )
    made = f'<w:p>{run("It is free")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    data = docx(contents, "#Prices", made, more={"word/footnotes.xml": notes.encode()})
    passages = read(data, "a.docx", "a.docx")[1]
    assert [(one.title, one.text) for one in passages] == [("Prices", "It is free (From Monday)")]
