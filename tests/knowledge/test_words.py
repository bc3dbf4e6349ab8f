"""Words as they are indexed and looked for."""

import pytest

from knowledge.document import Passage
from knowledge.sentences import sentences
from knowledge.words import parted, terms


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("what do you charge for it", "Le tarif est de 16 euros."),
        ("¿Puedo devolver la bici?", "Unused bikes can be sent back."),
        ("do you have s s o", "SSO with SAML"),
        ("se puede tener el ese ese o y cuánto cuesta", "SSO with SAML"),
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


def test_a_word_that_a_recogniser_parts_is_looked_for_whole() -> None:
    """But not two words that mean nothing alone: "de la" is not "dela"."""
    assert {*parted("trabajan con a sisa")} & {*terms("Con Asisa solo fisioterapia")}
    assert {*parted("how do I log in")} & {*terms("Login")}
    assert parted("de la") == []


def test_a_lone_name_of_a_letter_is_a_word() -> None:
    """Spanish "ese" is "that one"."""
    assert terms("ese o aquel") == ["aquel"]
