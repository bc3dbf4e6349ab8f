"""Documents and their passages."""

from knowledge.document import Passage


def test_a_passage_is_searched_with_its_headings() -> None:
    """A question may use a word that stands in a heading alone."""
    passage = Passage("d1.0", "d1", 0, "Enterprise › SSO", "It is included.")
    assert passage.indexed == "Enterprise › SSO\nIt is included."
