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
        *("Oh my goodness.", "Blimey, really?", "poor you", "no way", "d accord", "Oh là là !"),
        *("ah mince", "C'est vrai ?", "oh non", "Madre mía.", "uf qué pena", "¡No me diga!"),
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


ECHOED = [
    ("four nine two one", "it's four nine two one"),
    ("N, yes.", "A R R I N"),
    ("doce sí", "cero cuatro siete ocho doce"),
    ("49 21", "4921."),
    ("okay noventa y cinco", "noventa y cinco"),
    ("soixante-dix-huit", "zéro douze soixante-dix-huit"),
    ("[phone 1]", "seven seven three zero"),
    ("sept deux oui", "r v […]"),
    ("[…], oui.", "c'est le […]"),
]


@pytest.mark.parametrize(("text", "said"), ECHOED)
def test_who_echoes_what_is_read_to_them_does_not_take_the_floor(text: str, said: str):
    """Numbers and letters that the other party has just said, however they are grouped."""
    assert is_backchannel(text, said=said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("four nine three", "four nine two one"),
        ("four", "I will be there"),
        ("a", "at the bank"),
        ("four?", "is it three or four?"),
        ("Tuesday", "on Tuesday"),
        ("four on Tuesday", "four"),
        ("[phone 1]", "what is your number"),
        ("[phone 1] or mail us", "it's [phone 2]"),
    ],
)
def test_another_number_a_word_or_an_answer_is_no_echo(text: str, said: str):
    """Who says something else, or answers a question, takes the floor."""
    assert not is_backchannel(text, after_question=said.endswith("?"), said=said)
