"""Rules on gauges: a card for dead air and for a monologue, once, and none where none is wanted."""

from typing import Any

import pytest

from coach.parts import Parts
from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.coach.stage import Heard, coached, command, paused, said, speaks, turn, wait
from tests.conversation.test_playbook import CONTENT, move

pytestmark = pytest.mark.looptime


def playbook(**gauge: float) -> Playbook:
    rule: dict[str, Any] = {
        "id": "gauge",
        "signal": "gauge",
        "once": True,
        "speaker": "agent",
        "gauge": gauge,
        "moves": [move("Do something")],
    }
    return Playbook.model_validate(CONTENT | {"rules": [*CONTENT["rules"], rule]})  # type: ignore[misc]


AIR, MONOLOGUE = playbook(dead_air_s=15), playbook(monologue_s=30)


def headlines(heard: Heard) -> list[str]:
    return [data["headline"] for kind, data in heard.events if kind == "suggestion.final"]


def agent(text: str) -> Turn:
    return Turn("a1", Speaker.AGENT, text, 20_000, 22_000)


async def test_dead_air_shows_the_move_of_the_stage_once():
    """After so many seconds without a word; the next silence is left alone."""
    heard = await coached(
        None,
        said(turn(1, "We sell bicycles.")),
        speaks(),
        paused(speaker=Speaker.AGENT),
        wait(14),
        wait(40),
        speaks(),
        paused(speaker=Speaker.AGENT),
        wait(200),
        playbook=AIR,
    )
    assert headlines(heard) == ["Open one"]


@pytest.mark.parametrize(
    "before",
    [
        [said(agent("One moment please, let me check that for you."))],
        [command("pause")],
        [command("verbosity", level="quiet")],
    ],
)
async def test_silence_that_was_to_come_shows_nothing(before: list):
    """Who was asked to wait waits; and an agent who wants none, or little, gets none."""
    heard = await coached(
        None,
        said(turn(1, "We sell bicycles.")),
        *before,
        speaks(),
        paused(speaker=Speaker.AGENT),
        wait(60),
        playbook=AIR,
    )
    assert headlines(heard) == []


async def test_a_monologue_shows_its_rule():
    """While the agent goes on; before the customer has said anything there is no card."""
    steps = [speaks(), wait(45), paused(speaker=Speaker.AGENT), wait(10)]
    heard = await coached(None, *steps, playbook=MONOLOGUE)
    assert headlines(heard) == []
    heard = await coached(
        None,
        said(turn(1, "We sell bicycles.")),
        said(agent("Now then, listen.")),
        *steps,
        playbook=MONOLOGUE,
    )
    assert headlines(heard) == ["Do something"]


async def test_the_gauges_go_on_when_the_playbook_changes():
    """By the rules of the new one, from where the silence began."""
    heard = await coached(
        None,
        said(turn(1, "We sell bicycles.")),
        speaks(),
        paused(speaker=Speaker.AGENT),
        wait(10),
        lambda call: call.coach.go_on_with(Parts(AIR, [])),
        wait(6),
        playbook=MONOLOGUE,
    )
    assert headlines(heard) == ["Open one"]
