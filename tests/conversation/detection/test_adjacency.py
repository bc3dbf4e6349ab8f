"""What the agent did just before, read from the agent's words in three languages."""

import pytest

from conversation.coaching.detection.adjacency import agent_acts
from conversation.coaching.detection.agent_act import AgentAct
from tests.conversation.calls import agent, customer

SAID = [
    ("en", "What's the email on the account?", {AgentAct.ASKED_DATA}),
    ("en", "Could you spell that for me, please?", {AgentAct.ASKED_DATA}),
    ("en", "could I check the make and model of this one", {AgentAct.ASKED_DATA}),
    ("en", "so can you see the light on the router", {AgentAct.ASKED_CLOSED}),
    ("en", "Do you still have the receipt? I'll note it down.", {AgentAct.ASKED_CLOSED}),
    ("en", "tell me what happens when you turn it on", {AgentAct.ASKED_OPEN}),
    ("en", "How long has it been like that?", {AgentAct.ASKED_OPEN}),
    ("en", "It's ninety dollars a seat per month.", {AgentAct.TOLD_PRICE}),
    ("en", "The total comes to four hundred and twenty.", {AgentAct.TOLD_PRICE}),
    ("en", "That's $ 90 each.", {AgentAct.TOLD_PRICE}),
    ("en", "Unfortunately we can't refund that.", {AgentAct.REFUSED}),
    ("en", "I'm so sorry about that.", {AgentAct.APOLOGISED}),
    ("en", "Let me check that, one moment.", {AgentAct.HELD}),
    ("en", "Please restart it now.", {AgentAct.INSTRUCTED}),
    ("en", "Anything else today?", {AgentAct.WRAPPED_UP, AgentAct.ASKED_CLOSED}),
    ("en", "Okay, wonderful. Thank you.", set()),
    ("fr", "Quel est votre numéro de client ?", {AgentAct.ASKED_DATA}),
    ("fr", "Vous pouvez m'épeler le nom ?", {AgentAct.ASKED_DATA}),
    ("fr", "C'est quatre-vingt-dix euros par mois.", {AgentAct.TOLD_PRICE}),
    ("fr", "Est-ce que ça vous convient ?", {AgentAct.PROPOSED, AgentAct.ASKED_CLOSED}),
    ("fr", "Qu'est-ce qui se passe exactement ?", {AgentAct.ASKED_OPEN}),
    ("fr", "Malheureusement ce n'est pas possible.", {AgentAct.REFUSED}),
    ("es", "¿Me dice su número de cliente, por favor?", {AgentAct.ASKED_DATA}),
    ("es", "Son noventa euros al mes.", {AgentAct.TOLD_PRICE}),
    ("es", "¿Le viene bien el jueves?", {AgentAct.PROPOSED, AgentAct.ASKED_CLOSED}),
    ("es", "¿Qué le pasa exactamente?", {AgentAct.ASKED_OPEN}),
    ("es", "Lo siento, no podemos devolverlo.", {AgentAct.APOLOGISED, AgentAct.REFUSED}),
    ("de", "Wie lange schon?", {AgentAct.ASKED_OPEN}),
]


@pytest.mark.parametrize(("language", "text", "acts"), SAID)
def test_the_acts_of_an_agents_words(language: str, text: str, acts: set[AgentAct]):
    """A question stands in one of the last two sentences; other acts anywhere."""
    assert agent_acts(language).of(text) == acts


def test_backchannels_of_both_parties_are_passed_over():
    """What was said before them is what the customer answers."""
    earlier = [
        agent("That would be ninety dollars a seat."),
        customer("Okay."),
        agent("Mm-hm."),
    ]
    assert AgentAct.TOLD_PRICE in agent_acts("en").before(earlier)


def test_what_the_customer_has_answered_with_content_is_past():
    """Acts before the customer's last turn of content are none any more."""
    earlier = [
        agent("That's ninety dollars a seat."),
        customer("We only need four of them."),
        agent("I see. When would you start?"),
    ]
    assert agent_acts("en").before(earlier) == {AgentAct.ASKED_OPEN}


def test_a_second_part_of_the_customers_answer_answers_the_same():
    """Two turns of the customer in a row stand after the same question."""
    earlier = [agent("What was your last name?"), customer("My last name is the Tilly, S.")]
    assert AgentAct.ASKED_DATA in agent_acts("en").before(earlier)


def test_without_an_agent_there_is_no_act():
    """At the start of a call nothing was asked."""
    assert agent_acts("en").before([]) == frozenset()
    assert agent_acts("en").of("…") == frozenset()
