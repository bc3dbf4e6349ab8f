"""The licences of what is locked, as deploy/licenses.py reads them."""

import pytest

from tests.product import deploy_script

licenses = deploy_script("licenses")


def test_the_page_names_every_package_with_a_licence_that_is_allowed() -> None:
    """A new package, or a new licence of one, shows: `make licenses` writes the page."""
    assert licenses.PAGE.read_text("utf-8") == licenses.page()


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("GPL-3.0-or-later OR MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND (GPL-3.0-only OR SSPL-1.0)", False),
    ],
)
def test_of_alternatives_one_is_enough_and_of_parts_each_counts(
    expression: str, allowed: bool
) -> None:
    """What is joined by `AND` holds together; by `OR` the project may choose."""
    assert licenses.is_allowed(expression) is allowed


def test_words_that_nobody_knows_are_no_licence() -> None:
    """The package and what it says stand in the error."""
    with pytest.raises(licenses.LicenceError, match=r"odd: unknown licence 'Do what you like'"):
        licenses.canonical("odd", "Do what you like")


def test_a_package_that_says_nothing_is_not_guessed_at() -> None:
    """One that is not installed here has to be read by hand."""
    with pytest.raises(licenses.LicenceError, match="not installed here"):
        licenses.licence("no-such-package")
