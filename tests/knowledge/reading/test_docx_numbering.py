"""Numbers of Word's lists: known as Word shows them, though no text of the file has them."""

import pytest

from knowledge.reading.reader import read
from tests.knowledge.reading.files import docx

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def level(at: int, text: str, shown_as: str = "decimal", more: str = "") -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shown_as}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def lists(*levels: str, more: str = "") -> bytes:
    """The lists of a document: 1 and 2 of these levels, and what else is given."""
    return (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{"".join(levels)}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        f'<w:startOverride w:val="1"/></w:lvlOverride></w:num>{more}</w:numbering>'
    ).encode()


def step(text: str, at: int = 0, id: int = 1, mark: str = "") -> str:
    """A paragraph of a list."""
    numbered = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{id}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}{mark}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def told(numbering: bytes, *paragraphs: str, **more: bytes) -> list[str]:
    """The lines that are known of a document."""
    parts = {"word/numbering.xml": numbering} | {f"word/{k}.xml": v for k, v in more.items()}
    passages = read(docx(*paragraphs, more=parts), "a.docx", "a.docx")[1]
    return [line for one in passages for line in one.text.split("\n")]


def test_steps_count_on_behind_what_stands_between() -> None:
    """And another list of the same kind begins anew."""
    steps = [step("Unplug it."), "A minute is enough.", step("Plug it in."), step("Call.", id=2)]
    assert told(lists(level(0, "%1.")), *steps) == [
        "1. Unplug it.",
        "A minute is enough.",
        "2. Plug it in.",
        "1. Call.",
    ]


def test_a_level_begins_anew_below_the_next_number() -> None:
    """And shows the numbers above it, each in its own way."""
    levels = [level(0, "%1)", "upperRoman"), level(1, "%1.%2", "lowerLetter")]
    steps = [step("A"), step("B", 1), step("C", 1), step("D"), step("E", 1)]
    lines = ["I) A", "I.a B", "I.b C", "II) D", "II.a E"]
    assert told(lists(*levels), *steps) == lines
    legal = level(1, "%1.%2", "lowerLetter", "<w:isLgl/>")
    assert told(lists(levels[0], legal), *steps)[1] == "1.1 B"


@pytest.mark.parametrize(
    ("shown_as", "text", "line"),
    [
        ("decimal", "Step %1:", "Step 1: Go."),
        ("decimalZero", "%1", "01 Go."),
        ("ordinal", "%1.", "1. Go."),
        ("bullet", "o", "Go."),
        ("none", "", "Go."),
    ],
)
def test_a_number_is_shown_as_its_list_says(shown_as: str, text: str, line: str) -> None:
    """A bullet is no number."""
    assert told(lists(level(0, text, shown_as)), step("Go.")) == [line]


def test_a_heading_is_numbered_by_its_style() -> None:
    """Unless it says that it is in no list."""
    styles = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:styleId="Heading1">'
        '<w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="heading 2"/>'
        '<w:basedOn w:val="Heading1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
        "</w:style></w:styles>"
    ).encode()
    numbering = lists(level(0, "%1"), level(1, "%1.%2"))
    clause = '<w:p><w:pPr><w:pStyle w:val="Clause"/></w:pPr><w:r><w:t>Refunds</w:t></w:r></w:p>'
    out = step("Annex", id=0, mark='<w:pStyle w:val="Heading1"/>')
    parts = {"word/numbering.xml": numbering, "word/styles.xml": styles}
    made = docx("#Terms", clause, "In 30 days.", out, "None.", more=parts)
    found = [(one.title, one.text) for one in read(made, "a.docx", "a.docx")[1]]
    assert found == [("1 Terms › 1.1 Refunds", "In 30 days."), ("Annex", "None.")]


def test_what_nobody_sees_is_not_counted() -> None:
    """A hidden step, one whose deletion is tracked; an empty one shows no number of its own."""
    gone = step("", mark="<w:rPr><w:del/></w:rPr>")
    hidden = step("Secret.", mark="<w:rPr><w:vanish/></w:rPr>").replace(
        "<w:r><w:t>", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>"
    )
    steps = [step("One."), gone, hidden, step("Two."), step(""), step("Four.")]
    assert told(lists(level(0, "%1.")), *steps) == ["1. One.", "2. Two.", "4. Four."]


def test_odd_lists_break_nothing() -> None:
    """Of a list, a level or a style that is not there, the words are known."""
    circle = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:styleId="A">'
        '<w:basedOn w:val="A"/></w:style></w:styles>'
    ).encode()
    styled = '<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>Go.</w:t></w:r></w:p>'
    steps = [step("a", 8), step("b", id=7), step("c", id=9), step("d", at=99), styled]
    more = '<w:num w:numId="9"><w:abstractNumId w:val="5"/></w:num>'
    assert told(lists(level(0, "%1."), more=more), *steps, styles=circle) == [
        *("a", "b", "c", "d", "Go."),
    ]
