"""Consent: what stream, keys, words and people say of it, and what may be heard and coached."""

import pytest

from conversation.coaching.consent import (
    Consent,
    ConsentMode,
    ConsentSource,
    ConsentState,
    ConsentTerms,
    said_of,
)
from conversation.coaching.consent_rule import ConsentRule
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

RULE = ConsentRule(
    asked=["listens along", "is that [all right|okay]"],
    given=["(yes|sure|okay|fine|go ahead)", "i agree"],
    refused=["(no|rather not|don't want)"],
    withdrawn=["turn (it|that) off", "stop listening"],
)
GIVEN, REFUSED, WITHDRAWN, MISSING = (
    *(ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN),
    ConsentState.MISSING,
)


def asked_of(rule: ConsentRule | None = RULE, **more: str) -> Consent:
    """The consent of a call in which it is required."""
    return Consent(ConsentTerms(ConsentMode.REQUIRED, rule, **more))


def said(consent: Consent, *lines: str) -> list[bool]:
    """Say lines of the agent ("A: …") and the customer ("C: …"); which of them were news."""
    news = list[bool]()
    for number, line in enumerate(lines):
        who, text = line[:1].lower(), line[3:]
        speaker = Speaker.AGENT if who == "a" else Speaker.CUSTOMER
        news.append(consent.hear(Turn(f"{who}{number}", speaker, text, number, number + 1)))
    return news


@pytest.mark.parametrize(
    ("value", "given"),
    [
        ("given", True),
        (" Yes ", True),
        ("1", True),
        ("refused", False),
        ("no", False),
        ("FALSE", False),
        ("", None),
        (None, None),
        ("perhaps", None),
    ],
)
def test_what_a_stream_says_is_read(value: str | None, given: bool | None) -> None:
    """Yes and no in their usual words; anything else says nothing."""
    assert said_of(value) is given


def test_without_a_word_of_it_the_mode_decides() -> None:
    """Optional: all is coached, and nothing told; required: nothing is, and a rule alone hears."""
    optional, required, by_words = Consent(ConsentTerms()), asked_of(None), asked_of()
    assert (optional.coached, optional.heard, optional.is_told) == (True, True, False)
    assert (required.coached, required.heard, required.is_told) == (False, False, True)
    assert (by_words.coached, by_words.heard, by_words.is_told) == (False, True, True)


def test_an_agreement_after_the_question_gives_it() -> None:
    """With the words of both as evidence; nothing else that was said is in it."""
    consent = asked_of()
    lines = "A: A program listens along to help me, is that okay?", "C: Hello. Yes, that's fine."
    assert said(consent, "C: Yes, yes.", *lines) == [False, False, True]
    assert (consent.state, consent.source) == (GIVEN, ConsentSource.WORDS)
    assert [(one.turn_id, one.quote) for one in consent.evidence] == [
        ("a1", "A program listens along to help me"),
        ("c2", "Yes"),
    ]


def test_a_yes_may_have_a_denying_word_of_its_own() -> None:
    """As "no problem" has."""
    rule = RULE.model_copy(update={"given": ["no problem", "pas de souci", "sí"]})
    rule.model_post_init(None)
    for yes in ("No problem.", "Oui, pas de souci.", "Sí, claro."):
        assert rule.agrees(yes)
    assert not rule.agrees("No problem, but not today.")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("No, thanks.", REFUSED),
        ("Yes, well, no, I'd rather not.", REFUSED),
        ("Please stop listening.", REFUSED),
        ("I am not okay with it.", MISSING),
        ("My husband says it is fine.", MISSING),
        ("If it costs nothing, yes.", MISSING),
        ("Yes, but only the first minute.", MISSING),
        ("Would it be fine if you called later?", MISSING),
        ("I would like to change my address.", MISSING),
    ],
)
def test_anything_else_does_not(answer: str, state: ConsentState) -> None:
    """A refusal goes before a yes; what is denied, asked, another's or on a condition is no yes."""
    consent = asked_of()
    said(consent, "A: Somebody listens along, is that all right?", f"C: {answer}")
    assert consent.state is state
    assert not consent.coached
    assert consent.evidence == ()


def test_the_answer_comes_soon() -> None:
    """A yes to something else, three turns later, is none; a question that is asked again is."""
    consent = asked_of()
    question = "A: A program listens along."
    said(consent, question, "C: My name is Dana.", "C: I have an order.", "C: Yes, that one.")
    assert consent.state is MISSING
    said(consent, question, "C: What is it?", "C: Fine.")
    assert consent.state is GIVEN


def test_who_agreed_may_withdraw_at_any_time() -> None:
    """By words, and by the key; then nothing is heard, so that words alone give it no more."""
    consent = asked_of(given_key="1", refused_key="2")
    assert consent.press("1")
    assert not consent.press("1")
    assert said(consent, "C: Could you turn that off?") == [True]
    assert (consent.state, consent.coached, consent.heard) == (WITHDRAWN, False, False)
    assert consent.press("1")
    assert consent.press("2")
    assert not consent.press("2")
    assert not consent.press("7")
    assert (consent.state, consent.source) == (WITHDRAWN, ConsentSource.KEY)


def test_keys_that_are_not_set_tell_nothing() -> None:
    """Whatever is typed into the menu of a bank."""
    consent = asked_of()
    assert not any(consent.press(key) for key in "0123456789*#")


def test_a_refusal_counts_where_consent_is_optional_too() -> None:
    """And a person's word goes into the record with their name."""
    consent = Consent(ConsentTerms())
    assert consent.tell(given=False, source=ConsentSource.PERSON, by="maria")
    assert (consent.state, consent.by, consent.coached) == (REFUSED, "maria", False)
    assert not consent.tell(given=False, source=ConsentSource.KEY)
    assert consent.tell(given=True, source=ConsentSource.PERSON, by="ben")
    assert (consent.state, consent.by, consent.coached) == (GIVEN, "ben", True)
