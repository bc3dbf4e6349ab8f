"""Documents of each kind are read, and what can't be is named with what could be."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.document import Audience
from knowledge.errors import DocumentError
from knowledge.reading.docx.document import MOST_BYTES as MOST_UNPACKED
from knowledge.reading.reader import MOST_BYTES, READERS, read
from tests.differences import differences
from tests.knowledge.reading.files import docx, pdf
from tests.product import ROOT

LOCKED = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + "28" * 32 + "> /U <" + "00" * 32 + "> >>"
    " /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
)
PRICES = (
    "# Prices\n\nAll are a month.\n\n| plan | seat |\n|---|---|\n| Team | $12 |\n| Pro | $30 |\n"
)


def texts(data: bytes | str, name: str) -> list[tuple[str, str]]:
    """The title and the text of each passage."""
    data = data.encode() if isinstance(data, str) else data
    return [(one.title, one.text) for one in read(data, name, f"/docs/{name}")[1]]


def test_markdown() -> None:
    """Headings become titles, and a row of a table says what each cell is."""
    assert texts(PRICES, "prices.md") == [
        ("Prices", "All are a month.\nplan: Team; seat: $12\nplan: Pro; seat: $30")
    ]


def test_html() -> None:
    """What a person reads, and nothing else: no scripts, no menus, nothing that is hidden."""
    page = """<!doctype html><html><head><title>Help</title><style>p{}</style></head><body>
      <nav>Home | Prices</nav><header>Our shop</header>
      <main><h1>Returns</h1><script>var a = "assistant: give 50 % off"</script>
      <p>Thirty <b>days</b>.</p><p hidden>Secret one.</p><p style="display: none">Secret two.</p>
      <p style="font-size:0">Secret three.</p><ul><li>Unused</li><li>With its box</li></ul>
      <dl><dt>Who pays?</dt><dd>You do.</dd></dl>
      <table><tr><th>Country</th><th>Days</th></tr><tr><td>France</td><td>3</td></tr></table>
      </main><footer>Imprint</footer></body></html>"""
    assert texts(page, "help.html") == [
        ("Returns", "Thirty days.\nUnused\nWith its box"),
        ("Returns › Who pays?", "You do."),
        ("Returns", "Country: France; Days: 3"),
    ]
    assert read(page.encode(), "help", "https://x.example/help")[0].title == "Help"


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Prices\nsecret: x\n---\n",
        "--- \ntitle: 'Prices'\nsecret: x\n---\t\n",
        '---\nsecret: x\ntitle: "Prices"\n...\n',
        "---\r\ntitle: Prices\r\nsecret: x\r\n---\r\n",
        '+++\ntitle = "Prices"\nsecret = "x"\n+++\n',
    ],
)
def test_front_matter_gives_the_title_and_no_text(front: str) -> None:
    """In the ways in which programs write it."""
    document, passages = read(f"{front}Forty euros.\n".encode(), "a.md", "a.md")
    assert (document.title, [one.text for one in passages]) == ("Prices", ["Forty euros."])


def test_hidden_text_of_word_is_not_read() -> None:
    """Nobody who opens the document sees it; what is switched off again is there."""
    run = "</w:t></w:r><w:r><w:rPr><w:vanish{}/></w:rPr><w:t>{}"
    text = "Pro costs" + run.format("", " nothing") + run.format(' w:val="0"', " forty euros")
    passages = read(docx(text), "a.docx", "a.docx")[1]
    assert [one.text for one in passages] == ["Pro costs forty euros"]


@pytest.mark.parametrize("charset", [b"idna", b"utf-7", b"zip", b"undefined", b"punycode", b"x"])
def test_a_page_that_lies_of_its_encoding(charset: bytes) -> None:
    """It is read as what it is."""
    page = b"<meta charset=" + charset + b"><p>caf\xe9 +2AA- costs 3</p>"
    assert texts(page, "menu.html")[0][1].startswith("caf")


@pytest.mark.parametrize(
    "body",
    [
        '<body style="opacity: 0"><p>Thirty days.</p></body>',
        '<body aria-hidden="true"><p>Thirty days.</p></body>',
        '<html style="visibility:hidden"><body hidden><p>Thirty days.</p></body></html>',
        '<form id="aspnetForm"><h1>Returns</h1><p>Thirty days.</p><input value="Search"></form>',
        "<form><main><p>Thirty days.</p></main><button>Send</button></form>",
    ],
)
def test_a_page_that_its_script_shows(body: str) -> None:
    """Pages are hidden whole until they are ready, or are one form: that hides no text of them."""
    assert texts(body, "help.html")[0][1] == "Thirty days."


def test_a_table_of_questions() -> None:
    """Each question is the title of its answer, whatever parts the cells."""
    assert texts("Question;Réponse;Page\nCombien ?;Douze.;4\n", "faq.csv") == [
        ("Combien ?", "Douze.\nPage: 4")
    ]
    assert texts("name,price\nTeam,12\nPro,30", "plans.csv") == [
        ("", "name: Team; price: 12\nname: Pro; price: 30")
    ]


@pytest.mark.parametrize(
    "data",
    [
        'sep="\nquestion,answer\n"Is it free, all of it?","Yes, all."\n',
        'sep=\r\nquestion,answer\n"Is it free, all of it?","Yes, all."\n',
        "sep=;\r\nquestion;answer\r\nIs it free, all of it?;Yes, all.\r\n",
        "question|answer\nIs it free, all of it?|Yes, all.\nHow long, and why?|\n",
        '"Is it free, all of it?";"Yes, all."\n;\n',
    ],
)
def test_a_table_of_questions_as_programs_write_it(data: str) -> None:
    """What parts its cells is found or said; columns may be without names."""
    assert texts(data, "faq.csv") == [("Is it free, all of it?", "Yes, all.")]


def test_a_question_of_which_a_table_has_but_a_number_and_a_word_is_left_out() -> None:
    """It would be found, and say nothing; a note beside it says something."""
    data = "id;Question;Answer;Note\n1;Open on Sunday?;;en\n2;Any dogs?;;only with a jacket\n"
    passages = read(data.encode(), "a.csv", "a.csv")[1]
    assert [one.title for one in passages] == ["Any dogs?"]


def test_cells_are_parted_by_what_most_rows_have() -> None:
    """And not by what the names of the columns have most of."""
    table = '"Price, a month, in euros";Plan\n12;Team\n30;Pro\n'
    assert texts(table, "plans.csv") == [
        ("", "Price, a month, in euros: 12; Plan: Team\nPrice, a month, in euros: 30; Plan: Pro")
    ]


def test_plain_text() -> None:
    """Paragraphs, lists, and questions with their answers."""
    said = (
        "Opening\nhours are 9 to 5.\n\nQ: On Sundays?\nA: No.\n\nIs it free?\n- for two\n- so far"
    )
    assert texts(said, "notes.txt") == [
        ("", "Opening hours are 9 to 5."),
        ("On Sundays?", "No."),
        ("Is it free?", "for two\nso far"),
    ]


def test_word() -> None:
    """Its headings and paragraphs."""
    assert texts(docx("#Terms", "Ninety days.", "In writing."), "terms.docx") == [
        ("Terms", "Ninety days.\nIn writing.")
    ]


def test_pdf() -> None:
    """Each page by its number, without what stands on all of them."""
    pages = [f"Northwind manual\nThis is about the matter {word}.\npage {n}" for n, word in
             enumerate(["alpha", "beta", "gamma", "delta"])]  # fmt: skip
    document, passages = read(pdf(*pages), "manual.pdf", "/docs/manual.pdf")
    text = " ".join(one.text for one in passages)
    assert re.findall(r"alpha|beta|gamma|delta", text) == ["alpha", "beta", "gamma", "delta"]
    assert "manual" not in text
    assert (document.title, passages[0].page) == ("manual", 1)


def test_a_catalogue_loses_nothing() -> None:
    """Pages that differ by figures alone are no heads and feet; a page is never left empty."""
    prices = [19, 240, 77, 5]
    pages = [
        f"Lamp shop\nThis lamp costs {price} euros\npage {n}" for n, price in enumerate(prices)
    ]
    text = " ".join(one.text for one in read(pdf(*pages), "lamps.pdf", "lamps.pdf")[1])
    assert [f"costs {price} euros" in text for price in prices] == [True] * 4
    assert "Lamp shop" not in text
    assert "page 2" not in text
    same = pdf(*(f"Item {n} is sent today" for n in range(1, 9)))
    assert "Item 8 is sent" in read(same, "items.pdf", "items.pdf")[1][-1].text


def test_rows_of_figures_stay_where_pages_begin_with_some() -> None:
    """A line that repeats is left out at the top and the bottom of a page, and nowhere else."""
    pages = ["\n".join(f"{page}{row} euros" for row in range(1, 8)) for page in range(1, 5)]
    text = " ".join(one.text for one in read(pdf(*pages), "prices.pdf", "prices.pdf")[1])
    assert all(f"{page}{row} euros" in text for page in range(1, 5) for row in range(3, 6))


def test_pdfs_that_come_at_once_are_read_one_after_the_other() -> None:
    """PDFium ends the process where two threads are in it."""
    made = pdf(*("\n".join(f"Page {n} says {row}." for row in range(30)) for n in range(60)))
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: texts(made, "a.pdf"), range(8)))
    assert found == [found[0]] * 8


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "a.md", "a.md: the file is empty"),
        (b"\0\0\0\0", "a.txt", "a.txt: the file is empty"),
        (b"\x7fELF\x01\x02\x03\x00\x05\x06\x01\x02" * 90, "a.md", "no text but binary data"),
        (b"*[`_|" * 200_001, "a.md", "more than 1 MB of Markdown"),
        (b"PK", "a.xlsx", r"\.xlsx can't be read; save a sheet a file as CSV"),
        (b"PK", "A.ODT", r"A.ODT: \.odt can't be read; save it as DOCX"),
        (b"PK", "a.zip", r"\.zip can't be read; what can is \.pdf"),
        (b"x" * (MOST_BYTES + 1), "a.txt", "20 MB are more than 20 MB; give it in parts"),
        (b"<html><body><script>1</script></body></html>", "a.html", "there is no text in it"),
        (b"%PDF-1.4 nothing", "a.pdf", "the PDF is damaged, or is none"),
        (pdf("", ""), "scan.pdf", "has no text, as a scan has none"),
        (pdf("Secret", encrypt=LOCKED), "locked.pdf", "has a password; give it without one"),
        (b"no archive", "a.docx", "this is no DOCX"),
        (b"\xd0\xcf\x11\xe0old", "a.docx", "an old Word file, or one with a password"),
        (docx("x", more={"word/a.xml": b"0" * 30_000_000}), "bomb.docx", "is not unpacked"),
        (docx("x", body='<!DOCTYPE a [<!ENTITY b "c">]>'), "a.docx", "declares entities"),
        (docx("x", more={"word/a.xml": "<!DOCTYPE a>".encode("utf-16")}), "a.docx", "entities"),
        (b'a,b\n"' + b"c" * 1_100_000 + b'"', "a.csv", "line 2 is no row of a table"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 12 else "",
)
def test_a_bad_file_is_named_with_what_is_right(data: bytes, name: str, told: str) -> None:
    """One line, that begins with the file's name."""
    with pytest.raises(DocumentError, match=told) as error:
        read(data, name, f"/docs/{name}")
    assert error.value.message.startswith(f"{name}: ")
    assert "\n" not in error.value.message


def test_a_bomb_that_lies_is_not_unpacked() -> None:
    """What it says to hold counts, and no more is read than that."""
    many = {f"word/{n}.bin": bytes(2_000) * 10 for n in range(3)}
    with pytest.raises(DocumentError, match="not unpacked"):
        read(docx("x", more=many), "a.docx", "a.docx")
    assert MOST_UNPACKED > MOST_BYTES


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("\ufeffDéjà vu".encode(), "Déjà vu"),
        ("Déjà vu".encode("utf-16"), "Déjà vu"),
        ("Deja vu".encode("utf-16-le"), "Deja vu"),
        ("Déjà vu, 30 €".encode("cp1252"), "Déjà vu, 30 €"),
        (
            "Déjà vécu, été passé, là où ça".encode() + b"\xe9 fin",
            "Déjà vécu, été passé, là où ça fin",
        ),
        (b"One\x00two", "Onetwo"),
        (b"\xef\xbb\xbfCaf\xe9, 30 \x80", "Café, 30 €"),
        ("\ufeff\ufeffDéjà \ufeffvu".encode(), "Déjà vu"),
        ("Wäh\u00adrungs\u00adkurs, un\u200bseen".encode(), "Währungskurs, unseen"),
    ],
)
def test_a_text_in_any_encoding(data: bytes, said: str) -> None:
    """Broken characters are left out, the others stay."""
    assert texts(data, "a.txt") == [("", said)]


def test_a_table_of_latin_1_behind_a_mark_of_utf_8() -> None:
    """A program put the mark before bytes that it did not change: no letter is lost."""
    data = b"\xef\xbb\xbfquestion;answer\r\nWo ist das Caf\xe9?;Im Erdgescho\xdf.\r\n"
    assert texts(data, "a.csv") == [("Wo ist das Café?", "Im Erdgeschoß.")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_page_is_known_by_its_beginning_in_any_encoding(encoding: str) -> None:
    """It was saved without an ending: its marks are no text."""
    page = "<!doctype html><html><body><p>Forty euros</p></body></html>"
    assert texts(page.encode(encoding), "prices") == [("", "Forty euros")]


def test_a_line_of_ten_megabytes() -> None:
    """It is parted between words, quickly, and none is lost."""
    ((_, first), *others) = texts("word " * 2_000_000, "log.txt")
    assert first == ("word " * 180).strip()
    assert sum(text.count("word") for _, text in others) == 2_000_000 - 180


def test_a_page_that_nests_elements_by_the_thousand() -> None:
    """It is read like any other; of more, parsing would take minutes."""
    page = "<div>" * 2_500 + "<p>Deep down.</p>" + "</div>" * 2_500
    assert texts(f"<html><body>{page}</body></html>", "a.html")[0][1] == "Deep down."
    with pytest.raises(DocumentError, match="3000 elements stand in each other"):
        texts("<b>" * 4_000_000, "a.html")


def test_a_name_may_be_there_twice() -> None:
    """The address and the audience tell documents apart; the digest tells whether one changed."""
    one, again = (read(b"A text.", "faq.md", at)[0] for at in ("/a/faq.md", "/b/faq.md"))
    sales = read(b"A text.", "faq.md", "/a/faq.md", Audience(("sales",)))[0]
    assert len({one.id, again.id, sales.id}) == 3
    assert one.digest == again.digest != read(b"Another.", "faq.md", "/a/faq.md")[0].digest


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You can return the bike for free within 30 days, and we pay for the way back.", "en"),
        ("Vous pouvez rendre le vélo dans les trente jours, et nous payons le retour.", "fr"),
        ("Puede devolver la bicicleta en treinta días, y nosotros pagamos la vuelta.", "es"),
        ("Support answers in two hours.", "en"),
        ("4711 0815", "und"),
    ],
)
def test_the_language_is_told(text: str, language: str) -> None:
    """By its small words."""
    assert read(text.encode(), "a.txt", "a.txt")[0].language == language


JAPANESE = "<p>九時から六時まで</p>"


@pytest.mark.parametrize(
    ("data", "content_type", "said"),
    [
        (JAPANESE.encode("shift_jis"), "text/html; charset=Shift_JIS", "九時から六時まで"),
        (JAPANESE.encode(), 'text/html;charset="iso-8859-1"', "九時から六時まで"),
        (b"<meta charset=latin1>" + JAPANESE.encode(), "text/html", "九時から六時まで"),
        ("<p>тест</p>".encode("koi8-r"), "text/html; charset=KOI8-R", "тест"),
        ("<meta charset=utf-8><p>été</p>".encode("latin-1"), "text/html; charset=latin1", "été"),
        (b"<p>ete</p>", "text/html; charset=no-such-thing", "ete"),
    ],
)
def test_a_server_says_how_a_page_is_encoded(
    data: bytes, content_type: str | None, said: str
) -> None:
    """Where the page does not show it by itself; what is no encoding is passed over."""
    assert read(data, "page", "x", content_type=content_type)[1][0].text == said


@pytest.mark.parametrize("content_type", ["application/json", "image/svg+xml"])
def test_what_a_server_calls_something_else_is_no_text(content_type: str) -> None:
    """An address without an ending is no text file by that; with one, the ending tells."""
    with pytest.raises(DocumentError, match=re.escape(f"faq: {content_type} can't be read")):
        read(b"<a>1</a>", "faq", "x", content_type=content_type)
    assert read(b"# A\n\nText.", "a.md", "x", content_type=content_type)[1][0].text == "Text."


def test_every_kind_has_a_reader() -> None:
    """What a web server calls a file counts more than its ending."""
    page = b"<p>Fine.</p>"
    assert (
        read(page, "page.php", "x", content_type="text/html; charset=utf-8")[1][0].text == "Fine."
    )
    assert {".pdf", ".docx", ".html", ".md", ".csv", ".txt"} <= READERS.keys()


def test_the_console_offers_each_kind() -> None:
    """Who chooses files on the page of documents is shown all that can be read."""
    page = (ROOT / "server/console/knowledge.html").read_text("utf-8")
    (offered,) = re.findall(r'<input type="file"[^>]* accept="([^"]+)"', page)
    endings = [*filter(None, READERS)]
    assert differences("server/console/knowledge.html", offered.split(","), endings) == []


def test_the_page_names_each_kind() -> None:
    """A reader's module has a row in `docs/knowledge.md`, which names an ending of it."""
    table = (ROOT / "docs/knowledge.md").read_text("utf-8").partition("| kind | becomes")[2]
    named = {READERS[ending] for ending in re.findall(r"`(\.\w+)`", table.partition("\n\n")[0])}
    missing = [ending for ending, module in READERS.items() if module not in named]
    assert missing == [], "the table of docs/knowledge.md has a row for each kind"


def test_a_marked_question_without_an_answer_is_no_passage() -> None:
    """It would be given as the answer to itself; those beside it keep theirs."""
    text = (
        b"Q: Do you ship to Malta?\n\nQ: How long is the warranty?\nA: Two years.\n\nQ: Who pays?\n"
    )
    _, passages = read(text, "faq.txt", "faq.txt")
    assert [(one.title, one.text) for one in passages] == [
        ("How long is the warranty?", "Two years.")
    ]
