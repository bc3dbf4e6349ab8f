import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
from openai import AsyncOpenAI

from coach.ports import Messages, ModelError, ModelRequest
from conversation.coaching.advice import Advice
from conversation.coaching.usage import Usage
from peers.json_schema import complaint
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from services.llm.openai_chat import OpenAIChat, answer_format

MESSAGES: Messages = [
    {"role": "system", "content": "You coach."},
    {"role": "user", "content": "[c1] customer: It is too expensive."},
]


@pytest.fixture
async def peer() -> AsyncIterator[OpenAIPeer]:
    async with OpenAIPeer(first_token_s=0, token_s=0) as peer:
        yield peer


@pytest.fixture
async def client(peer: OpenAIPeer) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(api_key="k", base_url=peer.url, max_retries=0, timeout=5) as client:
        yield client


async def pieces_of(client: AsyncOpenAI) -> list[str | Usage]:
    model = OpenAIChat(client, "gpt-4.1-mini")
    return [piece async for piece in model.stream(ModelRequest(MESSAGES))]


async def answered(client: AsyncOpenAI) -> str:
    return "".join([piece for piece in await pieces_of(client) if isinstance(piece, str)])


async def outcome(client: AsyncOpenAI) -> str:
    """The answer, or the code of the error that came instead."""
    try:
        return await answered(client)
    except ModelError as error:
        return error.code


async def failure(client: AsyncOpenAI) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await answered(client)
    return caught.value


async def test_the_answer_comes_in_pieces(peer: OpenAIPeer, client: AsyncOpenAI):
    """The model's JSON arrives token by token, and is advice."""
    assert len(await pieces_of(client)) > 10
    assert Advice.model_validate_json(await answered(client)).headline == "Answer turn c1"


async def test_the_request_asks_for_advice_as_json(peer: OpenAIPeer, client: AsyncOpenAI):
    """Model, messages and a strict schema that the API takes are in the request."""
    await answered(client)
    (request,) = peer.requests
    assert request.model == "gpt-4.1-mini"
    assert request.body["messages"] == MESSAGES
    assert request.body["stream"] is True
    described = request.body["response_format"]["json_schema"]
    assert described["strict"] is True
    assert list(described["schema"]["properties"]) == list(Advice.model_fields)


def test_the_schema_is_in_the_strict_subset():
    """Strict mode takes the schema: every object closed, every field required, no bounds."""
    schema = answer_format()["json_schema"]["schema"]
    assert complaint(schema) is None
    assert not {"minLength", "minimum", "maximum", "title", "default"} & set(_keys(schema))


def _keys(node: object) -> list[str]:
    if isinstance(node, list):
        return [key for item in node for key in _keys(item)]
    if isinstance(node, dict):
        return [*node, *(key for value in node.values() for key in _keys(value))]
    return []


async def test_the_connection_stays_warm(peer: OpenAIPeer, client: AsyncOpenAI):
    """One suggestion after the other goes over the same connection."""
    for _ in range(3):
        await answered(client)
    assert peer.connections == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "coach_unavailable"),
        (401, "coach_unauthorized"),
        (403, "coach_unauthorized"),
        (404, "coach_unavailable"),
        (429, "coach_rate_limited"),
        (500, "coach_unavailable"),
        (503, "coach_unavailable"),
    ],
)
async def test_an_http_error_has_its_code(
    peer: OpenAIPeer, client: AsyncOpenAI, status: int, code: str
):
    """Each status of the server is a typed error, asked once, without the server's words."""
    peer.trouble = Trouble(status=status)
    error = await failure(client)
    assert error.code == code
    assert "on purpose" not in error.message
    assert len(peer.requests) == 1


async def test_a_rate_limit_says_when_to_come_back(peer: OpenAIPeer, client: AsyncOpenAI):
    """`Retry-After` is passed on; without it there is none."""
    peer.trouble = Trouble(status=429, retry_after_s=7)
    assert (await failure(client)).retry_after == 7
    peer.trouble = Trouble(status=429)
    assert (await failure(client)).retry_after is None


async def test_a_refusal_is_told_apart(peer: OpenAIPeer, client: AsyncOpenAI):
    """A model that declines is no failure of the line, and its words stay with it."""
    peer.trouble = Trouble(refusal="I can't help with that customer.")
    error = await failure(client)
    assert (error.code, error.refused) == ("coach_refused", True)
    assert "customer" not in error.message


@pytest.mark.parametrize("after", [0, 5])
async def test_a_connection_that_breaks_is_unavailable(
    peer: OpenAIPeer, client: AsyncOpenAI, after: int
):
    """A reset in the middle of the answer is a typed error, as one before it is."""
    peer.trouble = Trouble(cut_after=after)
    assert (await failure(client)).code == "coach_unavailable"


async def test_a_server_that_is_not_there_is_unavailable():
    """A refused connection is a typed error."""
    async with OpenAIPeer() as peer:
        gone = peer.url
    async with AsyncOpenAI(api_key="k", base_url=gone, max_retries=0) as client:
        assert (await failure(client)).code == "coach_unavailable"


@pytest.mark.parametrize("trouble", [Trouble(hang=True), Trouble(stall_after=3)])
async def test_a_server_that_says_nothing_times_out(peer: OpenAIPeer, trouble: Trouble):
    """A request that is never answered, or not to its end, is a timeout."""
    peer.trouble = trouble
    async with AsyncOpenAI(api_key="k", base_url=peer.url, max_retries=0, timeout=0.2) as client:
        assert (await failure(client)).code == "coach_timeout"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html></html>",
        "data: {\n\n",
        "data: {}\n\n",
        "data: []\n\n",
        'data: {"choices": [{}]}\n\n',
        'data: {"choices": [{"delta": "words"}]}\n\n',
    ],
)
async def test_a_server_that_speaks_no_openai_is_unavailable(body: str):
    """What is no stream of chat completions is an error or an empty answer, never a crash."""
    async with serving(body) as client:
        assert await outcome(client) in ("", "coach_unavailable")


CHUNK = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
PIECE = CHUNK | {"choices": [{"index": 0, "delta": {"content": "{}"}}]}


def streamed(*chunks: dict[str, Any]) -> str:
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"


async def test_usage_is_passed_on_where_a_server_tells_it():
    """The tokens of a chunk's `usage`, beside the pieces; what was cached is 0 where not told."""
    told = {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960}
    cached = told | {"prompt_tokens_details": {"cached_tokens": 800}}
    for usage, known in ((told, 0), (cached, 800)):
        async with serving(streamed(PIECE, CHUNK | {"choices": [], "usage": usage})) as client:
            assert await pieces_of(client) == ["{}", Usage("gpt-4.1-mini", 900, known, 60)]


async def test_usage_that_makes_no_sense_does_no_harm():
    """An answer is not lost for a count of its tokens that nobody can read."""
    for usage in ({}, {"prompt_tokens": "many", "completion_tokens": None}, [1], "none"):
        async with serving(streamed(PIECE | {"usage": usage})) as client:
            assert await pieces_of(client) == ["{}"]


@asynccontextmanager
async def serving(body: str) -> AsyncIterator[AsyncOpenAI]:
    """A client of a server that answers everything with this stream."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
        writer.write((head + body).encode())
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/v1"
        async with AsyncOpenAI(api_key="k", base_url=url, max_retries=0, timeout=5) as client:
            yield client


async def test_whoever_stops_reading_stops_the_model(peer: OpenAIPeer, client: AsyncOpenAI):
    """Advice that is superseded costs no more tokens: its connection is closed."""
    peer.trouble = Trouble(stall_after=3)
    model = OpenAIChat(client, "gpt-4.1-mini")
    async with aclosing(model.stream(ModelRequest(MESSAGES))) as pieces:
        await anext(pieces)
    async with asyncio.timeout(5):
        await peer.until(lambda: peer.requests[0].outcome is not None)
