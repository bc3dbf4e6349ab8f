from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conversation.coaching.advice import Advice, Priority
from conversation.coaching.playbook import LOOKBACK_TURNS, Playbook
from conversation.speech.turns import Turn
from tests.conversation.calls import agent, customer


def move(headline: str) -> dict[str, object]:
    return {"headline": headline, "questions": ["Why?"], "recommended_direction": "Onwards."}


CONTENT: dict[str, object] = {
    "name": "test",
    "version": 2,
    "language": "en",
    "title": "A test",
    "goal": "To test.",
    "stages": [
        {"id": "opening", "title": "Opening"},
        {"id": "needs", "title": "Needs", "speaker": "agent", "cues": ["how many"]},
    ],
    "rules": [
        {
            "id": "price",
            "signal": "price_objection",
            "cues": ["expensive", "over budget"],
            "unless": ["not expensive"],
            "moves": [move("Price one"), move("Price two")],
            "priority": "high",
            "weight": 3,
        },
        {
            "id": "boss",
            "signal": "authority",
            "cues": ["my (boss|manager)"],
            "moves": [move("Boss one")],
            "weight": 2.5,
        },
        {
            "id": "question",
            "signal": "question",
            "cues": ["?"],
            "moves": [move("Answer")],
            "weight": 0.5,
        },
    ],
    "fallback": {
        "opening": [move("Open one"), move("Open two")],
        "needs": [move("Needs one")],
    },
}
PLAYBOOK = Playbook.model_validate(CONTENT)


def advised(turn: Turn, earlier: Sequence[Turn] = ()) -> tuple[Advice, tuple[str, ...]]:
    found = PLAYBOOK.advise(turn, earlier)
    assert found
    return found


def test_best_rule_leads():
    """The heaviest rule gives the advice; the others add their signals and their evidence."""
    turn = customer("I'd ask my boss, but frankly: it's EXPENSIVE.", "t7")
    advice, rules = advised(turn)
    assert rules == ("price", "boss")
    assert advice.headline == "Price one"
    assert advice.priority is Priority.HIGH
    assert advice.signals_detected == ["price_objection", "authority"]
    assert [item.model_dump() for item in advice.evidence] == [
        {"turn_id": "t7", "quote": "it's EXPENSIVE"},
        {"turn_id": "t7", "quote": "I'd ask my boss"},
    ]


def test_variants():
    """A signal that comes again gets the rule's next move, and the first again after the last."""
    said = customer("It's expensive.")
    headlines = [advised(said, [said] * before)[0].headline for before in range(3)]
    assert headlines == ["Price one", "Price two", "Price one"]


def test_fatigue():
    """A signal heard before gives way to a new one that is nearly as heavy."""
    both = customer("It's expensive, and I need my boss.")
    assert advised(both, [customer("It's expensive.")])[1] == ("boss", "price")


def test_unless():
    """Words that void a cue do so where they stand, and nowhere else."""
    assert PLAYBOOK.advise(customer("It's not expensive."), []) is None
    assert advised(customer("Not expensive, but over budget."))[1] == ("price",)


def test_light_rules_step_back():
    """A rule lighter than 1 speaks only where no heavier one does, and is of low priority."""
    assert advised(customer("Why so expensive?"))[1] == ("price",)
    advice, rules = advised(customer("Hm. And then, when do you open?"))
    assert rules == ("question",)
    assert advice.evidence[0].quote == "when do you open?"
    assert advice.priority is Priority.LOW


def test_silence():
    """Where no rule matches, there is no advice, whatever the stage."""
    turn = customer("We sell bicycles, mostly, in Lyon and Nantes.")
    assert PLAYBOOK.advise(turn, [agent("Welcome.")]) is None
    assert PLAYBOOK.advise(customer("…"), []) is None


def test_the_stages_move():
    """For who asks, the stage that was touched last advises, with little confidence."""
    turn = customer("We sell bicycles, mostly, in Lyon and Nantes.", "t3")
    advice = PLAYBOOK.stage_advice(turn, [agent("Welcome.")])
    assert advice
    assert (advice.headline, advice.signals_detected) == ("Open one", [])
    assert advice.priority is Priority.LOW
    assert advice.confidence == 0.3
    assert advice.evidence[0].model_dump() == {"turn_id": "t3", "quote": "in Lyon and Nantes"}
    for earlier, headline in [
        ([agent("How many?")], "Needs one"),
        ([customer("Bikes.")], "Open two"),
    ]:
        advice = PLAYBOOK.stage_advice(turn, earlier)
        assert advice
        assert advice.headline == headline


def test_a_stage_without_moves():
    """A playbook may have moves for some of its stages, or for none."""
    turn = customer("We sell bicycles.")
    for fallback in ({}, {"needs": [move("Needs one")]}):
        playbook = Playbook.model_validate(CONTENT | {"fallback": fallback})
        assert playbook.stage_advice(turn, []) is None
    bare = Playbook.model_validate({key: CONTENT[key] for key in CONTENT if key != "fallback"})
    assert bare.stage_advice(turn, []) is None


def test_confidence():
    """More cues make the coach surer; an unsure recogniser makes it less sure."""
    one = advised(customer("It's expensive."))[0].confidence
    two = advised(customer("It's expensive and over budget."))[0].confidence
    unsure = advised(customer("It's expensive.", confidence=0.5))[0].confidence
    light = advised(customer("And you?"))[0].confidence
    assert 0.3 < unsure < light < one < two < 1


def test_lookback():
    """What was said long ago doesn't count any more, so that an hour costs as much as a minute."""
    said = customer("It's expensive.")
    earlier = [said] + [agent("I see.")] * LOOKBACK_TURNS
    assert advised(said, earlier)[0].headline == "Price one"


def test_stages():
    """A stage is touched when its cue is said by the one whose words count."""
    assert PLAYBOOK.stages_in(customer("How many?")) == []
    assert PLAYBOOK.stages_in(agent("Hello.")) == []
    assert PLAYBOOK.stages_in(agent("How many are you?")) == ["needs"]


def test_id():
    """A playbook names its version and language."""
    assert PLAYBOOK.id == "test@2/en"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fallback": {"openings": [move("x")]}}, "is the id of no stage; is 'opening' meant"),
        ({"fallback": {"opening": []}}, "at least 1 item"),
        ({"stages": [{"id": "a", "title": "A"}] * 2}, "twice"),
        ({"version": 0}, "greater than or equal to 1"),
        ({"mood": "sunny"}, "Extra inputs"),
        ({"rules": [CONTENT["rules"][0] | {"cues": ["(a"]}]}, r"'\)' is missing"),  # type: ignore
        ({"fallback": {"opening": [move("a " * 13)], "needs": [move("x")]}}, "at most 12 words"),
    ],
)
def test_wrong_content(changed: dict[str, object], said: str):
    """A playbook that contradicts itself, or says too much, is refused."""
    with pytest.raises(ValidationError, match=said):
        Playbook.model_validate(CONTENT | changed)


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text(text: str, before: list[str]):
    """Any customer turn gets advice whose evidence stands in the turn, or none."""
    earlier = [customer(said) for said in before]
    if found := PLAYBOOK.advise(customer(text), earlier):
        advice, rules = found
        assert set(rules) <= {"price", "boss", "question"}
        assert all(item.quote in text for item in advice.evidence)
    stage = PLAYBOOK.stage_advice(customer(text), earlier)
    assert stage
    assert all(item.quote in text for item in stage.evidence)


def test_only_new_signals_are_looked_for():
    """Of words that grow, the rules that are known need not be found again."""
    said = "It's expensive, and my boss decides."
    assert PLAYBOOK.leading(said) == {"price", "boss"}
    assert PLAYBOOK.leading(said, besides={"price"}) == {"boss"}
    assert not PLAYBOOK.leading("It's expensive", besides={"price"})


@pytest.mark.parametrize(
    ("said", "is_enough"),
    [
        ("Too expensive", True),
        ("I see.", False),
        ("Goodness me, who could ever stretch to that.", True),
    ],
)
def test_few_words_without_a_cue_are_not_enough_for_advice(said: str, is_enough: bool):
    """What they mean need not be asked: meaning by itself takes a sentence."""
    assert PLAYBOOK.may_advise_on(PLAYBOOK.heard(customer(said), [])) is is_enough
