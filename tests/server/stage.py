"""A server with keys and some calls, asked in process or over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import orjson
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Response
from websockets.typing import Subprotocol

from conversation.events.event import EventType
from peers.server_process import NO_TLS
from pipeline.runtime import Runtime, open_runtime
from pubsub.clock import Clock
from server.app import create_app
from server.serving.serving import serving
from settings import load
from tests.empty_log import put_empty_log
from tests.payloads import raw

NAMES = ("maria", "ben", "sam", "ada")
MARIA, BEN, SAM, ADA = (f"key-of-{name}-0123456789abcdef" for name in NAMES)
API_KEYS = f"maria:agent:{MARIA},ben:agent:{BEN},sam:supervisor:{SAM},ada:admin:{ADA}"
MARIAS, BENS, UNKNOWN = "CA-maria", "CA-ben", "CA-unknown"
PATIENCE_S = 30.0
"""Of a client of REST: a machine that does much else may keep its 5 s from it."""
START = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)


class ManualClock(Clock):
    """A clock that stands still until it is advanced."""

    def __init__(self, now: datetime = START) -> None:
        """Stand at `now`."""
        self._now = now
        self._waiting: list[tuple[datetime, asyncio.Future[None]]] = []
        self._asked = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    async def until(self, moment: datetime) -> None:
        if moment > self._now:
            come = asyncio.get_running_loop().create_future()
            self._waiting.append((moment, come))
            self._asked.set()
            await come

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        due = [come for moment, come in self._waiting if moment <= self._now and not come.done()]
        for come in due:
            come.set_result(None)

    async def advance_once_awaited(self, seconds: float) -> None:
        """Let time pass as soon as somebody waits for it."""
        while all(come.done() for _, come in self._waiting):
            self._asked.clear()
            await self._asked.wait()
        self.advance(seconds)


@asynccontextmanager
async def make_runtime(
    folder: Path, clock: Clock | None = None, settle: timedelta | None = None, **settings: Any
) -> AsyncIterator[Runtime]:
    """The runtime of a process with those settings, its data in `folder`.

    A model may take a minute, as nothing is to depend on how busy the machine is; and no meanings
    are read that a test does not ask for, not even where a runtime is made once for a file.
    """
    own = {"data_dir": folder, "coach_timeout_secs": 60, "coach_meaning": False}
    settings = own | settings
    if "database_url" not in settings:
        await put_empty_log(settings["data_dir"])
    async with open_runtime(load(**settings), clock=clock, settle=settle) as runtime:
        yield runtime


async def start_call(
    runtime: Runtime, call_id: str, agent_id: str | None, turns: int = 0, source: str = "text"
) -> None:
    """Start a call of an agent in which something was said."""
    parameters = {"agent_id": agent_id} if agent_id else {}
    data = {"source": source, "participants": [], "parameters": parameters}
    await runtime.events.publish(call_id, raw(EventType.CALL_STARTED, data))
    for number in range(turns):
        await say(runtime, call_id, number)


async def say(runtime: Runtime, call_id: str, number: int) -> None:
    """A turn of the customer."""
    turn = {
        "turn_id": f"t{number}",
        "speaker": "customer",
        "text": f"Turn {number}.",
        "start_ms": number * 1000,
        "end_ms": number * 1000 + 900,
        "language": "en",
        "confidence": 0.9,
    }
    await runtime.events.publish(call_id, raw(EventType.TURN_FINAL, turn))


async def remember(runtime: Runtime, call_id: str, times: int) -> dict[str, Any]:
    """Tell a memory of 4 kB so often, as in a call of hours; the last one's data."""
    lines = [f"Line {number} of what was said before." for number in range(100)]
    memory: dict[str, Any] = {"entities": [], "phase": None, "sentiment": {}, "lines": lines}
    for number in range(times - 1):
        told = raw(EventType.MEMORY_UPDATED, memory | {"until_turn_id": f"c{number}"})
        runtime.events.put(call_id, told)
    last = memory | {"until_turn_id": f"c{times}"}
    await runtime.events.publish(call_id, raw(EventType.MEMORY_UPDATED, last))
    return last


async def end_call(runtime: Runtime, call_id: str) -> None:
    """End a call."""
    await runtime.events.publish(
        call_id, raw(EventType.CALL_ENDED, {"reason": "hangup", "duration_ms": 1000})
    )


def from_everywhere(app: ASGIApp) -> ASGIApp:
    """The application, asked from a new address each time: who is refused often must wait."""
    asked_before = count()

    async def ask(scope: Scope, receive: Receive, send: Send) -> None:
        address = str(IPv4Address("10.0.0.0") + next(asked_before))
        await app({**scope, "client": (address, 50000)}, receive, send)

    return ask


def asked(app: ASGIApp, credential: str | None = None, **more: Any) -> httpx.AsyncClient:
    """A client that asks `app` in process, with a key or a token."""
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 50000))
    options = {"base_url": "http://127.0.0.1", "headers": headers, "transport": transport}
    return httpx.AsyncClient(**(options | more))


@asynccontextmanager
async def an_app(folder: Path, clock: Clock | None = None, **settings: Any) -> AsyncIterator[Any]:
    """The runtime and the application with those settings, and the calls of two agents."""
    async with make_runtime(folder, clock, **settings) as runtime:
        await start_call(runtime, MARIAS, "maria", turns=2)
        await start_call(runtime, BENS, "ben", turns=1)
        await end_call(runtime, BENS)
        yield runtime, create_app(runtime)


@asynccontextmanager
async def an_api(folder: Path, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application with those settings."""
    async with (
        make_runtime(folder, **settings) as runtime,
        asked(create_app(runtime)) as client,
    ):
        yield client


async def said(client: httpx.AsyncClient, path: str, **message: Any) -> dict[str, Any]:
    """The answer to a message."""
    answer = await client.post(path, json=message)
    assert answer.status_code == 200, answer.text
    return answer.json()


class Served:
    """A server on a real port.

    Attributes:
        runtime: Its runtime.
        port: Its port.
    """

    def __init__(self, runtime: Runtime, port: int) -> None:
        """Ask the server of `runtime` on `port`."""
        self.runtime = runtime
        self.port = port

    @property
    def http(self) -> str:
        """The base address of REST."""
        return f"http://127.0.0.1:{self.port}"

    def live(self, call_id: str, credential: str | None, after: int = 0, **more: Any) -> connect:
        """A client of a call's side channel, as a browser opens it."""
        return self._socket(f"/api/calls/{call_id}/live?after={after}", credential, **more)

    def ingest(self, call_id: str, credential: str | None = None, query: str = "") -> connect:
        """A transcriber that brings in a call."""
        return self._socket(f"/api/ingest/{call_id}{query}", credential)

    def media(self, name: str = "127.0.0.1", **more: Any) -> connect:
        """A stream of Twilio's, without a signature, to the server by some name for it."""
        url = f"ws://{name}:{self.port}/twilio/media"
        return connect(url, host="127.0.0.1", port=self.port, proxy=None, **more)

    def ask(self, credential: str | None = None) -> httpx.AsyncClient:
        """A client of REST."""
        headers = {"Authorization": f"Bearer {credential}"} if credential else {}
        return httpx.AsyncClient(
            base_url=self.http, headers=headers, trust_env=False, verify=NO_TLS, timeout=PATIENCE_S
        )

    def _socket(self, path: str, credential: str | None, **more: Any) -> connect:
        offered = ["callshadow.v1", *([f"bearer.{credential}"] if credential else [])]
        return connect(
            f"ws://127.0.0.1:{self.port}{path}",
            subprotocols=[Subprotocol(name) for name in offered],
            proxy=None,
            **more,
        )


@asynccontextmanager
async def served(
    folder: Path, clock: Clock | None = None, **settings: Any
) -> AsyncIterator[Served]:
    """A server with those settings on a free port, and the calls of two agents."""
    async with make_runtime(folder, clock, **settings) as runtime:
        await start_call(runtime, MARIAS, "maria", turns=2)
        await start_call(runtime, BENS, "ben", turns=1)
        async with serving(runtime, "127.0.0.1", 0) as (_, port):
            yield Served(runtime, port)


async def refused(connecting: connect, protocol: str | None = "callshadow.v1") -> Response | None:
    """The answer to a WebSocket that is refused; None for one that is let in, with `protocol`."""
    try:
        async with connecting as socket:
            assert socket.subprotocol == protocol
            return None
    except InvalidStatus as error:
        return error.response


async def close_code(socket: ClientConnection) -> int | None:
    """The code with which the server closes a socket, within 10 s."""
    try:
        async with asyncio.timeout(10):
            while True:
                await socket.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


async def events(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """The next events on a side channel; heartbeats are passed over."""
    found: list[dict[str, Any]] = []
    while len(found) < count:
        event = orjson.loads(await socket.recv())
        if event["type"] != "heartbeat":
            found.append(event)
    return found


async def until(socket: ClientConnection, kind: str, **data: Any) -> list[dict[str, Any]]:
    """The events up to one of a kind with such data."""
    found: list[dict[str, Any]] = []
    while True:
        event = orjson.loads(await socket.recv())
        if event["seq"]:
            found.append(event)
        if event["type"] == kind and data.items() <= event["data"].items():
            return found


def of_type(found: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The data of the events of a type."""
    return [event["data"] for event in found if event["type"] == kind]
