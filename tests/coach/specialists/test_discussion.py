"""Two specialists that disagree on what matters: who is heard, and how long that may take."""

from typing import Any

import pytest

from coach.ports import ModelError
from coach.specialists.discussion import MOST_A_CALL, ROUND_S
from conversation.errors import ErrorCode
from conversation.events.event import EventType
from conversation.specialists.position import Position
from tests.coach.specialists.scripted import Scripted, card, coached_with, declared
from tests.coach.stage import Heard, said, turn, wait

pytestmark = pytest.mark.looptime
ADVANCE, HOLD = Position.ADVANCE, Position.HOLD
SAID = turn(1, "The people upstairs have looked at it again on Monday morning.")
SCORE = {"score": {"type": "integer", "min": 0, "max": 100, "about": "How near a yes is"}}
DOWN = ModelError(ErrorCode.COACH_UNAVAILABLE, "It is down.")


def closing(*verdicts: Any, score: int = 82) -> Scripted:
    """Speaks for going on from 70 on."""
    file = declared(
        "closing",
        output=SCORE,
        stands_for={"advance": {"field": "score", "at_least": 70}},
    )
    return Scripted(
        file,
        insight={"score": score},
        advised=card("Ask them for the decision"),
        verdicts=list(verdicts),
    )


def objection(*verdicts: Any, severity: int = 8, has_card: bool = True) -> Scripted:
    """Speaks against it from 6 on."""
    file = declared("objection", stands_for={"hold": {"field": "severity", "at_least": 6}})
    advised = card("Find out what is still open") if has_card else None
    return Scripted(file, insight={"severity": severity}, advised=advised, verdicts=list(verdicts))


def shown(heard: Heard) -> list[str]:
    return [data["specialist"] for data in heard.data(EventType.SUGGESTION_FINAL)]


def held_back(heard: Heard) -> list[tuple[str, str]]:
    told = heard.data(EventType.SUGGESTION_SUPPRESSED)
    return [(d["specialist"], d["reason"]) for d in told if d.get("specialist") != "support"]


@pytest.mark.parametrize(
    ("one", "other", "heard_one"),
    [
        (closing(HOLD), objection(HOLD), "objection"),
        (closing(ADVANCE), objection(ADVANCE), "closing"),
        (closing(ADVANCE, HOLD), objection(HOLD, HOLD), "objection"),
        (closing(ADVANCE, ADVANCE), objection(HOLD, ADVANCE), "closing"),
        (closing(ADVANCE, ADVANCE), objection(HOLD, HOLD), "objection"),
        (closing(DOWN), objection(HOLD), "objection"),
        (closing(KeyError("x")), objection(HOLD), "objection"),
        (closing(60.0), objection(HOLD), "objection"),
    ],
    ids=["hold", "advance", "second round", "convinced", "no consensus", "fails", "bug", "late"],
)
async def test_a_consensus_is_heard_or_the_safer_one(
    one: Scripted, other: Scripted, heard_one: str
):
    """After two rounds at most, or where one fails or is late; the other's card is held back."""
    heard = await coached_with([one, other], said(SAID), wait(0.5 + 2 * ROUND_S + 0.1))
    assert shown(heard) == [heard_one]
    (other_one,) = {"closing", "objection"} - {heard_one}
    assert held_back(heard) == [(other_one, "outranked")]
    assert len(one.heard) <= 2


async def test_each_hears_what_the_others_see():
    """And in the second round, why they said what they did."""
    one, other = closing(ADVANCE, HOLD), objection(HOLD, HOLD)
    await coached_with([one, other], said(SAID), wait(2))
    first, second = other.heard
    assert [(s.specialist, s.position, s.insight, s.why) for s in first] == [
        ("closing", ADVANCE, {"score": 82}, ""),
        ("objection", HOLD, {"severity": 8}, ""),
    ]
    assert [(s.position, s.why) for s in second] == [(ADVANCE, "because"), (HOLD, "because")]


async def test_the_safer_one_is_heard_though_it_has_no_card():
    """Then nothing is shown: pressing on would be the worse mistake."""
    heard = await coached_with(
        [closing(ADVANCE, ADVANCE), objection(HOLD, HOLD, has_card=False)], said(SAID), wait(2)
    )
    assert shown(heard) == []
    assert held_back(heard) == [("closing", "outranked")]


@pytest.mark.parametrize(
    "parties",
    [
        [closing(score=40), objection()],
        [closing(), objection(severity=3)],
        [closing()],
        [objection(), objection()],
    ],
    ids=["too early", "a mere remark", "alone", "of one mind"],
)
async def test_nobody_discusses_what_nobody_disputes(parties: list[Scripted]):
    """A disagreement needs both positions."""
    await coached_with(parties, said(SAID), wait(2))
    assert not any(one.heard for one in parties)


async def test_discussions_are_rare():
    """After some in a call the safer one is heard at once."""
    count = MOST_A_CALL + 2
    one, other = closing(*[ADVANCE] * count), objection(*[ADVANCE] * count)
    steps = [
        step
        for number in range(1, count + 1)
        for step in (said(turn(number, f"{SAID.text} {number}")), wait(30))
    ]
    await coached_with([one, other], *steps)
    assert len(one.heard) == MOST_A_CALL
