"""The fields of the payloads, as documents are made of them, are those that events have."""

from dataclasses import fields

from conversation.coaching.advice import Advice
from conversation.coaching.usage import Usage
from conversation.events.event import EventType
from conversation.events.payload_fields import (
    PAYLOADS,
    UsageData,
    descriptions_of,
    fields_of,
    summary_of,
)
from conversation.events.payloads import CallStarted, Status, SuggestionFinal, TurnFinal
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.conversation.events_page import part, sections
from tests.conversation.payload_types import made
from tests.product import ROOT

PAGE = (ROOT / "docs" / "events.md").read_text("utf-8")


def test_each_type_of_event_has_its_payload():
    """And each payload its type."""
    assert list(PAYLOADS) == list(EventType)
    assert all(payload.type is kind for kind, payload in PAYLOADS.items())


def test_the_fields_are_those_of_the_data():
    """For each example of the page: no field is left out, and none is invented."""
    for name, section in sections(part(PAGE, "Types of events")).items():
        kind = PAYLOADS[EventType(name)]
        for example in section.examples:
            said = made(kind, example).as_data()
            assert set(said) <= set(fields_of(kind))
            assert set(fields_of(kind)) - set(said) <= kind.absent_without_value


def test_what_the_data_leaves_out_is_said_of_the_payload():
    """A turn that nobody spoke into says nothing of overlaps."""
    turn = Turn("t1", Speaker.CUSTOMER, "Yes.", 0, 400)
    left_out = set(fields_of(TurnFinal)) - set(TurnFinal(turn).as_data())
    assert left_out == {"overlap_ms"}
    assert left_out <= TurnFinal.absent_without_value


def test_the_usage_of_a_card_has_the_fields_of_a_usage():
    """`UsageData` is what `Usage` says of itself."""
    assert {field.name for field in fields(UsageData)} == set(Usage("m", 1, 2, 3).as_dict())


def test_what_a_field_is_stands_in_the_docstrings():
    """The first paragraph is the payload's, and an attribute's text is its field's."""
    assert summary_of(CallStarted).startswith("A stream of the call has begun")
    assert descriptions_of(CallStarted)["stt"] == "What transcribes: a provider's name."
    assert descriptions_of(Status)["paused"].startswith("Whether the agent has paused the coach")
    of_final = descriptions_of(SuggestionFinal)
    assert {"suggestion_id", "prompt", "stages_reached"} <= set(of_final)
    assert not any("None" in words for words in of_final.values())
    assert set(Advice.model_fields) <= set(fields_of(SuggestionFinal))
