import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conversation.events.commands import COMMAND, Ask
from conversation.events.event import CallEvent, EventType
from knowledge.document import Audience
from pipeline.runtime import Runtime
from server.live.client_messages import MAX_BYTES, handle
from stores.errors import EventLogError
from tests.knowledge.toy_embedder import document
from tests.payloads import raw
from tests.server.stage import MARIAS, an_app


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[Runtime]:
    """A runtime with a call that has a suggestion `s1`."""
    async with an_app(tmp_path) as (runtime, _):
        data = {"suggestion_id": "s1", "turn_id": "t0", "lane": "llm", "specialist": "sales"}
        await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_STARTED, data))
        yield runtime


async def said(runtime: Runtime, message: Any, **options: Any) -> CallEvent | None:
    text = message if isinstance(message, str | bytes) else json.dumps(message)
    return await handle(runtime, MARIAS, text, **options)


def code(answer: CallEvent | None) -> str:
    assert answer
    assert (answer.type, answer.seq, answer.call_id) == (EventType.ERROR, None, MARIAS)
    return answer.data["error_code"]


PRICE = document("price", "Enterprise costs 90 euros a seat, single sign-on included.")
ASKED = "what does enterprise cost a seat"
FEEDBACK = {"type": "feedback", "suggestion_id": "s1", "rating": "used"}


@pytest.mark.parametrize("rating", ["used", "useful", "not_useful", "dismissed"])
async def test_feedback_is_an_event_of_the_call(runtime: Runtime, rating: str):
    """What the agent thinks of a suggestion is stored and told to everybody, with who said it."""
    before = await runtime.log.read(MARIAS)
    message = FEEDBACK | {"rating": rating, "comment": "Thanks"}
    assert await said(runtime, message, by="maria") is None
    (event,) = await runtime.log.read(MARIAS, after=len(before))
    assert event.type is EventType.FEEDBACK_RECORDED
    assert event.data == {
        "suggestion_id": "s1",
        "rating": rating,
        "comment": "Thanks",
        "by": "maria",
    }


async def test_no_card_leaves_in_what_a_client_writes(runtime: Runtime):
    """Comments and questions are hidden in as turns are, and a card keeps its name in the call."""
    other, card = "4000 0566 5566 5556", "4242 4242 4242 4242"
    async with runtime.calls.claim(MARIAS) as lease:
        assert lease.redactor.redact(f"My card is {card}.") == "My card is [card 1]."
        with runtime.hub.commands(MARIAS) as commands:
            before = await runtime.log.read(MARIAS)
            assert await said(runtime, FEEDBACK | {"comment": f"Not {card} but {other}"}) is None
            assert await said(runtime, {"type": "ask", "text": f"Is {other} valid?"}) is None
            (event,) = await runtime.log.read(MARIAS, after=len(before))
            assert event.data["comment"] == "Not [card 1] but [card 2]"
            assert await anext(commands) == Ask(text="Is [card 2] valid?")


async def test_a_comment_on_a_call_that_is_over_is_hidden_in_too(runtime: Runtime):
    """Where no call runs to know the card by, it is hidden all the same."""
    before = await runtime.log.read(MARIAS)
    assert await said(runtime, FEEDBACK | {"comment": "She gave +1 415 555 2671"}) is None
    (event,) = await runtime.log.read(MARIAS, after=len(before))
    assert event.data["comment"] == "She gave [phone 1]"


@pytest.mark.parametrize("kind", ["pause", "resume"])
async def test_a_wish_reaches_the_call_that_is_running(runtime: Runtime, kind: str):
    """`pause`, `resume` and `ask` go to the pipeline that runs the call."""
    with runtime.hub.commands(MARIAS) as commands:
        assert await said(runtime, {"type": kind}) is None
        assert await said(runtime, {"type": "ask", "text": "What now?"}) is None
        assert await anext(commands) == COMMAND.validate_python({"type": kind})
        assert await anext(commands) == Ask(text="What now?")


async def test_a_call_that_is_over_obeys_nobody(runtime: Runtime):
    """Nobody takes a wish for a call that does not run."""
    assert code(await said(runtime, {"type": "pause"})) == "call_not_running"


async def test_feedback_on_no_suggestion_is_an_error(runtime: Runtime):
    """A suggestion that the call never had gets no feedback."""
    message = FEEDBACK | {"suggestion_id": "s9"}
    assert code(await said(runtime, message)) == "suggestion_not_found"


async def test_feedback_on_a_source_is_of_one_of_the_card(runtime: Runtime):
    """Another passage is refused as another card is, and is neither recorded nor weighed."""
    await runtime.knowledge.add(*PRICE)
    [known] = await runtime.knowledge.search(ASKED, Audience(), 1)
    card = {"suggestion_id": "s1", "sources": [known.as_data() | {"id": "price.0"}]}
    about = FEEDBACK | {"rating": "not_useful"}
    before = await runtime.log.read(MARIAS)
    assert code(await said(runtime, about | {"source": "price.0"})) == "suggestion_not_found"
    await runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_FINAL, card))
    answer = await said(runtime, about | {"source": "price.1"})
    assert code(answer) == "suggestion_not_found"
    assert answer
    assert "no source" in answer.data["message"]
    assert await said(runtime, about | {"source": "price.0"}) is None
    *_, recorded = await runtime.log.read(MARIAS, after=len(before))
    assert (recorded.seq, recorded.data["source"]) == (len(before) + 2, "price.0")
    [now] = await runtime.knowledge.search(ASKED, Audience(), 1)
    assert now.score < known.score


BAD: dict[str, Any] = {
    "empty": "",
    "empty binary": b"",
    "not JSON": "{",
    "binary junk": b"\xff\x00",
    "null": "null",
    "a list": [],
    "no type": {"text": "hello"},
    "an unknown type": {"type": "hangup"},
    "a type that is no text": {"type": ["ask"]},
    "an unknown field": {"type": "pause", "until": "tomorrow"},
    "a question without words": {"type": "ask", "text": ""},
    "a question of blanks": {"type": "ask", "text": " \n "},
    "a question without end": {"type": "ask", "text": "x" * 2001},
    "a question that is no text": {"type": "ask", "text": 7},
    "a rating that is none": FEEDBACK | {"rating": "great"},
    "feedback without a suggestion": {"type": "feedback", "rating": "used"},
    "a comment without end": FEEDBACK | {"comment": "x" * 2001},
    "nested too deep": "[" * 10_000,
}


async def test_what_can_not_be_understood_is_an_error_for_that_client(runtime: Runtime):
    """One typed error with a line that says what is wrong; nothing is stored."""
    before = await runtime.log.read(MARIAS)
    for name, message in BAD.items():
        answer = await said(runtime, message)
        assert code(answer) == "bad_message", name
        assert answer
        assert len(answer.data["message"].splitlines()) == 1, name
    assert await runtime.log.read(MARIAS) == before


@pytest.mark.parametrize("text", ["x" * (MAX_BYTES + 1), b"x" * (MAX_BYTES + 1), "é" * MAX_BYTES])
async def test_a_message_has_a_largest_size(runtime: Runtime, text: str | bytes):
    """More bytes than a message may have are not even parsed."""
    assert code(await said(runtime, text)) == "message_too_large"


async def test_who_may_not_act_is_answered_as_if_there_were_no_call(runtime: Runtime):
    """Before it is known whose call it is, an agent's message changes nothing."""
    with runtime.hub.commands(MARIAS) as commands:
        for message in ({"type": "pause"}, FEEDBACK):
            assert code(await said(runtime, message, may_act=False)) == "call_not_running"
        commands.close()
        assert [command async for command in commands] == []


async def test_a_log_that_does_not_answer_is_an_error_for_that_client(tmp_path: Path):
    """Feedback that can't be stored is refused by name, and the socket need not close."""
    async with an_app(tmp_path) as (runtime, _):

        class Gone:
            async def has_suggestion(self, *_: Any) -> bool:
                raise EventLogError("the database does not answer")

        broken = replace(runtime, log=Gone())
        assert code(await said(broken, FEEDBACK)) == "event_log_unavailable"
