"""The parts of a playbook: what shows in words, and what they refuse."""

import pytest
from pydantic import ValidationError

from conversation.coaching.rules import Move, Rule, Stage
from conversation.coaching.wording import Wording
from conversation.speech.speakers import Speaker

MOVE = Move(headline="Ask", recommended_direction="Onwards.")


def rule(**changes: object) -> Rule:
    content = {"id": "price", "signal": "price", "cues": ["expensive"], "moves": [MOVE]} | changes
    return Rule.model_validate(content)


def test_a_signal_shows_at_each_of_its_cues():
    """Every place counts, in the order of the words."""
    wording = Wording("Expensive. I said: too expensive!")
    spans = rule().spans(wording)
    assert [wording.line[start:end].strip() for start, end in spans] == ["expensive"] * 2
    assert rule().spans(Wording("It's fine.")) == []


def test_unless_takes_away_only_the_cue_that_it_overlaps():
    """A longer wording voids the cue inside it, and leaves the same cue elsewhere."""
    voided = rule(unless=["not expensive"])
    assert voided.spans(Wording("It's not expensive.")) == []
    assert len(voided.spans(Wording("Not expensive? Very expensive!"))) == 1


@pytest.mark.parametrize(("weight", "leads"), [(0.99, False), (1, True), (3, True)])
def test_a_rule_below_one_leads_nothing(weight: float, leads: bool):
    """A light rule steps in only where no heavier one matches."""
    assert rule(weight=weight).leads is leads


def test_a_stage_hears_the_party_that_it_names():
    """Without a party, the words of both count."""
    agents = Stage(id="needs", title="Needs", speaker=Speaker.AGENT, cues=["how many"])
    both = Stage(id="needs", title="Needs", cues=["how many"])
    asked = Wording("How many are you?")
    assert [agents.shows_in(speaker, asked) for speaker in Speaker] == [
        speaker is Speaker.AGENT for speaker in Speaker
    ]
    assert all(both.shows_in(speaker, asked) for speaker in Speaker)


@pytest.mark.parametrize(
    "changes",
    [
        {"cues": []},
        {"cues": ["(a"]},
        {"moves": []},
        {"moves": [MOVE] * 5},
        {"weight": 0},
        {"id": "Not an id"},
        {"mood": "sunny"},
    ],
)
def test_a_rule_that_could_never_speak_is_refused(changes: dict[str, object]):
    """Cues, moves, weight and id have their limits, and no field is unknown."""
    with pytest.raises(ValidationError):
        rule(**changes)


def test_a_headline_has_at_most_twelve_words():
    """Signs that stand alone are no words."""
    assert Move(headline="a – " * 12, recommended_direction="x")
    with pytest.raises(ValidationError, match="at most 12 words"):
        Move(headline="a " * 13, recommended_direction="x")


def test_what_limits_a_rules_cards():
    """`once` is one card a call, whatever else is said."""
    assert rule().limits == (None, None)
    assert rule(cooldown_s=60, max_per_call=3).limits == (60, 3)
    assert rule(once=True, max_per_call=3).limits == (None, 1)


def test_a_rule_may_hear_the_agent():
    """Its words count alone, then."""
    hears = rule(speaker=Speaker.AGENT)
    assert hears.fits(Speaker.AGENT, "")
    assert not hears.fits(Speaker.CUSTOMER, "")
