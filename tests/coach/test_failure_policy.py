import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from coach.failure_policy import Outage, as_model_error
from coach.ports import ModelError
from coach.request import Advised, Request, Silent
from conversation.errors import ErrorCode
from conversation.events.event import EventType
from conversation.events.payloads import ComponentState
from tests.coach.stage import ANSWERS, BREAKS_OFF, ScriptedAdvisor, coached, said, turn, wait

pytestmark = pytest.mark.looptime

FAILURES = [
    ModelError(ErrorCode.COACH_UNAVAILABLE, "The model can't be reached."),
    ModelError(ErrorCode.COACH_TIMEOUT, "The model did not answer in time."),
    ModelError(ErrorCode.COACH_RATE_LIMITED, "The model's rate limit is reached.", retry_after=7),
    ModelError(ErrorCode.COACH_UNAUTHORIZED, "The model's server refused the key."),
    ModelError(ErrorCode.COACH_INVALID_ANSWER, "The model's answer: breaks off."),
]


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: error.code)
async def test_a_failure_is_told_and_the_playbook_answers(error: ModelError):
    """Withdrawn, a typed error with the fallback in it, a status, and the playbook's advice."""
    heard = await coached(
        ScriptedAdvisor([0.1, {"priority": "high", "headline": "Half"}, error]),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["started s1", "withdrawn s1 failed", "started s2", "final s2"]
    (told,) = heard.data(EventType.ERROR)
    (final,) = heard.data(EventType.SUGGESTION_FINAL)
    assert (told["error_code"], told["message"]) == (error.code, error.message)
    assert (told["retry_after"], told["details"]) == (error.retry_after, {})
    assert told["fallback_suggestion"].items() <= final.items()
    assert (final["lane"], final["model"], final["turn_id"]) == ("instant", None, "c1")
    (status,) = heard.data(EventType.STATUS)
    assert (status["component"], status["state"], status["speaker"]) == ("coach", "degraded", None)
    assert status["code"] == error.code


async def test_a_refusal_is_a_reason_of_its_own():
    """A model that declines has its suggestion withdrawn as `refused`."""
    refusal = ModelError(ErrorCode.COACH_REFUSED, "The model declined to answer.")
    heard = await coached(
        ScriptedAdvisor([0.1, {"priority": "high", "headline": "Half"}, refusal]),
        said(turn(1)),
        wait(1),
    )
    assert heard.story == ["started s1", "withdrawn s1 refused", "started s2", "final s2"]


async def test_a_model_that_answers_again_is_said_to():
    """After a failure, the next advice of the model is followed by a status `ok`, once."""
    advisor = ScriptedAdvisor([FAILURES[0]], ANSWERS, ANSWERS)
    turns = [turn(number, f"Question number {number}, please?") for number in (1, 2, 3)]
    heard = await coached(advisor, *(f for t in turns for f in (said(t), wait(1))))
    told = [(data["state"], data["code"]) for data in heard.data(EventType.STATUS)]
    assert told == [("degraded", "coach_unavailable"), ("ok", "coach_recovered")]
    heard.assert_every_start_has_one_end()


def test_an_outage_is_told_once() -> None:
    """The same failure again is no news; another one is; the end is told where it began."""
    outage = Outage()
    assert outage.answered() is None
    down, limited = FAILURES[0], FAILURES[2]
    told = [outage.failed(down), outage.failed(down), outage.failed(limited), outage.answered()]
    assert [status and (status.state, status.code) for status in told] == [
        (ComponentState.DEGRADED, "coach_unavailable"),
        None,
        (ComponentState.DEGRADED, "coach_rate_limited"),
        (ComponentState.OK, "coach_recovered"),
    ]
    assert outage.answered() is None


def test_a_failure_without_a_name_gets_one() -> None:
    """A timeout and a bug become errors of the model's, without the words of an exception."""
    late = as_model_error(TimeoutError(), 2.5)
    assert (late.code, late.message) == ("coach_timeout", "The model took longer than 2.5 s.")
    bug = as_model_error(KeyError("what the customer said"), 2.5)
    assert (bug.code, bug.message) == ("coach_failed", "The advisor failed (KeyError).")
    assert as_model_error(FAILURES[0], 2.5) is FAILURES[0]


async def test_a_model_that_fails_on_its_way_out_says_no_more() -> None:
    """An advisor that breaks while it is stopped brings no card and no error of its own."""

    class Clumsy(ScriptedAdvisor):
        async def advise(
            self, request: Request
        ) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
            try:
                async for piece in super().advise(request):
                    yield piece
            except asyncio.CancelledError:
                raise ValueError("broken pipe") from None

    heard = await coached(
        Clumsy(BREAKS_OFF, ANSWERS),
        said(turn(1)),
        wait(0.1),
        said(turn(2, "And the contract?")),
        wait(5),
    )
    assert heard.story == ["started s1", "withdrawn s1 superseded", "started s2", "final s2"]
    assert heard.data(EventType.ERROR) == []
