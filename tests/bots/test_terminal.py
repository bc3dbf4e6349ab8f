import io
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from bots.terminal import Terminal
from conversation.events.event import CallEvent, EventType

SUGGESTION: dict[str, Any] = {
    "suggestion_id": "s1",
    "turn_id": "c1",
    "lane": "llm",
    "specialist": "sales",
    "headline": "Ask what they compare with",
    "questions": ["Compared to what?", "A second one"],
    "signals_detected": ["price_objection"],
    "recommended_direction": "Talk about value.",
    "priority": "high",
    "confidence": 0.9,
    "evidence": [{"turn_id": "c1", "quote": "too expensive"}],
    "sources": [],
    "latency_ms": {"from_speech_end_to_first": 420},
    "model": "gpt-4.1-mini",
    "prompt": "coach@1/en",
}


def shown(event_type: EventType, **data: Any) -> str:
    """What an event prints."""
    out = io.StringIO()
    terminal = Terminal(Console(file=out, width=100, color_system=None))
    terminal.show(CallEvent("CA1", event_type, datetime.now(UTC), data))
    return out.getvalue()


def turn(text: str) -> str:
    return shown(EventType.TURN_FINAL, turn_id="c1", speaker="customer", text=text, start_ms=12_300)


def test_a_turn_is_who_said_what_when():
    """Seconds, speaker, words, on one line."""
    assert turn("It is too expensive.").split(maxsplit=3) == [
        "12.3",
        "s",
        "customer",
        "It is too expensive.\n",
    ]


def test_advice_is_a_card_with_its_source():
    """Headline, one question, direction, why; which model, how urgent, how long it took."""
    card = shown(EventType.SUGGESTION_FINAL, **SUGGESTION)
    for part in (
        "advice · gpt-4.1-mini · high",
        "Ask what they compare with",
        "Ask: Compared to what?",
        "Talk about value.",
        "Why: “too expensive”",
        "420 ms after the last word",
    ):
        assert part in card
    assert "A second one" not in card


def test_a_card_that_rests_on_a_document_quotes_it():
    """Its title and its beginning."""
    source = {"title": "Plans › SSO", "passage": "SSO is free. " * 30, "address": "a", "score": 0.8}
    card = shown(EventType.SUGGESTION_FINAL, **SUGGESTION | {"sources": [source]})
    assert "Source: Plans › SSO: “SSO is free. SSO is free." in card
    assert "…”" in card


def test_advice_of_the_rules_names_the_playbook():
    """Where no model advised, the playbook did."""
    card = shown(EventType.SUGGESTION_FINAL, **SUGGESTION | {"model": None, "lane": "instant"})
    assert "advice · playbook sales · high" in card


def test_a_card_that_came_in_mid_turn_says_so():
    """Nobody reads a wait below zero."""
    card = shown(
        EventType.SUGGESTION_FINAL,
        **SUGGESTION | {"latency_ms": {"from_speech_end_to_first": -857}},
    )
    assert "857 ms before the last word" in card


def test_advice_without_questions_or_evidence_is_a_card():
    """Empty lists leave no line."""
    card = shown(EventType.SUGGESTION_FINAL, **SUGGESTION | {"questions": [], "evidence": []})
    assert "Ask:" not in card
    assert "Why:" not in card


@pytest.mark.parametrize("priority", ["low", "medium", "high", "critical"])
def test_every_priority_has_a_colour(priority: str):
    """No priority is unknown to the card."""
    assert priority in shown(EventType.SUGGESTION_FINAL, **SUGGESTION | {"priority": priority})


def test_trouble_is_told():
    """A component that is not well, and an error, each on a line."""
    status = {"component": "stt", "state": "down", "detail": "Deepgram refused.", "speaker": None}
    assert shown(EventType.STATUS, **status) == "stt: Deepgram refused.\n"
    error = {"error_code": "coach_timeout", "message": "The model took longer than 8 s."}
    assert shown(EventType.ERROR, **error) == "coach_timeout: The model took longer than 8 s.\n"


def test_what_is_well_is_not_told():
    """A component that works, and what only passes, print nothing."""
    status = {"component": "stt", "state": "ok", "detail": "Deepgram.", "speaker": None}
    assert shown(EventType.STATUS, **status) == ""
    assert shown(EventType.TURN_PARTIAL, turn_id="c1", speaker="agent", text="So") == ""


def test_silence_is_told_with_its_reason():
    """The coach chose to say nothing."""
    assert "silent: backchannel" in shown(
        EventType.SUGGESTION_SUPPRESSED, turn_id="c1", reason="backchannel"
    )


def test_the_end_is_told():
    """How long the call was."""
    assert shown(EventType.CALL_ENDED, reason="hangup", duration_ms=91_400) == (
        "The call ended after 91 s.\n"
    )


def test_words_are_words_and_not_markup():
    """What looks like a colour to the terminal is printed as it was said or configured."""
    said = "I said [bold red]no[/] [/nonsense]"
    assert said in turn(said)
    card = shown(
        EventType.SUGGESTION_FINAL,
        **SUGGESTION | {"headline": said, "questions": [said], "model": "gpt[/bold]"},
    )
    assert card.count("[bold red]no[/]") == 2
    assert "gpt[/bold]" in card
    status = {"component": "stt", "state": "down", "detail": said, "speaker": None}
    assert said in shown(EventType.STATUS, **status)


def test_a_quote_that_breaks_off_ends_in_an_ellipsis():
    """Where the turn has been told, whose words they are."""
    out = io.StringIO()
    terminal = Terminal(Console(file=out, width=100, color_system=None))
    said = {"turn_id": "c1", "speaker": "customer", "text": "It is too expensive for us."}
    for kind, data in (
        (EventType.TURN_FINAL, said | {"start_ms": 0}),
        (EventType.SUGGESTION_FINAL, SUGGESTION),
    ):
        terminal.show(CallEvent("CA1", kind, datetime.now(UTC), data))
    assert "Why: “… too expensive …”" in out.getvalue()
