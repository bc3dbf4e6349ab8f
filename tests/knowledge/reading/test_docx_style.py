"""What Word's styles, forms and breaks make of a text is known as a person sees it."""

import pytest

from knowledge.reading.reader import read
from tests.knowledge.reading.files import docx

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text: str, look: str = "") -> str:
    """A run of text, with its properties."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def told(*paragraphs: str, more: dict[str, bytes] | None = None) -> list[str]:
    """The lines that are known of a document."""
    passages = read(docx(*paragraphs, more=more), "a.docx", "a.docx")[1]
    return [line for one in passages for line in one.text.split("\n")]


@pytest.mark.parametrize("look", ["<w:strike/>", "<w:dstrike/>", "<w:dstrike w:val='1'/>"])
def test_what_is_struck_out_is_not_known(look: str) -> None:
    """An old price, in whatever way; what is not struck out after all is there."""
    off = look.replace("/>", " w:val='0'/>").replace(" w:val='1'", "", 1)
    made = f"<w:p>{run('A day is ')}{run('40', look)}{run('50', off)}{run(' euros.')}</w:p>"
    assert told(made) == ["A day is 50 euros."]


def test_what_a_style_hides_is_not_known() -> None:
    """Of a paragraph, of a run, and of a style that is based on one; another is read."""
    style = '<w:style w:type="{}" w:styleId="{}"><w:name w:val="{}"/>{}</w:style>'.format
    styles = (
        style("paragraph", "Note", "House note", "<w:rPr><w:vanish/></w:rPr>")
        + style("paragraph", "Sub", "Sub note", '<w:basedOn w:val="Note"/>')
        + style("character", "Old", "Old price", "<w:rPr><w:strike/></w:rPr>")
        + style(
            "character",
            "Seen",
            "Seen",
            '<w:basedOn w:val="Old"/><w:rPr><w:strike w:val="0"/></w:rPr>',
        )
    )
    part = f'<?xml version="1.0"?><w:styles xmlns:w="{WORD}">{styles}</w:styles>'.encode()
    paragraph = '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr>{}</w:p>'.format
    old, seen = run("40 ", '<w:rStyle w:val="Old"/>'), run("50", '<w:rStyle w:val="Seen"/>')
    assert told(
        paragraph("Note", run("Our margin is 30.")),
        paragraph("Sub", run("Tell nobody.")),
        f"<w:p>{run('A day is ')}{old}{seen}</w:p>",
        more={"word/styles.xml": part},
    ) == ["A day is 50"]


def test_what_a_form_asks_for_is_no_text() -> None:
    """Word's own words stand there until somebody has written theirs."""
    control = (
        "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent><w:p>{}</w:p></w:sdtContent></w:sdt>".format
    )
    empty = control("<w:showingPlcHdr/>", run("Click or tap here to enter text."))
    assert told(empty, control("", run("Written."))) == ["Written."]


@pytest.mark.parametrize("kind", ["page", "column"])
def test_a_page_may_end_between_two_words(kind: str) -> None:
    """They are two."""
    made = f'<w:p>{run("One")}<w:r><w:br w:type="{kind}"/></w:r>{run("two")}</w:p>'
    assert told(made) == ["One two"]
