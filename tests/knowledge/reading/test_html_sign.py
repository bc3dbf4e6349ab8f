"""Signs that a page draws are told: ticks in a table, a cross before what a plan lacks."""

import pytest

from knowledge.reading.html.page import blocks
from knowledge.reading.reader import read

YES = "Plan: Pro; SSO: ✓"
NO = "Plan: Pro; SSO: ✗"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('<img src="x.png" alt="Included">', "Plan: Pro; SSO: Included"),
        ('<svg aria-label="Yes"><path/></svg>', "Plan: Pro; SSO: Yes"),
        ("<svg><title>Not included</title></svg>", "Plan: Pro; SSO: Not included"),
        ('<i class="fa fa-check" aria-hidden="true"></i>', YES),
        ('<span class="icon icon-tick"></span>', YES),
        ('<i class="bi bi-x-circle"></i>', NO),
        ('<i class="fas fa-times"></i>', NO),
        ('<img src="/img/check-green.svg" alt="">', YES),
        ("<svg><use href='#icon-cross'></use></svg>", NO),
        ('<div class="checkbox checkbox-on"></div>', YES),
        ('<div class="checkbox checkbox-off"></div>', NO),
        ("<input type=checkbox checked disabled>", YES),
        ("<input type=checkbox disabled>", NO),
        ('<i class="fa fa-check"></i> SAML', "Plan: Pro; SSO: ✓ SAML"),
        ('<i class="icon-clock"></i>', "Plan: Pro"),
        ('<div class="next"></div>', "Plan: Pro"),
    ],
)
def test_a_sign_in_a_cell_is_told(cell: str, told: str) -> None:
    """Else the row would not say what the plan has."""
    head = "<tr><th>Plan</th><th>SSO</th></tr>"
    [only] = blocks(f"<table>{head}<tr><td>Pro</td><td>{cell}</td></tr></table>")
    assert only.text == told


def test_a_sign_before_an_item_is_told() -> None:
    """What a plan lacks stands in its list too, crossed out by nothing but a sign."""
    page = (
        '<ul><li><i class="fa fa-check"></i> SSO</li><li><svg class="icon-x"></svg>Audit</li>'
        '<li class="excluded"><i class="fa-xmark"></i><span>Backup</span></li><li>Mail</li></ul>'
    )
    assert [one.text for one in blocks(page)] == ["✓ SSO", "✗ Audit", "✗ Backup", "Mail"]


def test_a_list_of_tasks_in_markdown_says_which_are_done() -> None:
    """As a person sees them drawn."""
    [only] = read(b"- [x] breakfast\n- [ ] dinner\n- [Menu](m.md)\n", "a.md", "a.md")[1]
    assert only.text == "✓ breakfast\n✗ dinner\nMenu"
