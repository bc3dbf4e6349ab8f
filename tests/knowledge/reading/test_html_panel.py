"""Tabs and what folds: people see it by a click, and so it is read."""

import pytest

from knowledge.reading.html.page import blocks
from tests.knowledge.reading.files import texts

HOURS = "<div id=p2 role=tabpanel aria-labelledby=t2 hidden><p>From 9 to 18.</p></div>"


def test_each_panel_of_tabs_is_read_under_its_name() -> None:
    """By which end the page tells that they belong together; what follows has no name."""
    tab = "<ul role=tablist><li role=tab {}>Hours</li></ul>{}<p>Call us.</p>"
    told = ["Hours", "From 9 to 18.", "Call us."]
    assert texts(tab.format("aria-controls=p2", HOURS)) == told
    assert texts(tab.format("id=t2", HOURS)) == told
    shown = HOURS.replace(" hidden", ' style="color: red; display: none"')
    assert texts(tab.format("aria-controls=p2", shown)) == told
    end = next(at for at, one in enumerate(blocks(tab.format("id=t2", HOURS))) if not one.text)
    assert blocks(tab.format("id=t2", HOURS))[end + 1].text == "Call us."


def test_a_heading_that_folds_keeps_its_words_and_shows_its_text() -> None:
    """A page of questions is often made so; the button is no button to whoever reads."""
    button = "<button aria-expanded=false {}>Can I <b>cancel</b>?</button>"
    for opens in ("aria-controls=a1", 'data-bs-toggle=collapse data-bs-target="#a1"'):
        page = f"<h3>{button.format(opens)}</h3><div id=a1 hidden>Yes, until Monday.</div>"
        assert texts(page) == ["Can I cancel?", "Yes, until Monday."]


def test_what_nobody_can_open_stays_hidden() -> None:
    """A menu's button, one elsewhere, and a tab that is hidden itself open nothing that is read."""
    for opener in (
        "<nav><button aria-controls=p2>Menu</button></nav>",
        "<button aria-controls=p2>More</button>",
        "<div hidden><b role=tab aria-controls=p2>Hours</b></div>",
        '<div style="display:none"><h2><a href="#" aria-controls=p2>Hours</a></h2></div>',
    ):
        assert texts(f"{opener}<div id=p2 hidden>Secret.</div><p>Open.</p>") == ["Open."]


def test_odd_panels_break_nothing() -> None:
    """One in its own control, one without text, two controls of one, ids that are not there."""
    page = (
        "<h2><button id=b aria-controls=b>One</button></h2>"
        "<h2><button aria-controls='b x c'>Two</button><button aria-controls=c>Three</button></h2>"
        "<b role=tab aria-controls=c>Four</b><div id=c hidden></div>"
        "<h3><a data-target>Five</a></h3>"
    )
    assert texts(page)[:1] == ["One"]


@pytest.mark.parametrize(
    "question",
    [
        "<button class=accordion>Do you ship?</button>",
        "<button aria-expanded=false>Do you ship? <svg></svg></button>",
        "<div class=faq-question>Do you ship?</div>",
        "<h3>Do you ship?</h3>",
        "<h3 class=accordion-header><button class=accordion-button>Do you ship?</button></h3>",
        "<div role=button tabindex=0>Do you ship?</div>",
        "<p>Do you ship?</p>",
    ],
)
@pytest.mark.parametrize("hidden", ["", 'style="display:none"', "hidden", "class=answer"])
def test_a_question_above_what_a_script_shows_keeps_its_answer(question: str, hidden: str) -> None:
    """Nothing says that they belong together but that one stands above the other."""
    page = f"<style>.answer{{display:none}}</style>{question}<div {hidden}>Yes, for £15.</div>"
    assert texts(f"{page}<div>More.</div>")[:2] == ["Do you ship?", "Yes, for £15."]


def test_what_follows_an_accordion_is_no_answer() -> None:
    """The width of a desk is none to whether the old one is taken away."""
    button = "<button data-bs-toggle=collapse data-bs-target=#f1>Do you take it away?</button>"
    page = f"<h2>Desks</h2><h3>{button}</h3><div id=f1 class=collapse>Yes.</div><p>120 cm.</p>"
    found = [(one.text, one.level) for one in blocks(page)]
    assert found == [
        ("Desks", 2),
        *(("Do you take it away?", 7), ("Yes.", 0), ("", 7), ("120 cm.", 0)),
    ]


def test_what_a_control_opens_and_is_named_by_is_read() -> None:
    """As builders of pages make it, with no heading and no question; a menu is none."""
    control = "<div role=button id=t1 aria-controls=c1>Fees</div>"
    region = "<div id=c1 role=region aria-labelledby=t1 hidden>A car is 75 euros.</div>"
    assert texts(f"{control}{region}<p>Call us.</p>") == ["Fees", "A car is 75 euros.", "Call us."]
    menu = "<ul id=c1 role=menu aria-labelledby=t1 hidden><li>Sign out</li></ul>"
    assert "Sign out" not in texts(f"{control}{menu}")
