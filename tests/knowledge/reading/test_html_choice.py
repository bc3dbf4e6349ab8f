"""What can be chosen on a page is read with its price, and no link that only says so."""

import pytest

from tests.knowledge.reading.files import texts

OPTIONS = "<option value=''>Choose a size</option><option>Small – £10<option>Large – £15"


@pytest.mark.parametrize(
    "page",
    [
        f"<p>Soap</p><label for=s>Size</label><select id=s>{OPTIONS}</select>",
        f"<p>Soap</p><form><label for=s>Size:</label><select id=s>{OPTIONS}</select></form>",
        f"<p>Soap</p><select aria-label=Size>{OPTIONS}</select>",
        f"<p>Soap</p><form><label>Size * <select>{OPTIONS}</select></label></form>",
    ],
)
def test_the_prices_of_a_list_are_told(page: str) -> None:
    """Each with what the list is of, in a form too."""
    told = [text for text in texts(page) if text.rstrip(":* ") != "Size"]
    assert told == ["Soap", "Size: Small – £10", "Size: Large – £15"]


def test_a_group_of_options_is_named() -> None:
    """And markup in an option is its text."""
    groups = (
        "<optgroup label=Dogs><option>Bath 20 €</optgroup><optgroup label=Cats><option>&lt;b>30 €"
    )
    assert texts(f"<p>Spa</p><select>{groups}</select>") == [
        "Spa",
        "Dogs: Bath 20 €",
        "Cats: <b>30 €",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<select><option>France<option>Spain</select>",
        "<select><option>1<option>2</select>",
        f"<div hidden><select>{OPTIONS}</select></div>",
        f"<div style='display:none'><form><select>{OPTIONS}</select></form></div>",
        f"<form hidden><select>{OPTIONS}</select></form>",
        f"<select style='display:none'>{OPTIONS}</select>",
        "<a class=btn href=/o>Choose</a>",
        "<a class='btn-primary large' href=/o>Choose plan</a>",
        "<a class=cta role=button href=/o>Add to basket</a>",
        "<p><a href=/o>Learn more</a></p>",
        "<div><a href=/o><span>Commander</span></a></div>",
        "<p><a href=/o>Más información</a></p>",
    ],
)
def test_what_only_asks_to_choose_is_left_out(page: str) -> None:
    """Countries and numbers say nothing of the company, nor does a button that is a link."""
    assert texts(f"<p>Soap</p>{page}") == ["Soap"]


def test_a_link_in_a_cell_is_left_out() -> None:
    """A table of plans often ends so."""
    row = "<tr><th>Plan<th>Price<th><tr><td>Pro<td>£9<td><a href=/o>Choose</a>"
    assert texts(f"<table>{row}</table>") == ["Plan: Pro; Price: £9"]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<p><a href=/o>Choose</a> a plan.</p>", "Choose a plan."),
        ("<a class=btn href=/o>Price list</a>", "Price list"),
        ("<a class=btn href=/o>Order by 4 pm</a>", "Order by 4 pm"),
        ("<ul><li><a href=/o>Book lovers</a></ul>", "Book lovers"),
        (
            "<p><a href=/o>Order within a day and save money</a></p>",
            "Order within a day and save money",
        ),
    ],
)
def test_a_link_that_says_something_stays(page: str, told: str) -> None:
    """Words of a sentence, a name, a fact."""
    assert texts(page) == [told]
