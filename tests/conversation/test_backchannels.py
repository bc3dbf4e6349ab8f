import pytest

from conversation.speech.backchannels import is_backchannel


@pytest.mark.parametrize(
    "text",
    [
        *(
            "mhm",
            "Mm-hmm.",
            "Uh-huh,",
            "Okay.",
            "OK, okay.",
            "Right.",
            "Yeah, I see.",
            "All right.",
        ),
        *("Oui, d'accord.", "D’accord", "Ah bon ?", "Très bien, je vois.", "Mmm, ouais."),
        *("Okay, sir.", "Oh no, I see.", "D'accord madame.", "Sí, señora.", "Makes sense."),
        *("Vale, vale.", "Ajá.", "Sí, claro.", "Ya veo.", "De acuerdo."),
    ],
)
def test_who_only_shows_that_they_follow_does_not_take_the_floor(text: str):
    """A backchannel in English, French or Spanish is one, however it is written."""
    assert is_backchannel(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Okay, how much is it?",
            "Yes, two days.",
            "No.",
            "Right away, sir",
            "",
            "...",
            "I see it.",
        ),
        *(
            "Oui, jeudi.",
            "D'accord, je regarde ça.",
            "Vale, un momento.",
            "Sí, mañana",
            "Thank you.",
        ),
        *("okay " * 20, "Sirop"),
    ],
)
def test_who_says_something_takes_the_floor(text: str):
    """One word of content is enough, and so is an endless row of words."""
    assert not is_backchannel(text)


@pytest.mark.parametrize(
    ("text", "answers"), [("Yes.", True), ("Bien sûr", True), ("Claro.", True), ("Mhm.", False)]
)
def test_a_yes_after_a_question_is_an_answer(text: str, answers: bool):
    """What agrees is a backchannel to a statement, and an answer to a question."""
    assert is_backchannel(text, after_question=True) is not answers
