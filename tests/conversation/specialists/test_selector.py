"""Who is asked at a turn, and why: rules alone."""

from typing import Any

import pytest

from conversation.coaching.wording import Wording
from conversation.memory.mood import Sentiment, Trend
from conversation.specialists.selector import Selector
from conversation.specialists.trigger import Trigger, TriggerMood, TriggerTurn, moods_of
from conversation.speech.speakers import Speaker


def moment(text: str = "Fine.", speaker: Speaker = Speaker.CUSTOMER, **more: Any) -> TriggerTurn:
    return TriggerTurn(speaker, Wording(text), "en", "sales", **more)


def reasons(trigger: dict[str, Any], *moments: TriggerTurn) -> list[tuple[str, ...]]:
    """The reasons at each of some turns in a row; none where it is not asked."""
    selector = Selector({"one": Trigger.model_validate(trigger)})
    return [next((chosen.reasons for chosen in selector.choose(moment)), ()) for moment in moments]


@pytest.mark.parametrize(
    ("trigger", "at", "why"),
    [
        ({}, moment(), ("each turn",)),
        ({}, moment(speaker=Speaker.AGENT), ()),
        ({"speaker": "agent"}, moment(speaker=Speaker.AGENT), ("each turn",)),
        ({"speaker": "both"}, moment(speaker=Speaker.AGENT), ("each turn",)),
        ({"signals": ["interest", "urgency"]}, moment(), ()),
        (
            {"signals": ["interest", "urgency"]},
            moment(signals=frozenset({"urgency", "pain_point"})),
            ("signal urgency",),
        ),
        (
            {"sentiment": ["cross"]},
            moment(moods=frozenset({TriggerMood.CROSS})),
            ("sentiment cross",),
        ),
        ({"sentiment": ["cross"]}, moment(moods=frozenset({TriggerMood.GLAD})), ()),
        ({"question": True}, moment(asks=True), ("question",)),
        ({"question": True}, moment(), ()),
        ({"keywords": {"en": ["my password"]}}, moment("It's my password."), ("keyword",)),
        ({"keywords": {"en": ["my password"]}}, moment("It's my pass."), ()),
        ({"keywords": {"fr": ["my password"]}}, moment("It's my password."), ()),
        ({"phases": ["closing"]}, moment(phase="closing"), ("each turn",)),
        ({"phases": ["closing"]}, moment(phase="opening"), ()),
        ({"phases": ["closing"]}, moment(), ()),
        ({"phases": ["closing"], "question": True}, moment(phase="closing"), ()),
        ({"playbooks": ["support"]}, moment(), ()),
        ({"playbooks": ["support", "sales"]}, moment(), ("each turn",)),
        (
            {"signals": ["interest"], "question": True},
            moment(signals=frozenset({"interest"}), asks=True),
            ("signal interest", "question"),
        ),
    ],
)
def test_a_turn_has_its_reasons(trigger: dict[str, Any], at: TriggerTurn, why: tuple[str, ...]):
    """Where it may be asked must fit all; of the reasons one is enough, and each is named."""
    assert reasons(trigger, at) == [why]


def test_every_so_many_turns_counts_the_turns_of_its_party():
    """The other's turns, and who was asked for another reason, begin the count anew."""
    agent, interest = moment(speaker=Speaker.AGENT), moment(signals=frozenset({"interest"}))
    trigger = {"every_turns": 3, "signals": ["interest"]}
    asked = reasons(trigger, moment(), agent, moment(), moment(), interest, moment(), moment())
    assert [bool(why) for why in asked] == [False, False, False, True, True, False, False]
    assert asked[3] == ("3 turns",)


def test_who_rests_is_not_asked_whatever_the_reason():
    """A mood lasts: it is no reason at each turn. The first turn of a call is no rest."""
    cross = moment(moods=frozenset({TriggerMood.CROSS}))
    asked = reasons({"sentiment": ["cross"], "rest_turns": 2}, cross, cross, cross, cross)
    assert [bool(why) for why in asked] == [True, False, False, True]


def test_another_playbook_keeps_the_count_of_those_that_stay():
    """A call whose language is found goes on where it was."""
    trigger = Trigger.model_validate({"every_turns": 2})
    selector = Selector({"one": trigger})
    assert selector.choose(moment()) == []
    selector.go_on_with({"one": trigger, "two": trigger})
    assert [chosen.name for chosen in selector.choose(moment())] == ["one"]


def test_the_reasons_are_fit_for_a_log():
    """They say which one and why, and none of the caller's words."""
    selector = Selector({"compliance": Trigger.model_validate({"keywords": {"en": ["password"]}})})
    (chosen,) = selector.choose(moment("My password is hunter2."))
    assert str(chosen) == "compliance (keyword)"


@pytest.mark.parametrize(
    ("sentiment", "moods"),
    [
        (None, set[TriggerMood]()),
        (Sentiment(0.0, Trend.STEADY, "c1"), set[TriggerMood]()),
        (Sentiment(-0.25, Trend.FALLING, "c1"), {TriggerMood.CROSS, TriggerMood.FALLING}),
        (Sentiment(0.5, Trend.RISING, "c1"), {TriggerMood.GLAD, TriggerMood.RISING}),
        (Sentiment(0.0, Trend.RISING, "c1"), {TriggerMood.RISING}),
    ],
)
def test_moods_are_those_of_the_memory(sentiment: Sentiment | None, moods: set[TriggerMood]):
    """One cross word by itself is enough, and so is the way that it goes."""
    assert moods_of(sentiment) == moods
