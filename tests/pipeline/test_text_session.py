"""Text through the recorder and the coach of a call."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from coach.factory import CoachFactory
from coach.options import CoachOptions
from coach.request import Advised, Request, Silent
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from pipeline.call_registry import CallBusyError
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from pipeline.text_call import TextFeed, run_text_call
from pipeline.text_session import TextSession
from tests.coach.stage import HANGS, PLAYBOOK, ScriptedAdvisor
from tests.server.stage import make_runtime

CUSTOMER, AGENT = Speaker
CALL = Call("text-1", "text")


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[Runtime]:
    async with make_runtime(tmp_path) as runtime:
        yield runtime


async def ends(runtime: Runtime) -> list[str]:
    """Why the call ended, each time."""
    events = await runtime.log.read(CALL.call_id)
    return [event.data["reason"] for event in events if event.type == "call.ended"]


async def test_a_message_becomes_a_turn_and_advice(runtime: Runtime) -> None:
    """The answer is what a call's events would say, and the memory holds the turn."""
    session = TextSession(runtime.redactor())
    answer = await session.process(
        runtime.coaches, CUSTOMER, "That's too expensive.", confidence=0.5
    )
    assert session.conversation.turns == [answer.turn]
    assert (answer.turn.turn_id, answer.turn.confidence) == ("c1", 0.5)
    assert answer.suggestion
    assert answer.suggestion["turn_id"] == "c1"
    assert answer.suppressed is None


async def test_an_agents_message_gets_no_answer(runtime: Runtime) -> None:
    """It is remembered, and that is all."""
    session = TextSession(runtime.redactor())
    answer = await session.process(runtime.coaches, AGENT, "Does that suit you?")
    assert (answer.suggestion, answer.suppressed, answer.error) == (None, None, None)
    answer = await session.process(runtime.coaches, CUSTOMER, "Yes.")
    assert answer.suppressed not in (None, "acknowledgement")  # it is an answer


async def test_what_is_remembered_is_hidden_and_in_order() -> None:
    """Without being advised on, messages are turns with numbers, placeholders and an order."""
    session = TextSession(Redactor())
    await session.remember(CUSTOMER, "My card is 4242 4242 4242 4242.")
    await session.remember(AGENT, "4242 4242 4242 4242, thank you.")
    await session.remember(CUSTOMER, "Right.")
    turns = session.conversation.turns
    assert [(turn.turn_id, turn.text) for turn in turns] == [
        ("c1", "My card is [card 1]."),
        ("a1", "[card 1], thank you."),
        ("c2", "Right."),
    ]
    assert [turn.start_ms for turn in turns] == [0, 1, 2]


async def test_a_copy_goes_its_own_way(runtime: Runtime) -> None:
    """What is said to the copy of a memory is not in the memory."""
    session = TextSession(runtime.redactor())
    await session.remember(AGENT, "It is ninety dollars.")
    copy = session.copy()
    assert copy.conversation.turns == session.conversation.turns
    await copy.process(runtime.coaches, CUSTOMER, "That's too expensive.")
    assert len(session.conversation.turns) == 1
    assert (session.suggestions, copy.suggestions) == (0, 1)


async def test_a_message_that_nobody_waits_for_stops_its_model() -> None:
    """A client that leaves leaves no model at work for it."""
    asked = asyncio.Event()

    class Asked(ScriptedAdvisor):
        async def advise(
            self, request: Request
        ) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
            asked.set()
            async for piece in super().advise(request):
                yield piece

    advisor = Asked(HANGS)
    coaches = CoachFactory(PLAYBOOK, advisor, CoachOptions())
    session = TextSession(Redactor())
    turn = await session.remember(CUSTOMER, "Too dear.")
    waiting = asyncio.create_task(session.advise(coaches, turn))
    await asked.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert advisor.stopped == 1


async def test_a_feed_says_why_its_call_ended(runtime: Runtime) -> None:
    """What the feed returns is the reason in the log, and what the run returns."""

    async def feed(text: TextFeed) -> str:
        await text.say(CUSTOMER, "Hello.")
        return "hangup"

    assert await run_text_call(runtime, CALL, feed) == "hangup"
    assert await ends(runtime) == ["hangup"]


async def test_a_feed_that_fails_ends_its_call(runtime: Runtime) -> None:
    """The call ends as `failed`, its place is free, and the failure is the caller's to see."""

    async def feed(text: TextFeed) -> str:
        await text.say(CUSTOMER, "Hello.")
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        await run_text_call(runtime, CALL, feed)
    assert await ends(runtime) == ["failed"]
    assert CALL.call_id not in runtime.calls


async def test_one_feed_a_call(runtime: Runtime) -> None:
    """While a call runs, another feed of it is refused, and is never asked."""

    async def other(_: TextFeed) -> str:
        raise AssertionError("not to be asked")

    async def feed(_: TextFeed) -> str:
        with pytest.raises(CallBusyError):
            await run_text_call(runtime, CALL, other)
        return "hangup"

    await run_text_call(runtime, CALL, feed)
    assert await ends(runtime) == ["hangup"]


async def test_a_call_that_is_ended_from_elsewhere_stops_its_feed(runtime: Runtime) -> None:
    """The feed is not waited for, and the reason is who ended it."""

    async def feed(text: TextFeed) -> str:
        await text.say(CUSTOMER, "Hello.")
        await text.end("shutdown")
        await text.say(CUSTOMER, "Nobody hears this.")
        return "hangup"

    assert await run_text_call(runtime, CALL, feed) == "shutdown"
    assert await ends(runtime) == ["shutdown"]
