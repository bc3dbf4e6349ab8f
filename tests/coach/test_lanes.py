"""Both lanes side by side in one call, with the arbiter between them."""

import pytest

from coach.lanes.instant import InstantLane
from coach.lanes.lane import SpeculativeLane
from coach.lanes.model import ModelLane
from coach.ports import ModelError
from coach.request import Silent
from conversation.errors import ErrorCode
from conversation.events.event import EventType
from tests.coach.stage import (
    ANSWERS,
    BEGUN,
    HANGS,
    ScriptedAdvisor,
    coached_by_both,
    draft,
    growing,
    no_turn,
    note,
    paused,
    said,
    turn,
    wait,
)

pytestmark = pytest.mark.looptime

DEAR = "It is too expensive for us"


async def test_the_models_card_takes_the_place_of_the_rules() -> None:
    """The playbook's card is whole at once; the model's replaces it once it was seen."""
    heard = await coached_by_both(ScriptedAdvisor(ANSWERS), said(turn(1)), wait(5))
    assert heard.story == ["started s1", "final s1", "started s2", "final s2"]
    first, second = heard.data(EventType.SUGGESTION_FINAL)
    assert (first["lane"], first["replaces"]) == ("instant", None)
    assert (second["lane"], second["replaces"]) == ("llm", "s1")
    assert [data["replaces"] for data in heard.data(EventType.SUGGESTION_STARTED)] == [None, "s1"]


async def test_with_a_model_the_first_card_is_as_fast() -> None:
    """The instant card comes at the very words, whether a model is asked beside it or not."""
    steps = (growing(DEAR), note("words"), wait(0.5), said(turn(1)), wait(5))
    alone = await coached_by_both(None, *steps)
    beside = await coached_by_both(ScriptedAdvisor(HANGS), *steps)
    assert alone.story == ["started s1", "note words", "final s1"]
    assert beside.story[:3] == alone.story


async def test_the_rules_card_is_whole_before_the_models_guess_comes() -> None:
    """A guess at the pause waits for the end of the turn: a card that fails leaves one."""
    heard = await coached_by_both(
        ScriptedAdvisor(ANSWERS),
        growing(DEAR),
        draft(turn(1)),
        wait(2),
        paused(),
        wait(0.5),
        note("turn"),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["started s1", "note turn", "final s1", "started s2", "final s2"]


async def test_a_model_that_fails_leaves_the_rules_card() -> None:
    """What it had begun to write is withdrawn, and the instant card stays: nothing comes anew."""
    error = ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached.")
    for script in ([0.1, error], [3, BEGUN, 0.1, error]):
        heard = await coached_by_both(ScriptedAdvisor(script), said(turn(1)), wait(5))
        assert heard.story[:2] == ["started s1", "final s1"]
        assert heard.story[2:] in ([], ["started s2", "withdrawn s2 failed"])
        (told,) = heard.data(EventType.ERROR)
        (final,) = heard.data(EventType.SUGGESTION_FINAL)
        assert told["fallback_suggestion"].items() <= final.items()
        assert heard.data(EventType.STATUS)[0]["state"] == "degraded"


async def test_a_model_that_is_silent_lets_the_rules_card_stand() -> None:
    """Both say what they have to; the card is not withdrawn."""
    advisor = ScriptedAdvisor([0.1, Silent("model_silent")])
    heard = await coached_by_both(advisor, said(turn(1)), wait(5))
    assert heard.story == ["started s1", "final s1", "suppressed model_silent"]


async def test_a_less_urgent_answer_of_the_model_lets_the_rules_card_stand() -> None:
    """It is held back, and its model is stopped where it goes on writing."""
    advisor = ScriptedAdvisor([0.1, BEGUN | {"priority": "medium"}, *HANGS])
    heard = await coached_by_both(advisor, said(turn(1)), wait(5))
    assert heard.story == ["started s1", "final s1", "suppressed outranked"]
    assert heard.data(EventType.SUGGESTION_SUPPRESSED)[0]["headline"] == "Ask why"
    assert advisor.stopped == 1


async def test_the_model_has_the_word_where_the_rules_have_none() -> None:
    """On words that no rule knows, the model alone tells whether they are worth a card."""
    words = turn(1, "My brother says Lyon is nice.")
    heard = await coached_by_both(ScriptedAdvisor(ANSWERS), said(words), wait(5))
    assert heard.story == ["started s1", "final s1"]
    heard = await coached_by_both(
        ScriptedAdvisor([0.1, Silent("model_silent")]), said(words), wait(5)
    )
    assert heard.story == ["suppressed model_silent"]


async def test_the_rules_card_does_not_come_after_the_models() -> None:
    """Where the guess was shown at the pause, the turn's own end brings nothing less good."""
    contract = turn(1, "And how long is the contract?")
    advisor = ScriptedAdvisor(ANSWERS)
    steps = (draft(contract), wait(0.5), paused(), wait(0.5), said(contract), wait(5))
    heard = await coached_by_both(advisor, *steps)
    assert heard.story == ["started s1", "final s1", "suppressed duplicate"]
    assert heard.data(EventType.SUGGESTION_FINAL)[0]["lane"] == "llm"


async def test_what_comes_to_nothing_is_dropped_in_each_lane() -> None:
    """Speech without words leaves neither a card nor a guess."""
    advisor = ScriptedAdvisor(HANGS)
    steps = (growing(DEAR), draft(turn(1)), wait(0.1), no_turn(), wait(0.1))
    heard = await coached_by_both(advisor, *steps)
    assert heard.story == ["started s1", "withdrawn s1 stale"]
    assert advisor.stopped == 1


def test_only_a_lane_that_speculates_is_told_of_pauses() -> None:
    """The instant lane has no use for eager pauses and pauses, and so no methods for them."""
    assert issubclass(ModelLane, SpeculativeLane)
    assert not issubclass(InstantLane, SpeculativeLane)
