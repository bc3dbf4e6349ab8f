import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conversation.coaching.advice import Priority
from conversation.coaching.playbook import LOOKBACK_TURNS, Playbook
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


def test_best_rule_leads():
    """The heaviest rule gives the advice; the others add their signals and their evidence."""
    turn = customer("I'd ask my boss, but frankly: it's EXPENSIVE.", "t7")
    advice, rules = PLAYBOOK.advise(turn, [])
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
    headlines = [PLAYBOOK.advise(said, [said] * before)[0].headline for before in range(3)]
    assert headlines == ["Price one", "Price two", "Price one"]


def test_fatigue():
    """A signal heard before gives way to a new one that is nearly as heavy."""
    both = customer("It's expensive, and I need my boss.")
    assert PLAYBOOK.advise(both, [customer("It's expensive.")])[1] == ("boss", "price")


def test_unless():
    """Words that void a cue do so where they stand, and nowhere else."""
    assert PLAYBOOK.advise(customer("It's not expensive."), [])[1] == ()
    assert PLAYBOOK.advise(customer("Not expensive, but over budget."), [])[1] == ("price",)


def test_light_rules_step_back():
    """A rule lighter than 1 speaks only where no heavier one does."""
    assert PLAYBOOK.advise(customer("Why so expensive?"), [])[1] == ("price",)
    advice, rules = PLAYBOOK.advise(customer("Hm. And then, when do you open?"), [])
    assert rules == ("question",)
    assert advice.evidence[0].quote == "when do you open?"


def test_fallback():
    """Where no rule matches, the stage that was touched last advises, with little confidence."""
    turn = customer("We sell bicycles, mostly, in Lyon and Nantes.", "t3")
    advice, rules = PLAYBOOK.advise(turn, [agent("Welcome.")])
    assert (rules, advice.headline, advice.signals_detected) == ((), "Open one", [])
    assert advice.priority is Priority.LOW
    assert advice.confidence == 0.3
    assert advice.evidence[0].model_dump() == {"turn_id": "t3", "quote": "in Lyon and Nantes"}
    asked = [agent("How many?")]
    assert PLAYBOOK.advise(turn, asked)[0].headline == "Needs one"
    assert PLAYBOOK.advise(turn, [customer("Bikes.")])[0].headline == "Open two"


def test_no_words():
    """A turn without words is no reason to crash, and no evidence."""
    assert PLAYBOOK.advise(customer("…"), [])[0].evidence == []


def test_confidence():
    """More cues make the coach surer; an unsure recogniser makes it less sure."""
    one = PLAYBOOK.advise(customer("It's expensive."), [])[0].confidence
    two = PLAYBOOK.advise(customer("It's expensive and over budget."), [])[0].confidence
    unsure = PLAYBOOK.advise(customer("It's expensive.", confidence=0.5), [])[0].confidence
    light = PLAYBOOK.advise(customer("And you?"), [])[0].confidence
    assert 0.3 < unsure < light < one < two < 1


def test_lookback():
    """What was said long ago doesn't count any more, so that an hour costs as much as a minute."""
    said = customer("It's expensive.")
    earlier = [said] + [agent("I see.")] * LOOKBACK_TURNS
    assert PLAYBOOK.advise(said, earlier)[0].headline == "Price one"


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
        ({"fallback": {"opening": [move("x")]}}, "needs"),
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
    """Any customer turn gets an advice whose evidence stands in the turn."""
    advice, rules = PLAYBOOK.advise(customer(text), [customer(said) for said in before])
    assert set(rules) <= {"price", "boss", "question"}
    assert all(item.quote in text for item in advice.evidence)
