"""Words of a call without who said them: what it costs to read them."""

from time import process_time

import pytest

from conversation.privacy.anonymous import without_figures


@pytest.mark.parametrize("unit", ["so the price went up ", "Anna met Berta and ", "AbcDe ", "[a "])
def test_a_text_costs_in_proportion_to_its_length(unit: str) -> None:
    """A sentence without an end, too, and one of names alone; quadratic would be 16 times."""
    short, long = (min(cost(unit, chars) for _ in range(3)) for chars in (10_000, 40_000))
    assert long < 10 * short


def cost(unit: str, chars: int) -> float:
    """Seconds of CPU for so many characters."""
    text = (unit * chars)[:chars]
    began = process_time()
    without_figures(text, "en", [])
    return process_time() - began
