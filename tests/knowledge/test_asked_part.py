"""What of a long turn is looked for: its question, and what it is about."""

import pytest

from knowledge.asked_part import asked_part, asked_question

TALK = (
    "Right, thanks, that helps me a lot. We've been with somebody else for six years now and my"
    " boss wants me to look around before the summer."
)
PARLE = (
    "D'accord, merci, c'est très clair pour moi. On est chez quelqu'un d'autre depuis six ans et"
    " mon patron veut que je compare avant l'été."
)
HABLA = (
    "Vale, gracias, me queda muy claro todo. Llevamos seis años con otra empresa y mi jefe quiere"
    " que compare antes del verano."
)


@pytest.mark.parametrize(
    ("talk", "question"),
    [
        (TALK, "What does the large unit cost for three months?"),
        (PARLE, "Est-ce que vous livrez aussi le samedi dans le sud de la France ?"),
        (HABLA, "¿Cuánto tarda el envío a las islas en agosto?"),
        (TALK, "so do you deliver on Saturdays at all"),
    ],
)
@pytest.mark.parametrize("behind", ["", " Because that matters to us."])
def test_small_talk_around_a_question_is_left_out(talk: str, question: str, behind: str) -> None:
    """In each language, with a question mark or without, before it and behind it."""
    assert asked_part(f"{talk} {question.rstrip('?')}? {behind}".strip()).endswith(
        question.rstrip("?") + "?"
    )
    assert "boss" not in asked_part(f"{talk} {question}{behind}")
    assert not {"patron", "jefe", "matters"} & {*asked_part(f"{talk} {question}.{behind}").split()}


def test_what_a_question_is_about_is_kept() -> None:
    """A short sentence before it may name the thing that it only points to."""
    about = "I've got a piano. How do I get that upstairs?"
    assert asked_part(f"{TALK} {about}") == about


def test_the_last_of_two_questions_counts_and_a_short_one_before_it_too() -> None:
    """They may be one: "what is it, and for how long?"."""
    both = "What does it cost? And how long do I have to stay?"
    assert asked_part(f"{TALK} {both}") == both


@pytest.mark.parametrize(
    "text",
    [
        "what does it cost",
        "It's for my husband and me. Is there a price for families?",
        f"{TALK} It is too slow, and it breaks.",
        "",
    ],
)
def test_what_is_short_or_asks_nothing_is_looked_for_as_it_is(text: str) -> None:
    """An objection is about all that it says."""
    assert asked_part(text) == text


def test_of_words_without_a_full_stop_the_last_ones_count() -> None:
    """A recogniser that hears none runs all sentences of a turn together."""
    heard = (
        TALK.lower().replace(".", "").replace(",", "") + " what does the large unit cost a month"
    )
    assert asked_part(heard).split() == heard.split()[-18:]


@pytest.mark.parametrize(
    ("turn", "alone"),
    [
        ("Okay. Do you ship to Malta?", "Do you ship to Malta?"),
        ("Vous livrez à Malte ? C'est pour ma sœur.", "Vous livrez à Malte ?"),
        ("Vale. ¿Hacen envíos a Malta? Es para mi hermana.", "¿Hacen envíos a Malta?"),
        ("We want the large van. What does it cost?", "We want the large van. What does it cost?"),
        ("Tengo un piano. ¿Y eso cuánto cuesta?", "Tengo un piano. ¿Y eso cuánto cuesta?"),
        ("do you fax", "do you fax"),
        ("Malta", "Malta"),
    ],
)
def test_a_question_is_told_alone_as_far_as_it_can_be_read_alone(turn: str, alone: str) -> None:
    """What it points to stands before it; what names its matter needs nothing else."""
    assert asked_question(turn) == alone
