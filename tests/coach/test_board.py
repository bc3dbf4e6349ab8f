import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from coach.request import Advised, Request, Silent
from conversation.events.event import EventType
from tests.coach.stage import (
    ANSWERS,
    HANGS,
    ScriptedAdvisor,
    coached,
    command,
    draft,
    paused,
    said,
    turn,
    wait,
)

pytestmark = pytest.mark.looptime


async def test_a_newer_turn_supersedes_advice_that_is_being_written():
    """The older suggestion is withdrawn before the newer one starts, and its writer stops."""
    advisor = ScriptedAdvisor([0.1, {"priority": "high", "headline": "Old"}, *HANGS], ANSWERS)
    heard = await coached(
        advisor, said(turn(1)), wait(0.5), said(turn(2, "And the contract?")), wait(5)
    )
    assert heard.story == ["started s1", "withdrawn s1 superseded", "started s2", "final s2"]
    assert advisor.stopped == 2


async def test_many_turns_in_a_row_leave_one_advice():
    """Only the last of several turns in a row is answered."""
    turns = [turn(number, f"Question number {number}, please?") for number in range(1, 6)]
    advisor = ScriptedAdvisor(*[HANGS] * 4, ANSWERS)
    heard = await coached(advisor, *(f for t in turns for f in (said(t), wait(0.01))), wait(1))
    heard.assert_every_start_has_one_end()
    assert [data["turn_id"] for data in heard.data(EventType.SUGGESTION_FINAL)] == ["c5"]


async def test_a_pause_of_the_coach_while_advice_is_being_stopped():
    """A model that is slow to let go does not have a suggestion shown that nobody writes."""

    class Reluctant(ScriptedAdvisor):
        async def advise(
            self, request: Request
        ) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
            try:
                async for piece in super().advise(request):
                    yield piece
            finally:
                await asyncio.sleep(0.2)

    heard = await coached(
        Reluctant(HANGS, HANGS),
        said(turn(1)),
        wait(0.1),
        draft(turn(2, "And the contract?")),
        wait(0.1),
        paused(),
        wait(0.05),
        command("pause"),
        wait(1),
    )
    heard.assert_every_start_has_one_end()
