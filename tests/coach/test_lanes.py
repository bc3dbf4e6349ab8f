"""Both lanes side by side in one call, with the arbiter between them."""

import pytest

from coach.board import Board
from coach.coach import Coach
from coach.failure_policy import FailurePolicy
from coach.lanes.instant import InstantLane
from coach.lanes.lane import SpeculativeLane
from coach.lanes.model import ModelLane
from coach.runner import SuggestionRunner
from conversation.coaching.speculation import Speculation
from conversation.events.event import EventType
from conversation.memory import Conversation
from tests.coach.stage import (
    ANSWERS,
    BREAKS_OFF,
    HANGS,
    PLAYBOOK,
    TIMEOUT_S,
    CoachedCall,
    Heard,
    ScriptedAdvisor,
    Step,
    draft,
    growing,
    happens,
    no_turn,
    paused,
    said,
    turn,
    wait,
)

pytestmark = pytest.mark.looptime

DEAR = "It is too expensive for us"


async def by_both(advisor: ScriptedAdvisor, *steps: Step) -> Heard:
    """What the instant lane and the model's say to these steps."""
    conversation, heard = Conversation(), Heard()
    board = Board(heard.emit)
    runner = SuggestionRunner(advisor, board, FailurePolicy(board, PLAYBOOK), TIMEOUT_S)
    lanes = [
        InstantLane(board, PLAYBOOK),
        ModelLane(board, runner, PLAYBOOK, Speculation.PAUSES),
    ]
    coach = Coach(conversation, PLAYBOOK, board, lanes, runner)
    await happens(CoachedCall(conversation, coach, heard), *steps)
    return heard


async def test_a_turn_gets_the_rules_card_and_the_models() -> None:
    """The playbook's card is whole at once and stays; the model's comes beside it."""
    heard = await by_both(ScriptedAdvisor(ANSWERS), said(turn(1)), wait(1))
    assert heard.story == ["started s1", "final s1", "started s2", "final s2"]
    lanes = [data["lane"] for data in heard.data(EventType.SUGGESTION_FINAL)]
    assert lanes == ["instant", "llm"]


async def test_the_models_guess_takes_the_place_of_the_open_card() -> None:
    """The newest wins across lanes; the card that lost does not come back at the turn's end."""
    heard = await by_both(
        ScriptedAdvisor(ANSWERS),
        growing(DEAR),
        draft(turn(1)),
        wait(0.1),
        paused(),
        wait(0.2),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["started s1", "withdrawn s1 superseded", "started s2", "final s2"]
    assert [data["lane"] for data in heard.data(EventType.SUGGESTION_FINAL)] == ["llm"]


async def test_a_guess_that_lost_its_place_is_asked_for_again() -> None:
    """The rules' card replaces a guess on the screen, and its model is stopped and asked anew."""
    advisor = ScriptedAdvisor(BREAKS_OFF, ANSWERS)
    steps = (draft(turn(1)), wait(0.1), paused(), wait(0.1), said(turn(1)), wait(1))
    heard = await by_both(advisor, *steps)
    assert heard.story == [
        *("started s1", "withdrawn s1 superseded"),
        *("started s2", "final s2", "started s3", "final s3"),
    ]
    assert advisor.stopped == 2


async def test_what_comes_to_nothing_is_dropped_in_each_lane() -> None:
    """Speech without words leaves neither a card nor a guess."""
    advisor = ScriptedAdvisor(HANGS)
    heard = await by_both(advisor, growing(DEAR), draft(turn(1)), wait(0.1), no_turn(), wait(0.1))
    assert heard.story == ["started s1", "withdrawn s1 stale"]
    assert advisor.stopped == 1


def test_only_a_lane_that_speculates_is_told_of_pauses() -> None:
    """The instant lane has no use for eager pauses and pauses, and so no methods for them."""
    assert issubclass(ModelLane, SpeculativeLane)
    assert not issubclass(InstantLane, SpeculativeLane)
