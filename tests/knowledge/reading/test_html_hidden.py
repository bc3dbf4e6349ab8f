"""What people don't see of a page is not read: struck out, hidden by a style sheet or a class."""

import pytest

from knowledge.reading.reader import read
from tests.knowledge.reading.files import texts


@pytest.mark.parametrize(
    "old",
    [
        "<del>£450</del>",
        "<s>£450</s>",
        "<strike>£450</strike>",
        '<span style="text-decoration: line-through">£450</span>',
        '<span style="text-decoration-line:line-through">£450</span>',
        '<span class="was">£450</span>',
    ],
)
def test_a_price_that_is_struck_out_is_none(old: str) -> None:
    """It was one; said to a customer, it would be wrong."""
    sheet = "<style>.was { text-decoration: line-through; }</style>"
    assert texts(f"{sheet}<p>A desk is {old} <ins>£380</ins>.</p>") == ["A desk is £380."]


def test_what_is_struck_out_in_markdown_is_not_read() -> None:
    """Marks and words."""
    [only] = read(b"Rooms are ~~90~~ 80 euros.", "a.md", "a.md")[1]
    assert only.text == "Rooms are 80 euros."


@pytest.mark.parametrize(
    "sheet",
    [
        "<style>.trade{display:none}</style>",
        "<style>/* a */ h2, p.trade , .x { color: red; visibility: hidden!important }</style>",
        "<style>@media print{.shown{display:none}} #t{display:none}</style>",
    ],
)
def test_what_a_page_hides_by_its_own_style_sheet_is_not_read(sheet: str) -> None:
    """A price for dealers, say; what is hidden in print alone is seen."""
    page = f"{sheet}<p class=shown>A desk is £380.</p><p class='trade big' id=t>Trade £250.</p>"
    assert texts(page) == ["A desk is £380."]


@pytest.mark.parametrize(
    "sheet",
    [
        ".more{display:none} .more.is-open{display:block}",
        ".more{display:none} .open .more{display:block}",
        ".tab:not(.is-active){display:none}",
        ".more .inner{display:none}",
    ],
)
def test_what_a_page_shows_on_a_click_is_read(sheet: str) -> None:
    """The style sheet has a rule that shows it; what it says of some alone hides nothing."""
    page = f"<style>{sheet}</style><p>Desks.</p><div class='more tab'>Two weeks.</div>"
    assert texts(page) == ["Desks.", "Two weeks."]


@pytest.mark.parametrize("name", ["d-none", "hidden", "is-hidden", "invisible"])
def test_a_class_that_hides_is_known_by_its_name(name: str) -> None:
    """The style sheet of a framework is elsewhere; one that shows it on wide screens is seen."""
    page = f"<p class='{name}'>Trade £250.</p><p class='{name} {{}}'>Two weeks.</p>"
    assert texts(page.format("md:block")) == ["Two weeks."]
    assert texts(page.format("d-md-flex")) == ["Two weeks."]


def test_what_stands_below_a_heading_or_a_question_is_shown_by_it() -> None:
    """A script opens it, whatever hides it until then."""
    page = "<style>.a{display:none}</style><h3>Do you ship?</h3><div class=a>Yes.</div>"
    assert texts(page) == ["Do you ship?", "Yes."]
    assert texts("<dl><dt>When?</dt><dd class=hidden>Now.</dd></dl>") == ["When?", "Now."]


def test_a_page_that_is_hidden_whole_is_read() -> None:
    """Its script shows it when it has loaded."""
    page = "<style>#app{display:none}</style><div id=app><h1>Desks</h1><p>Oak.</p></div>"
    assert texts(page) == ["Desks", "Oak."]


def test_a_broken_style_sheet_hides_nothing() -> None:
    """Nor does a long one of nothing take long."""
    for sheet in (
        "{",
        "}}.a{",
        ".a{display:none",
        "@media{" * 5_000,
        ".a{" * 50_000,
        "/*" * 50_000,
    ):
        assert texts(f"<style>{sheet}</style><p class=b>Oak.</p>") == ["Oak."]
