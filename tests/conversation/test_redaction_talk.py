"""Redaction over the turns of a talk: what was asked, what goes on, what is read back."""

from conversation.privacy.kinds import PiiKind
from conversation.privacy.redaction import Redactor

CUSTOMER, AGENT = "customer", "agent"


def test_the_rest_of_a_number_is_hidden_in_the_next_turn() -> None:
    """A card over two turns, the other party between: the halves are hidden, the whole is named."""
    redactor = Redactor()
    assert redactor.redact("It's 4242 4242", CUSTOMER) == "It's […]"
    assert redactor.redact("mm-hmm", AGENT) == "mm-hmm"
    assert redactor.redact("4242 4242, thanks", CUSTOMER) == "[card 1], thanks"


def test_what_was_asked_makes_the_answer_secret() -> None:
    """The same digits are a security code after one question, and a count after another."""
    redactor = Redactor()
    redactor.redact("And the security code?", AGENT)
    assert redactor.redact("It's 737.", CUSTOMER) == "It's [code 1]."
    redactor.redact("How many seats do you need?", AGENT)
    assert redactor.redact("It's 737.", CUSTOMER) == "It's [code 1]."  # said again
    assert redactor.redact("No, 738.", CUSTOMER) == "No, 738."


def test_interim_words_know_what_was_asked_too() -> None:
    """An expiry date is hidden from its first digits on, and no interim changes the talk."""
    redactor = Redactor()
    redactor.redact("And the expiry date?", AGENT)
    assert redactor.redact_partial("oh four", CUSTOMER) == "[…]"
    assert redactor.redact_partial("oh four twenty seven", CUSTOMER) == "[expiry 1]"
    assert redactor.redact("oh four twenty seven", CUSTOMER) == "[expiry 1]"


def test_what_is_read_back_keeps_its_placeholder() -> None:
    """The agent repeats a card and a date in another way; both are known again."""
    redactor = Redactor()
    redactor.redact("4000 0566 5566 5556, and I was born on 3 March 1982", CUSTOMER)
    back = "four thousand, oh five six six, fifty five sixty six, fifty five fifty six"
    assert redactor.redact(back, AGENT) == "[card 1]"
    assert redactor.redact("and the third of March eighty two", AGENT) == "and [dob 1]"


def test_an_answer_that_never_came_is_not_waited_for() -> None:
    """Once they speak of something else, numbers are numbers again."""
    redactor = Redactor()
    redactor.redact("What's the security code?", AGENT)
    redactor.redact("I don't have the card here, sorry", CUSTOMER)
    assert redactor.redact("Then it's 150 dollars a month.", AGENT) == (
        "Then it's 150 dollars a month."
    )


def test_nothing_is_held_back_of_words_that_are_nobodys_turn() -> None:
    """A note ends where it ends: six digits are no beginning."""
    assert Redactor().redact("Customer mentioned 882 340") == "Customer mentioned 882 340"


def test_a_branch_goes_on_by_itself() -> None:
    """Two directions of one talk share the placeholders, and not what was said last."""
    redactor = Redactor()
    redactor.redact("The card is 4242 4242", CUSTOMER)
    branch = redactor.branch()
    assert branch.redact("4242 4242", CUSTOMER) == "[card 1]"
    assert redactor.redact("5555 5555 5555 4444", CUSTOMER) == "[card 2]"
    assert redactor.redact("4242 4242 4242 4242", CUSTOMER) == "[card 1]"


def test_a_value_is_read_with_its_name() -> None:
    """A parameter of a stream is secret for its name, or for what it looks like."""
    redactor = Redactor()
    assert redactor.redact_value("dateOfBirth", "03/03/1982") == "[dob 1]"
    assert redactor.redact_value("caller", "+14155552671") == "[phone 1]"
    assert redactor.redact_value("order_id", "4155552671") == "4155552671"
    assert redactor.redact_value("call_sid", "CA" + "1234567890abcdef" * 2) == (
        "CA" + "1234567890abcdef" * 2
    )


def test_beginnings_are_held_back_of_chosen_kinds_alone() -> None:
    """`REDACT=email` leaves digits that are still being said alone, and the other way round."""
    assert Redactor([PiiKind.EMAIL]).redact_partial("4242 4242 4242") == "4242 4242 4242"
    said = "it's jane dot doe at"
    assert Redactor([PiiKind.CARD]).redact_partial(said) == said
    assert Redactor([PiiKind.EMAIL]).redact_partial(said) == "it's […]"
