"""The obligations of a coached call: told as events, and missed as time passes."""

import pytest

from coach.factory import CoachFactory
from coach.options import CoachOptions
from conversation.coaching.playbook import Playbook
from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.coach.stage import CoachedCall, Heard, coached, paused, said, speaks, wait
from tests.conversation.test_playbook import CONTENT

pytestmark = pytest.mark.looptime
PLAYBOOK = Playbook.model_validate(
    CONTENT
    | {
        "obligations": [
            {
                "id": "notice",
                "title": "Say that the call is recorded",
                "must": "say",
                "within_s": 30,
                "cues": ["(is|may be) recorded"],
            }
        ]
    }
)


def agent(number: int, text: str, start_ms: int, unit_id: str = "") -> Turn:
    return Turn(f"a{number}", Speaker.AGENT, text, start_ms, start_ms + 1500, unit_id=unit_id)


def states(heard: Heard) -> list[str]:
    return [data["state"] for data in heard.data(EventType.OBLIGATION_UPDATED)]


async def test_it_is_missed_when_its_time_is_up():
    """Without a word from anybody; the event says what it asks for, and until when."""
    heard = await coached(None, said(agent(1, "Hello.", 1000)), wait(40), playbook=PLAYBOOK)
    assert heard.data(EventType.OBLIGATION_UPDATED)[-1] == {
        "obligation_id": "notice",
        "title": "Say that the call is recorded",
        "must": "say",
        "state": "missed",
        "deadline_ms": 31_000,
        "evidence": [],
    }
    assert states(heard) == ["open", "missed"]


async def test_nothing_is_missed_while_it_may_be_being_said():
    """Who begins in time and ends late has said it in time."""
    heard = await coached(
        None,
        said(agent(1, "Hello.", 1000)),
        wait(27),
        speaks(),
        wait(9),
        paused(speaker=Speaker.AGENT),
        wait(2),
        said(agent(2, "Well, and this call is recorded.", 30_000)),
        wait(60),
        playbook=PLAYBOOK,
    )
    assert states(heard) == ["open", "met"]


async def test_a_thought_in_pieces_is_heard_as_one():
    """The quote stands in the piece that has most of it."""
    heard = await coached(
        None,
        said(agent(1, "Before we begin, this call may be", 1000)),
        said(agent(2, "recorded for training.", 3000, unit_id="a1")),
        playbook=PLAYBOOK,
    )
    assert states(heard) == ["open", "met"]
    evidence = heard.data(EventType.OBLIGATION_UPDATED)[-1]["evidence"]
    assert evidence == [{"turn_id": "a2", "quote": "recorded for training"}]


async def test_a_playbook_without_any_tells_nothing():
    """As most of one's own."""
    playbook = Playbook.model_validate(CONTENT)
    heard = await coached(None, said(agent(1, "Hello.", 1000)), wait(40), playbook=playbook)
    assert states(heard) == []


async def test_they_go_on_where_the_playbook_becomes_another():
    """As they stood, by their ids; what was said before counts in the other's words, too."""
    notice = PLAYBOOK.obligations[0].model_copy(update={"cues": ["enregistr*"]})
    notice.model_post_init(None)
    french = PLAYBOOK.model_copy(update={"obligations": [notice]})

    async def becomes(call: CoachedCall) -> None:
        call.conversation.add(agent(2, "Très bien.", 20_000))
        await CoachFactory(french, None, CoachOptions()).take_over(call.coach)

    told = agent(1, "Bonjour, cet appel est enregistré.", 1000)
    heard = await coached(None, said(told), becomes, wait(40), playbook=PLAYBOOK)
    assert states(heard) == ["open", "met"]
