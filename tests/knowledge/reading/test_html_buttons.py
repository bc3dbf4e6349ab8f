"""What can be ticked in a form is read with its price, and nothing else that a form asks for."""

import pytest

from knowledge.reading.html.page import blocks


def texts(page: str) -> list[str]:
    """The texts of a page's blocks that have any."""
    return [one.text for one in blocks(f"<p>Soap</p>{page}") if one.text]


def of_radio(*options: str, head: str = "<legend>Size *</legend>") -> str:
    return f"<form><fieldset>{head}{''.join(options)}</fieldset><button>Order</button></form>"


RADIO = "<input type=radio name=s"
CASES = {
    "in its label": of_radio(
        f"<label>{RADIO} value=1> Small – £10</label>",
        f"<label>{RADIO} value=2> Large – £15</label>",
    ),
    "beside its label": of_radio(
        f"{RADIO} id=a><label for=a>Small – £10</label>",
        f"{RADIO} id=b><label for=b>Large – £15</label>",
    ),
    "with its price behind the label": of_radio(
        f"<div>{RADIO} id=a><label for=a>Small –</label> <span>£<b>10</b></span></div>",
        f"<div>{RADIO} id=b><label for=b>Large –</label> <span>£<b>15</b></span></div>",
    ),
    "drawn otherwise": of_radio(
        f"<label>{RADIO} hidden><p>Small</p><p>– £10</p></label>",
        f"<label>{RADIO} style='display:none'><p>Large</p><p>– £15</p></label>",
    ),
    "named for who can't see it": "<form><div role=radiogroup aria-label=Size>"
    f"<label>{RADIO}> Small – £10</label><label>{RADIO}> Large – £15</label></div></form>",
}


@pytest.mark.parametrize("page", CASES.values(), ids=CASES)
def test_radio_buttons_with_prices_are_told(page: str) -> None:
    """Each with what the group is of, wherever its words stand."""
    assert texts(page) == ["Soap", "Size: Small – £10", "Size: Large – £15"]


def test_boxes_and_groups_are_told_apart() -> None:
    """An option that is free stands in a group with prices; a group without any is left out."""
    page = (
        "<form><label>Name <input name=n></label>"
        "<fieldset><legend>Title</legend><label><input type=radio name=t> Mr</label>"
        "<label><input type=radio name=t> Ms</label></fieldset>"
        "<fieldset><legend>Delivery</legend><label><input type=radio name=d> By bike, 5 €</label>"
        "<label><input type=radio name=d> At the shop, free</label></fieldset>"
        "<label><input type=checkbox name=w> Gift wrap (+ 3 €)</label>"
        "<label><input type=checkbox name=i> Insurance (+ 2 €)</label></form>"
    )
    assert texts(page) == [
        "Soap",
        "Delivery: By bike, 5 €",
        "Delivery: At the shop, free",
        "Gift wrap (+ 3 €)",
        "Insurance (+ 2 €)",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<form><label><input type=checkbox> I agree to the terms</label></form>",
        f"<form>{'<label><input type=radio name=a> 1 person</label>' * 2}</form>",
        "<form hidden><label><input type=radio> Small £10</label></form>",
        "<form><div hidden><label><input type=radio> Small £10</label></div></form>",
        "<div style='display:none'><form><label><input type=radio> Small £10</label></form></div>",
        "<form><p>We spent £10.</p><input type=checkbox> Yes</form>",
        f"<form>{'<label><input type=radio> £1</label>' * 301}</form>",
    ],
)
def test_what_a_form_asks_for_otherwise_is_left_out(page: str) -> None:
    """Consents, numbers, what is hidden, and prices that are of no option."""
    assert texts(page) == ["Soap"]


def test_buttons_of_what_is_read_are_told_once() -> None:
    """Outside of a form, and in one that is most of its page, labels are text as all other."""
    rows = "".join(f"<tr><td>{RADIO}><td>{name}<td>£9" for name in ("Small", "Large"))
    assert texts(f"<form><table>{rows}</table></form>") == ["Soap", "Small; £9", "Large; £9"]
    page = "<label><input type=radio> Small £10</label><label><input type=radio> Large £15</label>"
    assert texts(page) == ["Soap", "Small £10", "Large £15"]
