import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
from loguru import logger

from coach.model_advisor import ModelAdvisor
from coach.ports import Messages, ModelError, ModelRequest
from coach.request import Request, Silent
from conversation.coaching.advice import Advice
from conversation.coaching.model_answer import ADVICE_FORM
from conversation.coaching.usage import Usage
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from peers.json_schema import complaint
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from prompts.loader import load_playbook, load_prompt
from services.llm.chat_model import ChatModel
from services.llm.dialects.wording import strict_schema
from services.llm.http_client import HttpClient
from tests.services.model_server import client_of

Body = dict[str, Any]
MESSAGES: Messages = [
    {"role": "system", "content": "You coach."},
    {"role": "user", "content": "[c1] customer: It is too expensive."},
]


@pytest.fixture
async def peer() -> AsyncIterator[OpenAIPeer]:
    async with OpenAIPeer(first_token_s=0, token_s=0) as peer:
        yield peer


@pytest.fixture
async def client(peer: OpenAIPeer) -> AsyncIterator[HttpClient]:
    async with client_of(peer.url) as client:
        yield client


def chat(client: HttpClient) -> ChatModel:
    return ChatModel(client, "gpt-4.1-mini")


async def pieces_of(model: ChatModel) -> list[str | Usage]:
    return [piece async for piece in model.stream(ModelRequest(MESSAGES))]


async def said_by(model: ChatModel) -> str:
    return "".join([piece for piece in await pieces_of(model) if isinstance(piece, str)])


async def answered(client: HttpClient) -> str:
    return await said_by(chat(client))


async def outcome(model: ChatModel) -> str:
    """The answer, or the code of the error that came instead."""
    try:
        return await said_by(model)
    except ModelError as error:
        return error.code


async def failure(client: HttpClient) -> ModelError:
    return await failure_of(chat(client))


async def failure_of(model: ChatModel) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await said_by(model)
    return caught.value


async def test_the_answer_comes_in_pieces(peer: OpenAIPeer, client: HttpClient):
    """The model's JSON arrives token by token, and is advice."""
    assert len(await pieces_of(chat(client))) > 10
    answer = json.loads(await answered(client))
    assert answer.pop("worth_saying") is True
    assert Advice.model_validate(answer).headline == "Answer turn cb"


async def test_the_request_asks_for_advice_as_json(peer: OpenAIPeer, client: HttpClient):
    """Model, messages and a strict schema that the API takes are in the request."""
    await answered(client)
    (request,) = peer.requests
    assert request.model == "gpt-4.1-mini"
    assert request.body["messages"] == MESSAGES
    assert request.body["stream"] is True
    described = request.body["response_format"]["json_schema"]
    assert described["strict"] is True
    fields = described["schema"]["properties"]
    first = ["worth_saying", "priority", "signals_detected", "headline"]
    assert list(fields)[:4] == first
    assert fields.keys() == {"worth_saying", *Advice.model_fields}


def test_the_schema_is_in_the_strict_subset():
    """Strict mode takes the schema: every object closed, every field required, no bounds."""
    schema = strict_schema(ADVICE_FORM)
    assert complaint(schema) is None
    assert not {"minLength", "minimum", "maximum", "title", "default"} & set(_keys(schema))


def _keys(node: object) -> list[str]:
    if isinstance(node, list):
        return [key for item in node for key in _keys(item)]
    if isinstance(node, dict):
        return [*node, *(key for value in node.values() for key in _keys(value))]
    return []


async def test_a_silent_answer_ends_its_stream(peer: OpenAIPeer, client: HttpClient):
    """At a no the stream is closed: of a long answer the server writes a few tokens and no more."""
    peer.answer = lambda _: '{"worth_saying": false, "headline": "' + "Wait. " * 1000 + '"}'
    turn = Turn("c1", Speaker.CUSTOMER, "It is too expensive.", 0, 1000)
    coach = ModelAdvisor(
        chat(client), prompt=load_prompt("coach", "en"), playbook=load_playbook("sales", "en")
    )
    assert [piece async for piece in coach.advise(Request(turn, []))] == [Silent("model_silent")]
    (request,) = peer.requests
    await peer.until(lambda: request.outcome is not None)
    assert request.outcome == "abandoned"


async def test_the_connection_stays_warm(peer: OpenAIPeer, client: HttpClient):
    """One suggestion after the other goes over the same connection."""
    for _ in range(3):
        await answered(client)
    assert peer.connections == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "coach_request_refused"),
        (401, "coach_unauthorized"),
        (402, "coach_no_credit"),
        (403, "coach_unauthorized"),
        (404, "coach_bad_address"),
        (422, "coach_request_refused"),
        (429, "coach_rate_limited"),
        (500, "coach_unavailable"),
        (503, "coach_unavailable"),
    ],
)
async def test_an_http_error_has_its_code(
    peer: OpenAIPeer, client: HttpClient, status: int, code: str
):
    """Each status of a server that has answered before is a typed error, asked once.

    Its message has the status and the server's code, and none of the server's words.
    """
    model = chat(client)
    assert await said_by(model)
    peer.trouble = Trouble(status=status)
    error = await failure_of(model)
    assert error.code == code
    assert error.message.endswith(f"(HTTP {status}, server_error)")
    assert "on purpose" not in error.message
    assert len(peer.requests) == 2


async def test_a_rate_limit_says_when_to_come_back(peer: OpenAIPeer, client: HttpClient):
    """`Retry-After` is passed on; without it there is none."""
    peer.trouble = Trouble(status=429, retry_after_s=7)
    assert (await failure(client)).retry_after == 7
    peer.trouble = Trouble(status=429)
    assert (await failure(client)).retry_after is None


async def test_a_refusal_is_told_apart(peer: OpenAIPeer, client: HttpClient):
    """A model that declines is no failure of the line, and its words stay with it."""
    peer.trouble = Trouble(refusal="I can't help with that customer.")
    error = await failure(client)
    assert (error.code, error.refused) == ("coach_refused", True)
    assert "customer" not in error.message


@pytest.mark.parametrize("after", [0, 5])
async def test_a_connection_that_breaks_is_unavailable(
    peer: OpenAIPeer, client: HttpClient, after: int
):
    """A reset in the middle of the answer is a typed error, as one before it is."""
    peer.trouble = Trouble(cut_after=after)
    assert (await failure(client)).code == "coach_unavailable"


async def test_a_server_that_is_not_there_is_unavailable():
    """A refused connection is a typed error."""
    async with OpenAIPeer() as peer:
        gone = peer.url
    async with client_of(gone) as client:
        assert (await failure(client)).code == "coach_unavailable"


@pytest.mark.parametrize("trouble", [Trouble(hang=True), Trouble(stall_after=3)])
async def test_a_server_that_says_nothing_times_out(peer: OpenAIPeer, trouble: Trouble):
    """A request that is never answered, or not to its end, is a timeout."""
    peer.trouble = trouble
    async with client_of(peer.url, timeout=0.2) as client:
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
        assert await outcome(chat(client)) in ("", "coach_bad_address")


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
            assert await pieces_of(chat(client)) == ["{}", Usage("gpt-4.1-mini", 900, known, 60)]


async def test_usage_that_makes_no_sense_does_no_harm():
    """An answer is not lost for a count of its tokens that nobody can read."""
    for usage in ({}, {"prompt_tokens": "many", "completion_tokens": None}, [1], "none"):
        async with serving(streamed(PIECE | {"usage": usage})) as client:
            assert await pieces_of(chat(client)) == ["{}"]


@asynccontextmanager
async def serving(body: str) -> AsyncIterator[HttpClient]:
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
        async with client_of(url) as client:
            yield client


async def test_whoever_stops_reading_stops_the_model(peer: OpenAIPeer, client: HttpClient):
    """Advice that is superseded costs no more tokens: its connection is closed."""
    peer.trouble = Trouble(stall_after=3)
    model = ChatModel(client, "gpt-4.1-mini")
    async with aclosing(model.stream(ModelRequest(MESSAGES))) as pieces:
        await anext(pieces)
    async with asyncio.timeout(60):
        await peer.until(lambda: peer.requests[0].outcome is not None)


def refusing(
    status: int, message: str, takes: Callable[[Body], bool], **more: Any
) -> Callable[[Body], tuple[int, Any] | None]:
    """A server that refuses all requests but those that it takes."""
    told = {"error": {"message": message, "type": "invalid_request_error", **more}}
    return lambda body: None if takes(body) else (status, told)


def format_of(body: Body) -> str | None:
    return (body.get("response_format") or {}).get("type")


def roles(body: Body) -> list[str]:
    return [message["role"] for message in body["messages"]]


REFUSING = {
    "no schema": refusing(
        400,
        "This response_format type is unavailable now",
        lambda body: format_of(body) in ("json_object", None),
    ),
    "no format": refusing(
        422,
        "Failed to deserialize the JSON body: response_format.type",
        lambda body: not format_of(body),
    ),
    "an error of the grammar": refusing(500, "grammar error", lambda body: not format_of(body)),
    "no part of a schema": refusing(
        400, 'Unknown name "additionalProperties"', lambda body: format_of(body) != "json_schema"
    ),
    "no endpoint": refusing(
        404, "No endpoints found that support response_format", lambda body: not format_of(body)
    ),
    "no stream": refusing(
        400, "'stream' does not support true", lambda body: not body.get("stream")
    ),
    "no usage": refusing(
        400, "unknown field `stream_options`", lambda body: "stream_options" not in body
    ),
    "no system role": refusing(
        400, "System role not supported", lambda body: roles(body) == ["user"]
    ),
    "roles alternate": refusing(
        400,
        "Conversation roles must alternate user/assistant",
        lambda body: roles(body) == ["user"],
    ),
    "no schema, without a word": refusing(
        400, "Invalid argument", lambda body: not format_of(body)
    ),
    "no schema, out of order": refusing(
        500, "Internal Server Error", lambda body: not format_of(body)
    ),
    "no stream, without a word": refusing(422, "No.", lambda body: not body.get("stream")),
}


@pytest.mark.parametrize("refuse", REFUSING.values(), ids=REFUSING.keys())
async def test_what_a_server_refuses_is_left_out_and_remembered(
    peer: OpenAIPeer,
    client: HttpClient,
    refuse: Callable[[Body], tuple[int, Any] | None],
    log: list[str],
):
    """The same turn is answered without it, later ones are asked without it; the log says it once.

    Three turns of a server that refuses one part cost no more than six requests.
    """
    peer.refuse = refuse
    peer.answer = lambda _: "Advice."
    model = chat(client)
    assert [await said_by(model) for _ in range(3)] == ["Advice."] * 3
    assert len(peer.requests) <= 6
    assert [request.outcome for request in peer.requests[-3:]] == ["answered"] * 3
    assert len(log) == 1
    assert "is asked without" in log[0]


@pytest.fixture
def log() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(line.record["message"]), level="WARNING")
    yield lines
    logger.remove(sink)


async def test_all_that_the_system_message_says_is_asked_without_it(
    peer: OpenAIPeer, client: HttpClient
):
    """A server that takes no system role and no format still hears what it is to write."""
    peer.refuse = refusing(
        400,
        "response_format, stream, system role",
        lambda body: not format_of(body) and not body.get("stream") and roles(body) == ["user"],
    )
    await answered(client)
    (message,) = peer.requests[-1].body["messages"]
    assert "You coach." in message["content"]
    assert "too expensive" in message["content"]
    assert all(field in message["content"] for field in ("JSON", *Advice.model_fields))


async def test_a_stream_that_is_no_stream(peer: OpenAIPeer, client: HttpClient):
    """A server that ignores `stream` is read as it answers, with its usage."""
    peer.trouble = Trouble(unstreamed=True)
    model = chat(client)
    *_, usage = await pieces_of(model)
    assert isinstance(usage, Usage)
    assert json.loads(await said_by(model))["headline"] == "Answer turn cb"
    assert len(peer.requests) == 2


async def test_a_server_that_takes_nothing_is_not_tried_for_ever(
    peer: OpenAIPeer, client: HttpClient
):
    """Other forms are tried a few times; then each turn is one request, until it answers."""
    peer.refuse = refusing(400, "No.", lambda _: False)
    model = chat(client)
    for _ in range(4):
        assert await outcome(model) == "coach_request_refused"
    tried = len(peer.requests)
    assert await outcome(model) == "coach_request_refused"
    assert len(peer.requests) == tried + 1
    peer.refuse = lambda _: None
    assert await said_by(model)
    assert format_of(peer.requests[-1].body) == "json_schema"


@pytest.mark.parametrize(
    ("status", "more", "code"),
    [
        (429, {"code": "insufficient_quota"}, "coach_no_credit"),
        (404, {"code": "model_not_found"}, "coach_model_unknown"),
        (400, {"code": "content_filter"}, "coach_refused"),
        (400, {"code": "context_length_exceeded"}, "coach_context_too_small"),
        (400, {"code": "invalid_api_key"}, "coach_unauthorized"),
    ],
)
async def test_a_cause_that_is_certain_is_asked_once(
    peer: OpenAIPeer, client: HttpClient, status: int, more: dict[str, str], code: str
):
    """No other form of the request helps where the cause is another; it is named."""
    peer.refuse = refusing(status, "No.", lambda _: False, **more)
    error = await failure(client)
    assert error.code == code
    assert more["code"] in error.message
    assert len(peer.requests) == 1
