"""A bundled playbook has kin in other languages; one's own has none."""

from prompts.kin import kin_of
from prompts.loader import load_playbook


def test_a_bundled_playbook_has_kin_in_each_other_language():
    """Of the same name; the playbook itself is none of them."""
    fraud = load_playbook("fraud", "fr")
    assert [playbook.id for playbook in kin_of(fraud)] == ["fraud@5/en", "fraud@5/es"]


def test_a_playbook_with_a_name_of_its_own_has_no_kin():
    """Its examples are all that is known of it."""
    assert kin_of(load_playbook("fraud", "fr").model_copy(update={"name": "mine"})) == []
