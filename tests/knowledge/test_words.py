"""Words as they are indexed and looked for."""

import pytest

from knowledge.document import Passage
from knowledge.sentences import sentences
from knowledge.words import terms


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("what do you charge for it", "Le tarif est de 16 euros."),
        ("¿Puedo devolver la bici?", "Unused bikes can be sent back."),
        ("do you have s s o", "SSO with SAML"),
        ("Combien de temps dure l'essai ?", "The trial lasts 21 days."),
    ],
)
def test_a_question_and_its_answer_share_a_word_across_languages(asked: str, written: str) -> None:
    """By the concepts behind the words, and by acronyms that a recogniser spells out."""
    assert {*terms(asked)} & {*terms(written)}


def test_accents_endings_and_stop_words_make_no_difference() -> None:
    """A recogniser leaves accents out; a customer says the plural."""
    assert terms("Les délais des résiliations") == terms("delai resiliation")


def test_a_sentence_stands_behind_the_innermost_heading() -> None:
    """Alone, "It is included." would be about anything."""
    passage = Passage("p.0", "p", 0, "Plans › SSO", "It is included. From Team on.")
    assert sentences(passage) == ["SSO: It is included.", "SSO: From Team on."]
