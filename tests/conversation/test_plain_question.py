"""Plain questions: what a document may answer."""

import pytest

from conversation.coaching.plain_question import asks_plainly, compared, question_in

ASKING = [
    "What does the enterprise plan cost with SSO?",
    "so what does the enterprise plan cost with sso",
    "okay and do you support saml",
    "I was wondering whether there is a free trial.",
    "Can you tell me how long the onboarding takes",
    "We are forty people. how many seats does the pro plan have",
    "Our data, is it stored in europe",
    "Combien coûte l'offre entreprise ?",
    "je voulais savoir combien de sièges il faut au minimum",
    "et est-ce que vous avez une version d'essai",
    "ça coûte combien avec le support",
    "¿Cuánto cuesta el plan de empresa?",
    "y tienen ustedes una prueba gratis",
    "quería saber si los datos se guardan en europa",
]
NOT_ASKING = [
    "That is too expensive for us.",
    "Yes, we have forty people in sales.",
    "I don't know what to do with it.",
    "why would I pay that much?",
    "Okay?",
    "How can you charge that much?",
    "My number is five five five one two.",
    "C'est trop cher pour nous.",
    "Pourquoi c'est si cher ?",
    "Es demasiado caro para nosotros.",
    "We looked at what Ringwell does.",
]


@pytest.mark.parametrize("text", ASKING)
def test_a_question_for_a_fact_is_one_in_spoken_style_too(text: str):
    """With a question mark and without, in three languages."""
    assert asks_plainly(text)


@pytest.mark.parametrize("text", NOT_ASKING)
def test_what_asks_for_no_fact_is_none(text: str):
    """Statements, reproaches, and what is too short to tell."""
    assert not asks_plainly(text)


def test_the_question_is_quoted_as_it_was_said():
    """It is the sentence alone, so that it can be evidence."""
    text = "We are forty people. What does it cost with SSO?"
    assert question_in(text) == "What does it cost with SSO?"


def test_questions_are_compared_by_their_words_alone() -> None:
    """Not by spelling, hesitations, or what leads into them and is said for courtesy."""
    assert compared("Okay so, um, do you ship to Málta, please?") == "do you ship to malta"
    assert compared("do you ship to Malta") == "do you ship to malta"
    assert compared("Okay.") == "okay"
    assert compared("ship to Malta") != compared("do you ship to Malta")
