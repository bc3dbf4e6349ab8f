"""The OpenAI peer, asked by OpenAI's own client."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, AsyncStream
from openai.lib._pydantic import to_strict_json_schema
from openai.types.chat import ChatCompletionChunk

from conversation.coaching.advice import Advice
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble

PROMPT: list[Any] = [
    {"role": "system", "content": "You coach."},
    {"role": "user", "content": "[t1] agent: Hi.\n[t2] customer: Too dear!\nAdvise on [t2]."},
]


def peer(**options: Any) -> OpenAIPeer:
    options.setdefault("token_s", 0)
    return OpenAIPeer(first_token_s=0, **options)


def client(peer: OpenAIPeer, key: str = "k") -> AsyncOpenAI:
    return AsyncOpenAI(api_key=key, base_url=peer.url, max_retries=0)


def schema(strict: dict[str, Any]) -> Any:
    described = {"name": "advice", "strict": True, "schema": strict}
    return {"type": "json_schema", "json_schema": described}


async def ask(api: AsyncOpenAI, **options: Any) -> AsyncStream[ChatCompletionChunk]:
    return await api.chat.completions.create(
        model="gpt-4.1-mini", messages=PROMPT, stream=True, **options
    )


async def text(stream: AsyncStream[ChatCompletionChunk]) -> str:
    pieces = [chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices]
    return "".join(pieces)


async def test_a_stream_carries_advice_that_quotes_the_customer():
    """The default answer fits the coach's schema and rests on the turn that was asked about."""
    async with peer() as model, client(model) as api:
        stream = await ask(api, response_format=schema(to_strict_json_schema(Advice)))
        advice = Advice.model_validate_json(await text(stream))
        assert [(item.turn_id, item.quote) for item in advice.evidence] == [("t2", "Too dear!")]


async def test_the_answer_comes_in_tokens_with_usage_at_the_end():
    """Several chunks make the text; the finish reason and the usage close it."""
    async with peer(answer=lambda _: "Hold the line, please.") as model, client(model) as api:
        stream = await ask(api, stream_options={"include_usage": True})
        chunks = [chunk async for chunk in stream]
        pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
        assert "".join(pieces) == "Hold the line, please."
        assert sum(map(bool, pieces)) > 3
        assert chunks[-2].choices[0].finish_reason == "stop"
        assert chunks[-1].usage


async def test_an_answer_need_not_be_streamed():
    """Without `stream` the whole answer is one document."""
    async with peer(answer=lambda _: "Yes.") as model, client(model) as api:
        answer = await api.chat.completions.create(model="m", messages=PROMPT)
        assert answer.choices[0].message.content == "Yes."


async def test_requests_and_connections_are_recorded():
    """One client keeps one connection for requests that follow each other."""
    async with peer() as model, client(model) as api:
        await text(await ask(api))
        await text(await ask(api))
        await model.until(lambda: [chat.outcome for chat in model.requests] == ["answered"] * 2)
        assert [chat.connection for chat in model.requests] == [1, 1]
        assert model.requests[0].body["messages"] == PROMPT
        assert model.requests[0].headers["authorization"] == "Bearer k"


async def test_models_are_listed():
    """`GET /v1/models` answers, as a reachability check asks it."""
    async with peer() as model, client(model) as api:
        assert [entry.id async for entry in api.models.list()] == ["gpt-4.1-mini"]


async def test_a_wrong_key_is_refused():
    """Only the right bearer opens."""
    async with peer(api_key="right") as model, client(model, key="wrong") as api:
        with pytest.raises(openai.AuthenticationError):
            await ask(api)
        assert model.requests == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, openai.AuthenticationError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
    ],
)
async def test_errors_are_the_clients_own(status: int, error: type[openai.APIStatusError]):
    """Each status raises what the real service's would, with its `Retry-After`."""
    async with peer() as model, client(model) as api:
        model.trouble = Trouble(status=status, retry_after_s=7)
        with pytest.raises(error) as raised:
            await ask(api)
        assert raised.value.response.headers["retry-after"] == "7"
        model.trouble = None
        assert await text(await ask(api)) == "OK."


async def test_a_refusal_is_streamed_as_one():
    """The words of a refusal are no content."""
    async with peer() as model, client(model) as api:
        model.trouble = Trouble(refusal="I can't help with that.")
        chunks = [chunk async for chunk in await ask(api)]
        deltas = [chunk.choices[0].delta for chunk in chunks]
        assert "".join(delta.refusal or "" for delta in deltas) == "I can't help with that."
        assert not any(delta.content for delta in deltas)


async def test_a_cut_stream_raises():
    """A connection that is reset in mid-answer does not look like an end."""
    async with peer(answer=lambda _: "More than one token.") as model, client(model) as api:
        model.trouble = Trouble(cut_after=1)
        with pytest.raises(Exception, match=r"incomplete|closed|reset|Connection|Read"):
            await text(await ask(api))
        await model.until(lambda: model.requests[0].outcome == "failed")


async def never_answered(api: AsyncOpenAI) -> None:
    await ask(api)


async def never_finished(api: AsyncOpenAI) -> None:
    async with await ask(api) as stream:  # a cancelled reader alone would leave it open
        await text(stream)


@pytest.mark.parametrize(
    ("trouble", "request_"),
    [(Trouble(hang=True), never_answered), (Trouble(stall_after=1), never_finished)],
)
async def test_a_client_that_gives_up_is_noticed(
    trouble: Trouble, request_: Callable[[AsyncOpenAI], Awaitable[None]]
):
    """A request without an end lasts until the client leaves, and then ends here too."""
    async with peer(answer=lambda _: "More than one token.") as model, client(model) as api:
        model.trouble = trouble
        asking = asyncio.ensure_future(request_(api))
        await model.until(lambda: len(model.requests) == 1)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await model.until(lambda: model.requests[0].outcome == "abandoned")


async def test_a_client_that_leaves_in_mid_answer_is_noticed():
    """Advice that nobody waits for any more is `abandoned`."""
    async with peer(answer=lambda _: "word " * 5000, token_s=0.001) as model, client(model) as api:
        stream = await ask(api)
        await anext(stream)
        await stream.close()
        await model.until(lambda: model.requests[0].outcome == "abandoned")


def closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"type": "object", "properties": {}}, "additionalProperties"),
        (closed(a={"type": "string"}) | {"required": []}, "required"),
        (closed(a={"$ref": "#/$defs/A", "description": "d"}), "ref cannot have"),
        (closed(a={"type": "array", "items": {"type": "object"}}), "additionalProperties"),
    ],
)
async def test_a_schema_that_strict_mode_refuses_is_refused(wrong: dict[str, Any], match: str):
    """The real service answers 400 to such schemas, so the peer does."""
    async with peer() as model, client(model) as api:
        with pytest.raises(openai.BadRequestError, match=match):
            await ask(api, response_format=schema(wrong))


async def test_other_schemas_get_an_example():
    """An answer that fits is made from any schema."""
    kinds = closed(
        text={"type": "string"},
        list={"type": "array", "items": {"type": "string"}, "minItems": 1},
        choice={"enum": ["a", "b"]},
        perhaps={"anyOf": [{"type": "null"}, {"type": "string"}]},
        number={"type": "number"},
    )
    async with peer() as model, client(model) as api:
        answer = json.loads(await text(await ask(api, response_format=schema(kinds))))
        assert answer.keys() == kinds["properties"].keys()
        assert (answer["choice"], answer["perhaps"], answer["number"]) == ("a", None, 0)
        assert len(answer["list"]) == 1
