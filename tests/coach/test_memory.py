"""The memory of a call while it is coached: what it takes in, and how often it is told."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from coach.factory import CoachFactory
from coach.memory import TOLD_EVERY_S
from coach.options import CoachOptions
from coach.ports import ModelError
from coach.summariser import Digest
from conversation.coaching.usage import Usage
from conversation.errors import ErrorCode
from conversation.memory.call_memory import CallMemory
from conversation.memory.conversation import Conversation
from conversation.memory.entity import Entity, EntityKind
from conversation.memory.summary import BY_RULES, FOLD_AT, FOLDED, MOST, RunningSummary, Summarises
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from tests.coach.stage import PLAYBOOK, CoachedCall, Heard, Step, coached, command, said, turn, wait

pytestmark = pytest.mark.looptime
AGENT = Speaker.AGENT


def agent(number: int, text: str) -> Turn:
    return Turn(f"a{number}", AGENT, text, number * 10_000 + 5000, number * 10_000 + 7000)


def of(data: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    return [(one["text"], one["state"]) for one in data["entities"] if one["kind"] == kind]


async def test_it_is_told_at_once_and_then_seldom():
    """The first news at once, what comes up in the next ten seconds together, at their end."""
    heard = await coached(
        None,
        said(agent(1, "It's ninety a seat.")),
        said(turn(2, "That is too expensive for us.")),
        said(agent(3, "I'll send you another offer by Friday.")),
        wait(TOLD_EVERY_S + 0.1),
        said(agent(4, "Okay.")),
        wait(TOLD_EVERY_S + 0.1),
    )
    first, second = heard.memory
    assert first["until_turn_id"] == "a1"
    assert second["until_turn_id"] == "a3"
    assert of(second, "objection") == [("That is too expensive for us", "open")]
    assert of(second, "commitment") == [("I'll send you another offer by Friday", None)]


async def test_what_was_not_told_yet_is_told_at_the_end():
    """A call that ends within the ten seconds loses nothing."""
    heard = await coached(
        None, said(agent(1, "It's ninety a seat.")), said(agent(2, "I'll call you on Monday."))
    )
    assert of(heard.memory[-1], "commitment") == [("I'll call you on Monday", None)]


async def test_a_pause_of_the_coach_is_no_gap_in_its_memory():
    """The agent wants no cards; what is said meanwhile is remembered."""
    heard = await coached(
        None, command("pause"), said(turn(1, "That is too expensive for us, honestly."))
    )
    assert of(heard.memory[-1], "objection")


async def test_the_parts_of_a_thought_are_each_read():
    """A part that was not answered by itself is taken in with the one that ends the thought."""
    first = Turn("c1", Speaker.CUSTOMER, "We pay ninety dollars and", 0, 900)
    last = Turn("c2", Speaker.CUSTOMER, "it is for forty people.", 1500, 2500, unit_id="c1")

    async def unanswered(call: CoachedCall) -> None:
        call.conversation.add(first)

    heard = await coached(None, unanswered, said(last))
    told = [(one["text"], one["turn_id"]) for one in heard.memory[-1]["entities"]]
    assert told[:2] == [("ninety dollars", "c1"), ("forty people", "c2")]


async def test_many_turns_are_folded():
    """At the 45th turn the summary has the first ones, in their own words."""
    steps = [said(turn(n, f"We pay {n}00 dollars there.")) for n in range(4, FOLD_AT + 4)]
    heard = await coached(None, *steps)
    told = heard.memory[-1]
    assert (told["summary_by"], told["summary_until_turn_id"]) == (BY_RULES, "c18")
    assert told["summary"].splitlines()[0] == "[c4] customer: We pay 400 dollars there."


async def test_a_turn_costs_as_much_in_the_third_hour_as_in_the_first_minutes():
    """The work of a turn, in calls of functions, does not grow with the call."""
    work: list[int] = []
    texts = "It is ninety a seat, and I'll send the offer.", "Does it work with our CRM?"

    def both(number: int) -> list[Step]:
        return [said(agent(number, texts[0])), said(turn(number + 1, texts[1]))]

    async def counted(call: CoachedCall) -> None:
        calls = 0

        def count(_: object, event: str, __: object) -> None:
            nonlocal calls
            calls += event == "call"

        for step in both(len(call.conversation.turns) + 1):
            sys.setprofile(count)
            await step(call)
            sys.setprofile(None)
        work.append(calls)

    long = [step for number in range(100, 1000, 2) for step in both(number)]
    await coached(None, *[counted] * 50, *long, *[counted] * 20)
    assert sorted(work[-20:])[10] <= sorted(work[30:50])[10] * 1.1


class Sums:
    """A summariser that follows a script, one answer or error for each request."""

    def __init__(self, *script: Digest | Exception | float) -> None:
        self.asked: list[Sequence[Turn]] = []
        self._script = iter(script)

    async def sum_up(self, before: RunningSummary, turns: Sequence[Turn]) -> Digest:
        self.asked.append(turns)
        for step in self._script:
            if isinstance(step, Exception):
                raise step
            if isinstance(step, Digest):
                return step
            await asyncio.sleep(step)
        raise ModelError(ErrorCode.COACH_FAILED, "There is no more.")


PAYS = "They pay a lot."
DIGEST = Digest(
    PAYS,
    [Entity(EntityKind.COMPANY, "Ringwell", Speaker.CUSTOMER, "c1")],
    "gpt-test",
    Usage("gpt-test", 900, 0, 120),
)


async def summed(
    summariser: Sums, count: int, *, each_s: float = 1, by: Summarises = Summarises.MODEL
) -> tuple[list[dict[str, Any]], CallMemory]:
    """What is told of so many turns, one after the other, and what is remembered."""
    heard, conversation = Heard(), Conversation()
    options = CoachOptions(summarises=by)
    factory = CoachFactory(PLAYBOOK, None, options, summariser=summariser)
    coach = factory.coach_for(conversation, heard.emit)
    call = CoachedCall(conversation, coach, heard)
    for number in range(1, count + 1):
        await said(turn(number, f"We pay {number}00 dollars there."))(call)
        await asyncio.sleep(each_s)
    await coach.end(1)
    return heard.memory, coach.memory.known


async def test_a_model_sums_up_in_the_background():
    """Its words, what it found and what it took are told once; the turns are folded."""
    sums = Sums(2.0, DIGEST)
    told, known = await summed(sums, FOLD_AT + 3)
    assert [one.turn_id for one in sums.asked[0]] == [f"c{n}" for n in range(1, FOLDED + 1)]
    (first, *later) = [one for one in told if one["summary"]]
    assert (first["summary"], first["summary_by"]) == (PAYS, "gpt-test")
    assert first["usage"] == {"input": 900, "cached": 0, "output": 120, "cost": None}
    assert all(one["usage"] is None for one in later)
    assert of(first, "company") == [("Ringwell", None)]
    assert known.fold.summary.until_turn_id == "c15"


@pytest.mark.parametrize("script", [[ModelError(ErrorCode.COACH_TIMEOUT, "Slow.")], [3600.0]])
async def test_a_summariser_that_fails_or_is_late_loses_nothing(script: list[Any]):
    """The turns stay until 50 stand; then rules fold the same ones, and the call goes on."""
    sums = Sums(*script)
    _, known = await summed(sums, MOST - 1)
    assert known.fold.summary.until_turn_id is None
    sums = Sums(*script)
    told, known = await summed(sums, MOST)
    assert (known.fold.summary.by, known.fold.summary.until_turn_id) == (BY_RULES, "c15")
    assert "[c1] customer: We pay 100 dollars there." in told[-1]["summary"]
    assert len(sums.asked) == 1, "a model that fails is not asked at each turn"


@pytest.mark.parametrize(("by", "kept"), [(Summarises.RULES, BY_RULES), (Summarises.OFF, None)])
async def test_a_model_is_asked_only_where_that_is_wanted(by: Summarises, kept: str | None):
    """By setting: rules sum up at the 45th turn, or nothing does, and no more turns stand."""
    sums = Sums(DIGEST)
    _, known = await summed(sums, FOLD_AT, by=by, each_s=0.1)
    assert (known.fold.summary.by, sums.asked) == (kept, [])
    assert known.fold.due() == []
