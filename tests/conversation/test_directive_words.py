"""The lists of words by which headlines are told apart."""

import pytest

from conversation.coaching.directive_words import ACTIONS, EMPTY, JOINED, QUESTIONS, THINGS
from conversation.coaching.wording import Wording


@pytest.mark.parametrize("kinds", [ACTIONS, QUESTIONS, THINGS])
def test_a_word_is_of_one_kind(kinds: dict[str, str]):
    """Of two, which one counts would be chance."""
    words = [word for line in kinds.values() for word in line.split()]
    assert sorted(words) == sorted(set(words))


def test_words_are_in_the_form_in_which_they_are_looked_for():
    """Without case and accents, as `Wording` has them."""
    lines = [*ACTIONS.values(), *QUESTIONS.values(), *THINGS.values(), EMPTY, *JOINED]
    for line in lines:
        plain = line.replace("*", "").split()
        assert list(Wording(" ".join(plain), sentences=False).tokens) == plain
