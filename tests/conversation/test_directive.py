"""What headlines ask of the agent, by their words alone."""

import pytest

from conversation.coaching.directive import Directive


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ask who decides", "Find out who signs off"),
        ("Ask who decides", "Demandez qui décide"),
        ("Don't promise a date", "No prometa una fecha"),
        ("Say sorry for the wait", "Apologise for the wait"),
        ("Offer 20 euros back", "Proposez de rendre 20 euros"),
    ],
)
def test_words_that_may_ask_the_same(one: str, other: str):
    """The same kind of action, on the same thing, with the same facts, in any language."""
    assert Directive.of(one).may_be(Directive.of(other))
    assert Directive.of(other).may_be(Directive.of(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ask who decides", "Tell them who decides"),  # action
        ("Ask why they leave", "Ask when they leave"),  # question
        ("Offer a discount", "Don't offer a discount"),  # denial
        ("Explain what it covers", "Explain what it does not cover"),  # denial at the end
        ("Offer 10 % off", "Proposez 20 % de remise"),  # number
        ("Call back on Monday", "Call back on Tuesday"),  # day
        ("Ask what Ringwell costs", "Ask what Fieldly costs"),  # name
        ("Confirm the name", "Confirme la dirección"),  # thing
        ("Explain how to cancel the plan", "Explain how to renew the plan"),  # one word of few
        ("Ask them to keep the part", "Ask them to send the part"),
    ],
)
def test_words_that_tell_two_headlines_apart(one: str, other: str):
    """However near an encoder may find them."""
    assert not Directive.of(one).may_be(Directive.of(other))
    assert not Directive.of(other).may_be(Directive.of(one))


def test_of_words_that_are_not_known_the_verb_has_to_be_the_same():
    """In a language without lists, a headline is like another that begins with its verb."""
    assert Directive.of("Chiedi il prezzo").may_be(Directive.of("Chiedi quanto costa"))
    assert not Directive.of("Chiedi il prezzo").may_be(Directive.of("Dichiara il prezzo"))
    assert not Directive.of("…").may_be(Directive.of("…"))
