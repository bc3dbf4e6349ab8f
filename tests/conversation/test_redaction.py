"""What must not be kept is named instead, however it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots import sample
from conversation.privacy.digit_runs import runs
from conversation.privacy.kinds import PiiKind
from conversation.privacy.numbers import numbers
from conversation.privacy.redaction import UNFINISHED, Redactor
from conversation.privacy.words import words


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("It's 4242 4242 4242 4242.", "It's [card 1]."),
        ("four two four two, " * 4, "[card 1], "),
        ("forty two " * 8, "[card 1] "),
        ("forty-two, um, forty two, " * 4, "[card 1], "),
        ("double four three three " * 1, "double four three three "),
        ("five triple five " * 4, "five triple five " * 4),
        ("IBAN GB29 NWBK 6016 1331 9268 19 please", "IBAN [iban 1] please"),
        ("DE89370400440532013000", "[iban 1]"),
        ("my social is 536-90-4399", "my social is [id 1]"),
        ("five three six nine oh four three nine nine", "[id 1]"),
        ("AB 12 34 56 C is my NI number", "[id 1] is my NI number"),
        ("write to john.smith@example.com", "write to [email 1]"),
        ("john dot smith at example dot com it is", "[email 1] it is"),
        ("call (212) 736-5000 now", "call [phone 1] now"),
        ("four one five, five five five, two six seven one", "[phone 1]"),
        ("+44 20 7946 0958", "[phone 1]"),
    ],
)
def test_each_kind_is_hidden_however_it_is_said(said: str, kept: str) -> None:
    """Written or spoken digit by digit, in pairs, with fillers: a placeholder stands there."""
    assert Redactor().redact(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("€ 4111 1111 1111 1111", "€ [card 1]"),
        ("$4111-1111-1111-1111 please", "$[card 1] please"),
        ("it's £3782 822463 10005", "it's £[card 1]"),
        ("€4242.4242.4242.4242", "€[card 1]"),
        ("$4,111,111,111,111,111", "$[card 1]"),
        ("4.111.111.111.111.111", "[card 1]"),
        ("41:11 11:11 11:11 11:11", "[card 1]"),
        ("€ 500 on 4111 1111 1111 1111", "€ 500 on [card 1]"),
    ],
)
def test_a_card_is_one_whatever_sign_leads_it_and_parts_it(said: str, kept: str) -> None:
    """Whoever types a price's sign before it, or a recogniser that writes it as a price or time."""
    assert Redactor().redact(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("4111 1111 1111 1111 12/27 123 thanks a lot", "[card 1] [expiry 1] [code 1] thanks a lot"),
        ("4111111111111111, 1/2027, 1234.", "[card 1], [expiry 1], [code 1]."),
        ("4111 1111 1111 1111 on 12/27 at 9", "[card 1] on 12/27 at 9"),
        ("4111 1111 1111 1111 12/27/2026 at 9", "[card 1] 12/27/2026 at 9"),
    ],
)
def test_what_is_written_right_behind_a_card_goes_with_it(said: str, kept: str) -> None:
    """Its expiry and its security code, as people paste them, without a word about either."""
    assert Redactor().redact(said) == kept


def test_a_card_behind_a_sign_is_hidden_while_it_is_said_and_over_turns() -> None:
    """The first eight digits, too, are held back, as they are without a sign."""
    redactor = Redactor()
    assert redactor.redact_partial("€ 4111 1111", "customer") == f"€ {UNFINISHED}"
    assert redactor.redact("€ 4111 1111", "customer") == f"€ {UNFINISHED}"
    assert redactor.redact("1111 1111", "customer") == "[card 1]"


@pytest.mark.parametrize(
    "said",
    [
        "€ 4500 in 2024 and $5200 in 2025, then £49.99",
        "it costs 1,200,000,000,000 dollars",
        "at 20:30 21:30 22:30 23:30",
        "$4111, 1111 seats, 1111 users and 1111 more",
    ],
)
def test_what_is_no_card_by_its_digits_stays_a_price_or_a_time(said: str) -> None:
    """Large amounts, amounts beside years, and lists of times are kept."""
    assert Redactor().redact(said) == said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "[phone 1]"),
        ("01 42 68 53 00 merci", "[phone 1] merci"),
        ("quatre deux quatre deux " * 4, "[card 1] "),
        ("jean point dupont arobase exemple point fr", "[email 1]"),
    ],
)
def test_french_numbers_are_understood(said: str, kept: str) -> None:
    """Soixante-dix-huit is 78, and the country is France."""
    assert Redactor(language="fr").redact(said) == kept


def test_the_same_value_keeps_its_placeholder_for_the_call() -> None:
    """Said again, in another way, by another party: the talk still makes sense."""
    redactor = Redactor()
    assert redactor.redact("4242 4242 4242 4242") == "[card 1]"
    assert redactor.redact("and 5555 5555 5555 4444") == "and [card 2]"
    assert redactor.redact("four two four two " * 4) == "[card 1] "
    assert redactor.redact("(415) 555-2671, plus 14155552671") == "[phone 1], plus [phone 1]"


@pytest.mark.parametrize(
    "said",
    [
        "We need forty agents and five supervisors.",
        "Ninety dollars? Ringwell quoted us sixty.",
        "It costs 1,200,000 dollars in 2026 for 40 users.",
        "Let's meet at ten at the office dot.",
        "eight thousand dollars a month",
        "4242 4242 4242 4241",
    ],
)
def test_ordinary_numbers_stay(said: str) -> None:
    """Prices, years, counts, and digits with a wrong checksum are no secret."""
    assert Redactor().redact(said) == said


def test_the_sample_call_is_untouched() -> None:
    """Nothing in the bundled call looks like a secret."""
    script = sample.scripts()[sample.NAME]
    assert [Redactor().redact(turn.text) for turn in script.turns] == [
        turn.text for turn in script.turns
    ]


def _digits(text: str) -> int:
    """How many digits there are in a text, written or spoken."""
    tokens = words(text)
    return sum(len(run.digits) for run in runs(text, tokens, numbers(text, tokens)))


def test_a_number_that_is_still_being_said_is_hidden() -> None:
    """No interim shows the beginning of a card number."""
    said = ["My", "card", "is", *("four two " * 8).split(), "thanks"]
    shown = [Redactor().redact_partial(" ".join(said[:n])) for n in range(len(said) + 1)]
    assert max(_digits(text) for text in shown) < 5
    assert shown[-1] == "My card is [card 1] thanks"


def test_half_a_number_takes_no_placeholder() -> None:
    """What a card looked like while it was being said does not count in the call."""
    redactor = Redactor()
    assert redactor.redact_partial("It's 4242 4242 42") == "It's [phone 1]"
    assert redactor.redact("It's 4242 4242 4242 4242.") == "It's [card 1]."
    assert redactor.redact("Call me on 415 555 2671.") == "Call me on [phone 1]."
    assert redactor.redact_partial("On 415 555 2671") == "On [phone 1]"


def test_only_the_chosen_kinds_are_hidden() -> None:
    """`REDACT=card` leaves a phone number alone."""
    redactor = Redactor([PiiKind.CARD])
    assert redactor.redact("415 555 2671, 4242424242424242") == "415 555 2671, [card 1]"
    assert Redactor([]).redact_partial("4242424242424242") == "4242424242424242"


@given(st.text(alphabet="0123456789 .,-+@abIBANfourtwodx"))
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever a recogniser writes, redaction ends, and redacting again changes nothing more."""
    once = Redactor().redact(text)
    assert Redactor([PiiKind.CARD, PiiKind.EMAIL]).redact(once).count("4242") <= once.count("4242")


@pytest.mark.parametrize("text", ["1-" * 30_000, "+1" * 30_000, "a.a " * 15_000 + "at b"])
def test_no_text_takes_longer_than_its_length(text: str) -> None:
    """A long text that is nearly an address is looked through once; it would not end otherwise."""
    assert Redactor([PiiKind.EMAIL]).redact(text) == text


def test_a_number_without_end_is_a_number() -> None:
    """More digits than Python reads as one number are redacted, or not, and raise nothing."""
    assert Redactor().redact("1" * 10_000, "customer")
    assert Redactor().redact_partial("1" * 10_000, "customer")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("card \uff14\uff11\uff11\uff11 1111 1111 1111", "card [card 1]"),
        ("card \U0001d7d2111 1111 1111 1111", "card [card 1]"),
        ("card \u2463\u2460\u2460\u2460 1111 1111 1111", "card [card 1]"),
        ("4111\u200b1111\u00ad1111\u20601111", "[card 1]"),
        ("my number is 415\u200e555\u202d2671", "my number is [phone 1]"),
        ("jane\u200b.doe@exam\u2060ple.com", "[email 1]"),
        ("jane.doe\uff20example\uff0ecom", "[email 1]"),
        ("\uff27\uff2282 WEST\u200b 1234 5698 7654 32", "[iban 1]"),
        ("n\u00b0 \u0664\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 1111 1111", "n\u00b0 [card 1]"),
        ("\u0930\u096a\u0967\u0967\u0967 \u0967\u0967\u0967\u0967 11111111", "\u0930[card 1]"),
        ("caf\u00e9 \U0001f468\u200d\U0001f469 \u0645\u06cc\u200c\u062e", None),
        ("\u06f1\u06f2 \u096a \u0915\u094d\u200d\u0937", None),
        ("\u4f60\u597d\uff0c\u8bf7\u95ee\uff08\u591a\u5c11\uff1f\uff09\uff01\uff1b\uff1a", None),
    ],
)
def test_look_alikes_and_unseen_signs_hide_nothing(said: str, left: str | None):
    """What a person reads as a number or an address is one; other scripts and emoji stay."""
    plain = said if left is None else left
    assert Redactor().redact(said) == Redactor().redact_value("x", said) == plain
    assert Redactor().redact_partial(said) in (plain, plain.replace("[phone 1]", UNFINISHED))
