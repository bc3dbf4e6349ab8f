"""What the insights can be grouped by is known to the page, in each language, and to the docs."""

import re

import pytest

from conversation.insights.question import By
from tests.product import ROOT

JS = ROOT / "server/console/js"


def test_the_page_offers_each_group() -> None:
    """In whatever order; none that the API does not know."""
    (offered,) = re.findall(r"const BY = \[(.*)\];", (JS / "insights.js").read_text("utf-8"))
    assert sorted(re.findall(r'"(\w+)"', offered)) == sorted(By)


@pytest.mark.parametrize("by", By)
def test_each_group_has_its_words(by: By) -> None:
    """In English, French and Spanish, and its name in the table of `docs/insights.md`."""
    words = (JS / "words-learned.js").read_text("utf-8")
    assert words.count(f'  "by.{by}": ') == 3
    (row,) = re.findall(r"^\| `by` \|.*", (ROOT / "docs/insights.md").read_text("utf-8"), re.M)
    assert f"`{by}`" in row
