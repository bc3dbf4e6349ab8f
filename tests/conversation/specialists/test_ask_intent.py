"""What the agent's question is about, and in which language it is."""

import pytest

from conversation.specialists.ask_intent import AskRules, Intent, language_of

RULES = AskRules({"closing": {"en": ["near to a yes"], "fr": ["conclure"]}, "silent": {}})


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What did he say about the price?", "en"),
        ("how do i answer that", "en"),
        ("Qu'est-ce qu'il a dit sur le prix ?", "fr"),
        ("comment je réponds à ça", "fr"),
        ("¿Qué dijo del precio?", "es"),
        ("Puedo ofrecer un descuento", "es"),
        ("budget?", None),
        ("ok", None),
    ],
)
def test_the_language_of_a_question(question: str, language: str | None):
    """By its small words; where it has too few, nobody can tell."""
    assert language_of(question) == language


@pytest.mark.parametrize(
    "question",
    [
        "What did he say about the price?",
        "What price did they mention?",
        "Did I promise a call back?",
        "Have they already mentioned a rival?",
        "What was their budget again?",
        "Remind me who decides",
        "Summarise the call so far",
        "Qu'est-ce qu'il a dit sur le prix ?",
        "Quel prix a-t-il annoncé ?",
        "Est-ce que j'ai promis quelque chose ?",
        "Le client a-t-il parlé de délais ?",
        "Résume l'appel",
        "¿Qué dijo del precio?",
        "¿Qué le he prometido?",
        "¿Ya mencionó un competidor?",
        "Hazme un resumen",
    ],
)
def test_what_was_said_is_asked_of_the_transcript(question: str):
    """In either tense, with or without a question mark, about either party."""
    assert RULES.intent(question, "en").is_about_the_call


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("How do I answer that?", Intent()),
        ("Should I offer a discount?", Intent()),
        ("What should I say now?", Intent()),
        ("How near to a yes are they?", Intent(specialist="closing")),
        ("Est-ce que je peux conclure ?", Intent("fr", specialist="closing")),
        ("Je peux faire une remise ?", Intent("fr")),
        ("¿Qué digo ahora?", Intent("es")),
        ("What did he say when we were near to a yes?", Intent(is_about_the_call=True)),
    ],
)
def test_other_questions_are_a_specialists_or_the_coachs(question: str, intent: Intent):
    """By the wordings of the specialists' files; a question about what was said goes first."""
    assert RULES.intent(question, "en-GB") == intent


def test_a_question_in_the_language_of_the_call_has_none_of_its_own():
    """So that one advisor answers all of them."""
    assert RULES.intent("Que dois-je dire ?", "fr-CA").language is None
