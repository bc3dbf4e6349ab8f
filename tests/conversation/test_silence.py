import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.silence import reason_to_stay_silent
from tests.conversation.calls import agent, customer

STATEMENT = agent("I'll send it over today.")
QUESTION = agent("I'll send it over. Does Thursday work?")


@pytest.mark.parametrize("text", ["", "  ", "…", "?!"])
def test_empty(text: str):
    """A turn without a word gets no advice."""
    assert reason_to_stay_silent(customer(text), [STATEMENT]) == "empty"


@pytest.mark.parametrize("text", ["Um.", "uh…", "Hmm.", "Euh", "um, uh"])
def test_hesitation(text: str):
    """A hesitation alone gets no advice, even where the agent asked."""
    assert reason_to_stay_silent(customer(text), [QUESTION]) == "backchannel"


@pytest.mark.parametrize("text", ["Mhm.", "Uh-huh", "mm-hmm", "Mm.", "Oh."])
def test_backchannel(text: str):
    """A sign of listening gets no advice; where the agent asked, it is an answer and does."""
    assert reason_to_stay_silent(customer(text), [STATEMENT]) == "backchannel"
    assert reason_to_stay_silent(customer(text), [QUESTION]) is None


@pytest.mark.parametrize(
    "text",
    [
        "Okay.",
        "Yeah, right.",
        "OK. I see.",
        "Got it, sure.",
        "D'accord.",
        "Oui oui.",
        "Je vois, ok.",
        "Vale, de acuerdo.",
        "Sí, sí, claro.",
    ],
)
def test_acknowledgement(text: str):
    """An acknowledgement gets no advice; where the agent asked, it is an answer and does."""
    assert reason_to_stay_silent(customer(text), [STATEMENT]) == "acknowledgement"
    assert reason_to_stay_silent(customer(text), []) == "acknowledgement"
    assert reason_to_stay_silent(customer(text), [QUESTION]) is None


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "Right?",
        "Huh?",
        "Okay, but it's expensive.",
        "Yeah, send it.",
        "Thanks.",
        "Perfect.",
        "Seven.",
        "Non.",
        "Oui mais non.",
        "Is it?",
    ],
)
def test_content(text: str):
    """Whatever may carry content gets advice."""
    assert reason_to_stay_silent(customer(text), [customer("Hello?"), STATEMENT]) is None


def test_greeting():
    """The first hello gets no advice; a hello later in the call asks who is there, and does."""
    assert reason_to_stay_silent(customer("Hello?"), []) == "greeting"
    assert reason_to_stay_silent(customer("Bonjour."), [agent("Allô ?")]) == "greeting"
    assert reason_to_stay_silent(customer("¿Sí? Hola, buenos días."), []) is None
    assert reason_to_stay_silent(customer("Hola, buenas tardes."), []) == "greeting"
    assert reason_to_stay_silent(customer("Hello?"), [customer("It hurts."), STATEMENT]) is None
    assert reason_to_stay_silent(customer("Hi, it's about my bill."), []) is None


def test_repetition():
    """The same words twice in a row get advice once; insisting after the agent's reply gets it."""
    said = customer("It's too expensive.")
    assert reason_to_stay_silent(customer("it's too expensive"), [said]) == "repetition"
    assert reason_to_stay_silent(customer("It's too expensive."), [said, STATEMENT]) is None


@pytest.mark.parametrize(
    "asked",
    [
        "so does thursday work for you",
        "vous préférez jeudi",
        "you are in paris correct",
        "y le viene bien el jueves",
    ],
)
def test_question_without_punctuation(asked: str):
    """Where the recogniser writes no punctuation, what may be a question counts as one."""
    assert reason_to_stay_silent(customer("yeah"), [agent(asked)]) is None
    assert reason_to_stay_silent(customer("yeah"), [agent("i'll send it over")]) is not None


def test_answer_after_a_hesitation():
    """An answer stays an answer when the customer hesitated first."""
    assert reason_to_stay_silent(customer("Yeah."), [QUESTION, customer("Um…")]) is None


@given(st.text(), st.text())
def test_any_text(text: str, before: str):
    """Any text gets an answer, without a crash."""
    reason = reason_to_stay_silent(customer(text), [agent(before)])
    assert reason in (None, "empty", "backchannel", "greeting", "acknowledgement", "repetition")
