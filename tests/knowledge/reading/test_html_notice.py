"""What a page says of itself is no answer: banners on cookies, menus, tables of contents."""

import pytest

from tests.knowledge.reading.files import texts

TEXT = "<h1>Desks</h1><p>Oak.</p>"


@pytest.mark.parametrize(
    "furniture",
    [
        "<div id=onetrust-banner-sdk><p>We use cookies to improve your experience.</p></div>",
        "<div class='cc-window cc-banner'>This website uses cookies. <a>Got it!</a></div>",
        "<div id=bandeau-cookies><p>Nous utilisons des cookies de mesure d'audience.</p></div>",
        "<div class=aviso-cookies>Usamos cookies. <a href=/c>Aceptar</a></div>",
        "<a class='skip-link sr-only' href=#main>Skip to content</a>",
        "<ol class=breadcrumb><li><a href=/>Home</a></li><li>Desks</li></ol>",
        "<ol id=breadcrumbs><li><a href=/>Home</a></li></ol>",
        "<div class=nav-main><p><a href=/a>Desks</a> <a href=/b>Beds</a></p></div>",
        "<ul class=main-menu><li><a href=/a>Desks</a></li><li><a href=/b>Beds</a></li></ul>",
        "<div class=page-metadata>Created by <span>Mia Kranz</span></div>",
        "<div class=share-buttons>Share: <a href=x>Mail</a></div>",
        "<a class=skip-navigation href=#main>Skip to main content</a>",
        "<aside class=side-bar-nav><h2>Topics</h2><a href=/a>Care</a> <a href=/b>Size</a></aside>",
        "<section class=related-articles><h2>Related</h2><a href=/a>Care</a><a href=/b>Size</a>"
        "</section>",
        "<div class=article-votes>Was this article helpful? 3 out of 4 found it so</div>",
    ],
)
def test_the_furniture_of_a_page_is_left_out(furniture: str) -> None:
    """Whatever element it is made of."""
    assert texts(f"{furniture}{TEXT}") == ["Desks", "Oak."]
    assert texts(f"{TEXT}{furniture}") == ["Desks", "Oak."]


def test_a_table_of_contents_is_left_out() -> None:
    """It says again what the headings say; links to other pages are something else."""
    toc = "<ul><li><a href=#a>Care</a></li><li><a href=#b>Size</a></li></ul>"
    page = "<h2 id=a>Care</h2><p>Oil it.</p><h2 id=b>Size</h2><p>120 cm.</p>"
    assert texts(toc + page) == ["Care", "Oil it.", "Size", "120 cm."]
    shops = "<ul><li><a href=/leeds>Leeds</a></li><li><a href=/york>York</a></li></ul>"
    assert texts(shops + page)[:2] == ["Leeds", "York"]


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("<div class=menu><p>Soup of the day, £4</p></div>", ["Soup of the day, £4"]),
        ("<div class=cookie-box>Nine cookies are £12.</div>", ["Nine cookies are £12."]),
        (
            "<div id=cookie-info><h1>Cookies</h1>We accept them.</div>",
            ["Cookies", "We accept them."],
        ),
        ("<div class=navy>Navy blue</div>", ["Navy blue"]),
        ("<div class=menu><a href=/s>Soup</a> £4 <a href=/p>Pie</a> £6</div>", ["Soup £4 Pie £6"]),
    ],
)
def test_what_only_sounds_like_furniture_stays(kept: str, told: list[str]) -> None:
    """A restaurant has a menu, a bakery sells cookies."""
    assert texts(kept) == told


@pytest.mark.parametrize(
    "line", ["© 2026 Holt & Sons. All rights reserved.", "Copyright 2026 Holt", "💡", "—"]
)
def test_a_line_that_says_nothing_is_left_out(line: str) -> None:
    """Whose the page is, and signs without a word."""
    assert texts(f"{TEXT}<p>{line}</p>") == ["Desks", "Oak."]
    assert texts("<p>Copyright fees are £5 a page.</p>") == ["Copyright fees are £5 a page."]


def test_what_people_remarked_on_a_document_is_left_out() -> None:
    """Google's export has the comments at its foot; they are for nobody else."""
    mark = '<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>'
    note = '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is it right, Bob?</span></p></div>'
    assert texts(f"<p>Twice a week.{mark}</p>{note}") == ["Twice a week."]
