"""What only answers the agent's question is no signal."""

import pytest

from conversation.coaching.cues import Cues
from conversation.coaching.detection.agent_act import AgentAct
from conversation.coaching.detection.answers import is_mere_answer
from conversation.coaching.wording import Wording

SAID = [
    ("It's Sue Court, C, O, U, R, T.", "court", AgentAct.ASKED_DATA, True),
    ("twelve Court Road", "court", AgentAct.ASKED_DATA, True),
    ("I can smell gas in here.", "smell gas", AgentAct.ASKED_DATA, False),
    ("No thank you.", "no thank you", AgentAct.WRAPPED_UP, True),
    ("No, we don't want that.", "don't want that", AgentAct.ASKED_CLOSED, False),
    ("Non merci.", "non merci", AgentAct.ASKED_CLOSED, True),
    ("No thank you.", "no thank you", AgentAct.TOLD_PRICE, False),
]


@pytest.mark.parametrize(("text", "cue", "act", "is_answer"), SAID)
def test_a_name_a_number_and_a_no_are_answers(text: str, cue: str, act: AgentAct, is_answer: bool):
    """One word among a few of data; a short yes or no after a question."""
    wording = Wording(text)
    span = next(Cues([cue]).spans(wording))
    assert is_mere_answer(wording, span, frozenset([act])) is is_answer
