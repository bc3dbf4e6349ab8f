"""Follow-through: what the agent made of each card, by rules, told once."""

from dataclasses import asdict

import pytest

from conversation.after_call.call_language import language_of
from conversation.after_call.following.case import cases
from conversation.after_call.following.follow_through import doubts, follow_through
from conversation.after_call.following.judge import judge
from conversation.after_call.following.outcome import CardOutcome, Following, OutcomeJudge
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import SuggestionFollowed
from evaluation.following.pairs import TUNED, Pair, read_pairs
from tests.conversation.after_call.told import card, event, started, turn

ASK = {"questions": ["Who else has to say yes?"], "recommended_direction": "Map the people."}
CALL = [
    started(),
    turn("c1", "customer", "I'd have to talk to my boss.", 1000, 4000),
    card("s1", "c1", "Ask who else decides", 4400, **ASK),
    turn("a1", "agent", "Sure. And who else has to say yes at your place?", 6000, 9000),
    turn("c2", "customer", "It's too dear.", 10_000, 12_000),
    card("s2", "c2", "Don't defend the price", 12_400),
    turn("a2", "agent", "The weather is lovely here.", 14_000, 16_000),
    event(EventType.CALL_ENDED, 20_000, reason="hangup", duration_ms=20_000),
]
# The pairs of the tuned file that the rules are known not to tell, by their headlines.
UNTOLD = {
    "Ask how they do it today",
    "Test whether your contact would buy",
    "Demandez comment ils font aujourd'hui",
    "Pregunte cómo lo hacen hoy",
    "Promettez un pas aujourd'hui",
    "Ask what they really use",
    "Name the price only after the need",
}


@pytest.mark.parametrize("pair", read_pairs(TUNED), ids=lambda pair: pair.headline)
def test_a_labelled_pair_is_judged_as_people_did(pair: Pair):
    """The outcome and the turn that shows it; what the rules can't tell is known by name."""
    found = judge(pair.case, pair.language)
    if pair.headline in UNTOLD:
        assert found.outcome in (CardOutcome.UNKNOWN, CardOutcome.IGNORED)
    else:
        assert (found.outcome, found.turn_id) == (pair.outcome, pair.turn_id)


def told(events: list[CallEvent], payloads: list[SuggestionFollowed]) -> list[CallEvent]:
    return [*events, *(event(one.type, 30_000, **one.as_data()) for one in payloads)]


def test_each_card_is_told_of_once():
    """The quote is the agent's sentence; once told, nothing more is."""
    asked, ignored = follow_through(CALL)
    quote = "And who else has to say yes at your place?"
    assert asdict(asked) == {
        "suggestion_id": "s1",
        "outcome": CardOutcome.ASKED,
        "turn_id": "a1",
        "quote": quote,
        "how": OutcomeJudge.RULES,
    }
    assert (ignored.suggestion_id, ignored.outcome) == ("s2", CardOutcome.IGNORED)
    assert follow_through(told(CALL, [asked, ignored])) == []


def test_what_nobody_could_tell_may_be_told_later():
    """`unknown` is told once, and again when another judge knows; the rules' own stand."""
    near = {"s2": {"The weather is lovely here.": 0.4}}
    first = follow_through(CALL, near)
    assert [one.outcome for one in first] == [CardOutcome.ASKED, CardOutcome.UNKNOWN]
    assert [case.suggestion_id for case in doubts(CALL, near)] == ["s2"]
    events = told(CALL, first)
    assert follow_through(events, near) == []
    verdict = Following(CardOutcome.CONTRADICTED, "a2", "lovely", OutcomeJudge.MODEL)
    (later,) = follow_through(events, near, {"s2": verdict, "s1": verdict})
    assert (later.suggestion_id, later.outcome, later.how) == (
        "s2",
        verdict.outcome,
        OutcomeJudge.MODEL,
    )


def test_a_card_that_nobody_could_read_is_no_case():
    """One that was replaced within two seconds; one that stood longer was seen."""
    for ms, wanted in ((5000, ["s3"]), (9000, ["s1", "s3"])):
        other = card("s3", "c1", "Ask for the boss", ms, replaces="s1")
        assert [case.suggestion_id for case in cases([*CALL[:3], other])] == wanted


def test_a_card_before_its_turn_counts_from_the_begin_of_the_call():
    """A card may be about a turn that never came: then the clock on the wall tells its place."""
    (case,) = cases([started(), card("s1", "gone", "Ask", 7000), *CALL[3:4]])
    assert (case.shown_ms, [one.turn_id for one in case.after]) == (7000, ["a1"])


def test_in_an_unknown_language_a_question_counts_word_for_word():
    """Without the language's words, all else that the agent said may be anything."""
    asked, ignored = cases(CALL)
    assert judge(asked, "sv").outcome is CardOutcome.ASKED
    assert judge(ignored, "sv").outcome is CardOutcome.UNKNOWN
    assert judge(ignored, "en-GB").outcome is CardOutcome.IGNORED


def test_the_language_is_the_one_that_was_told_last():
    """A status tells it where the call did not; without any it is the default."""
    status = event(EventType.STATUS, 9, language="es")
    assert language_of([started("fr"), status]) == "es"
    assert language_of([event(EventType.CALL_STARTED, 0, playbook={"language": "fr"})]) == "fr"
    assert language_of([], "fr") == "fr"
