"""The WebSockets' inbound messages, good, nearly good and garbage: the socket stays open."""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from loguru import logger
from websockets.asyncio.client import ClientConnection

from tests.server.stage import MARIAS, Served, served

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
WORDS = TEXT.filter(lambda text: any(char.isalnum() for char in text))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
GARBAGE = st.one_of(
    TEXT,
    st.binary(max_size=100),
    JSON.map(json.dumps),
    st.sampled_from(["[" * 5000, '{"type": "\\ud800"}', "NaN", "1" * 5000, "\0", "é" * 10_000]),
)
MS = st.integers(0, 10**8)
SEGMENTS = st.fixed_dictionaries(
    {"speaker": st.sampled_from(["customer", "client", "agent"]), "text": WORDS},
    optional={
        "type": st.just("segment"),
        "final": st.booleans(),
        "start_ms": MS,
        "language": TEXT.map(lambda text: text[:35]),
        "confidence": st.floats(0, 1),
    },
)
COMMANDS = st.one_of(
    st.fixed_dictionaries({"type": st.sampled_from(["pause", "resume"])}),
    st.fixed_dictionaries({"type": st.just("ask"), "text": WORDS}),
    st.fixed_dictionaries(
        {
            "type": st.just("feedback"),
            "suggestion_id": WORDS,
            "rating": st.sampled_from(["used", "useful", "not_useful", "dismissed"]),
        },
        optional={"comment": TEXT},
    ),
)
WRONG = st.none() | st.lists(JSON, max_size=2) | st.dictionaries(TEXT, JSON, max_size=2)

few = settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    database=None,
    derandomize=True,
)


@st.composite
def spoiled(draw: st.DrawFn, messages: st.SearchStrategy[dict[str, Any]]) -> str:
    """A message of which one field has a wrong type, or has a name that is not known."""
    message = draw(messages)
    if draw(st.booleans()):
        field = draw(st.sampled_from(sorted(set(message) - {"start_ms", "language", "confidence"})))
        message[field] = draw(WRONG)
    else:
        message["unknown " + draw(TEXT)] = draw(JSON)
    return json.dumps(message)


class Socket:
    """A socket of a server that runs while this asks it, in one event loop."""

    def __init__(self, runner: asyncio.Runner, socket: ClientConnection, last: str) -> None:
        self._runner = runner
        self._socket = socket
        self._last = last

    def answers(self, message: str | bytes) -> list[dict[str, Any]]:
        """What the server says to a message; a bad one that is known comes after it."""
        return self._runner.run(self._ask(message))

    async def _ask(self, message: str | bytes) -> list[dict[str, Any]]:
        await self._socket.send(message)
        await self._socket.send(json.dumps({"type": self._last, "the last": True}))
        found: list[dict[str, Any]] = []
        while True:
            event = orjson.loads(await self._socket.recv())
            if event["type"] == "error" and "the last" in event["data"]["message"]:
                return found
            found.append(event)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def server(runner: asyncio.Runner, tmp_path: Path) -> Iterator[tuple[Served, AsyncExitStack]]:
    """A server, and what is closed before it."""
    stack = AsyncExitStack()
    yield runner.run(stack.enter_async_context(served(tmp_path))), stack
    runner.run(stack.aclose())


@pytest.fixture
def ingest(runner: asyncio.Runner, server: tuple[Served, AsyncExitStack]) -> Socket:
    """A transcriber's socket."""
    served, stack = server
    socket = runner.run(stack.enter_async_context(served.ingest("text-1")))
    return Socket(runner, socket, "end")


@pytest.fixture
def live(runner: asyncio.Runner, server: tuple[Served, AsyncExitStack]) -> Socket:
    """A viewer's socket, of a call that this server does not run."""
    served, stack = server
    socket = runner.run(stack.enter_async_context(served.live(MARIAS, None, after=3)))
    return Socket(runner, socket, "pause")


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever is said, nothing is logged as an error, here or in a library."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), level="ERROR")
    yield
    logger.remove(sink)
    assert lines == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def assert_one_error(answers: list[dict[str, Any]]) -> None:
    assert [(answer["type"], answer["seq"]) for answer in answers] == [("error", None)]
    assert answers[0]["data"]["error_code"]
    assert answers[0]["data"]["message"]


def test_a_segment_that_is_right_has_no_answer(ingest: Socket) -> None:
    """Whatever words and times it has."""

    @few
    @given(SEGMENTS.map(json.dumps))
    def say(message: str) -> None:
        assert ingest.answers(message) == []
        assert ingest.answers(message.encode()) == []

    say()


def test_anything_else_to_ingest_has_one_error(ingest: Socket) -> None:
    """Each message gets exactly one, and the socket stays open."""

    @few
    @given(GARBAGE | spoiled(SEGMENTS))
    def say(message: str | bytes) -> None:
        assert_one_error(ingest.answers(message))

    say()


def test_anything_to_the_side_channel_has_one_error(live: Socket) -> None:
    """Of a call that does not run, even a good command does; the socket stays open."""

    @few
    @given(GARBAGE | COMMANDS.map(json.dumps) | spoiled(COMMANDS))
    def say(message: str | bytes) -> None:
        assert_one_error(live.answers(message))

    say()
