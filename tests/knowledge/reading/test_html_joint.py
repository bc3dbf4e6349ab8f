"""Where two texts of a page meet: cents of a price, words that are neither glued nor parted."""

import pytest

from knowledge.reading.html.page import blocks


def told(page: str) -> str:
    """The text of a page of one block."""
    [only] = blocks(page)
    return only.text


@pytest.mark.parametrize("around", ["<p>{}</p>", "<table><tr><td>{}</td></tr></table>"])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("£12<sup>50</sup> each", "£12.50 each"),
        ("£<span>12</span><sup>50</sup>", "£12.50"),
        ("12<sup>50</sup> €", "12,50 €"),
        ("€ 12<small class=cents>99</small>", "€ 12,99"),
        ('<b>12</b><span class="price__decimals">99</span> €', "12,99 €"),
        ("£12<span>.</span><span class=fraction>50</span>", "£12.50"),
        ("12<sup>€50</sup>", "12€50"),
        ("20 m<sup>2</sup>", "20 m²"),
        ("10<sup>3</sup> times", "10³ times"),
        ("net of VAT<sup>1</sup>", "net of VAT¹"),
        ("the 1<sup>st</sup> day", "the 1st day"),
        ("H<sub>2</sub>O", "H2O"),
        ("<b>W</b>ren", "Wren"),
        ("wax<wbr>oil", "waxoil"),
        ("one<br>two", "one two"),
    ],
)
def test_what_is_raised_or_set_apart(around: str, written: str, read: str) -> None:
    """In a text as in a table."""
    assert told(around.format(written)) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<span>Price</span><span>£99</span>", "Price £99"),
        ("<span>£99</span><span>Sale</span>", "£99 Sale"),
        ("<span>Wren</span><span>Mini</span>", "Wren Mini"),
        ("<span>£99</span><span>/month</span>", "£99/month"),
        ("<span>Hel</span><span>lo</span>", "Hello"),
        ("<span>99</span><span>%</span>", "99%"),
    ],
)
def test_texts_that_a_style_sets_apart_are_not_glued(written: str, read: str) -> None:
    """Nor is a word parted that a program has written in pieces."""
    assert told(f"<p>{written}</p>") == read


def test_labels_in_a_cell_are_parted() -> None:
    """Each is a word of its own, as are lines."""
    cell = "<span>Yes</span><span>SAML</span><p>one.</p><p>two</p><ul><li>a</li><li>b</li></ul>"
    assert told(f"<table><tr><td>{cell}</td></tr></table>") == "Yes SAML one. two a b"
