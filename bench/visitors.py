"""Visitors of many calls in one process: viewers, clients of REST, another transcriber."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from typing import Any, Self

import httpx
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.frames import CloseCode

from transports.twilio.replay_messages import sid

_SEGMENT_S = 1.0
_LAST_S = 120.0
_TIMEOUT_S = 20.0
_DOCUMENT = "The plan of team {0} costs {0} dollars a month. It is billed once a year."
_LINES = ("And what does it cost?", "It is ninety dollars a month.", "That is too expensive.")


@dataclass(slots=True)
class Seen:
    """What a viewer got of a call.

    Attributes:
        late_ms: How late each durable event was that came live, from its `at`.
        missed: How many numbers were left out or came twice.
        ended: Whether it saw the call end.
    """

    late_ms: list[float] = field(default_factory=list)
    missed: int = 0
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Visits:
    """What all visitors had.

    Attributes:
        seen: What each viewer got.
        answer_ms: How long each answer of REST took, by what was asked.
        segments: How many segments another transcriber sent, of how many calls.
        errors: What went wrong, a line each.
    """

    seen: list[Seen]
    answer_ms: dict[str, list[float]]
    segments: int
    errors: list[str]


class Visitors:
    """The worker.

    Args:
        http: The base address.
        live: The side channel's address, with `{call_id}` in it.
    """

    def __init__(self, http: str, live: str):
        self._http = http
        self._live = live
        self._visits = Visits([], {}, 0, [])
        self._segments = 0
        self._over = asyncio.Event()
        self._viewers: list[asyncio.Task[None]] = []
        self._others: list[asyncio.Task[None]] = []
        self._calls: list[str] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [*self._viewers, *self._others]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def watch(self, call_id: str, viewers: int) -> None:
        """Have so many viewers of a call, and return when each of them is let in."""
        self._calls.append(call_id)
        for _ in range(viewers):
            url = self._live.format(call_id=call_id)
            try:
                socket = await connect(url, compression=None, ping_interval=None)
            except (OSError, TimeoutError, WebSocketException) as error:
                self._visits.errors.append(f"viewer: {error!r}")
                continue
            seen = Seen()
            self._visits.seen.append(seen)
            self._viewers.append(asyncio.create_task(self._view(socket, seen)))

    async def begin(self, asking: int, dictating: int) -> None:
        """Begin to ask REST, and to bring in calls of another transcriber's, so many at a time."""
        work = [self._ask(number) for number in range(asking)]
        work += [self._dictate(number) for number in range(dictating)]
        self._others += [asyncio.create_task(self._counted(one)) for one in work]

    async def rest(self) -> None:
        """Have REST's clients and the transcribers end what they are at."""
        self._over.set()
        await asyncio.gather(*self._others)

    async def visits(self) -> Visits:
        """All that came, when the viewers have seen the ends of their calls."""
        if self._viewers:
            await asyncio.wait(self._viewers, timeout=_LAST_S)
        return Visits(
            self._visits.seen, self._visits.answer_ms, self._segments, self._visits.errors
        )

    async def _counted(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (OSError, TimeoutError, httpx.HTTPError, WebSocketException) as error:
            self._visits.errors.append(repr(error))

    async def _view(self, socket: Any, seen: Seen) -> None:
        last, came_at = 0, time.time()
        with suppress(ConnectionClosed):
            while not seen.ended:
                event = orjson.loads(await socket.recv(decode=False))
                if event["seq"] is None:
                    continue
                now, made_at = time.time(), datetime.fromisoformat(event["at"]).timestamp()
                seen.missed += event["seq"] != last + 1
                last = event["seq"]
                seen.ended = event["type"] == "call.ended"
                if made_at > came_at:
                    seen.late_ms.append((now - made_at) * 1000)
        if not seen.ended:
            self._visits.errors.append(f"viewer: closed with {socket.close_code} after {last}")

        await socket.close()

    async def _ask(self, number: int) -> None:
        """One client of REST: a page after the other, as a console and programs ask."""
        async with httpx.AsyncClient(base_url=self._http, timeout=_TIMEOUT_S) as client:
            for round_number, call_id in enumerate(cycle(self._calls)):
                name = f"{number}-{round_number}"
                text = _DOCUMENT.format(name).encode()
                files = {"files": (f"{name}.txt", text, "text/plain")}
                said = {"speaker": "customer", "text": "And what does it cost?"}
                async with self._timed("a call") as told:
                    told(await client.get(f"/api/calls/{call_id}"))
                async with self._timed("calls") as told:
                    told(await client.get("/api/calls", params={"limit": 20}))
                async with self._timed("insights") as told:
                    told(await client.get("/api/insights"))
                async with self._timed("a document") as told:
                    told(await _sent(client, files))
                async with self._timed("a search") as told:
                    query = {"q": "what does the plan cost"}
                    told(await client.get("/api/knowledge/search", params=query))
                async with self._timed("a message") as told:
                    told(await client.post(f"/api/process/desk{number}", json=said))
                if self._over.is_set():
                    return

    @asynccontextmanager
    async def _timed(self, what: str) -> AsyncIterator[Any]:
        began = time.monotonic()

        def told(answer: httpx.Response) -> None:
            if answer.status_code >= httpx.codes.BAD_REQUEST:
                self._visits.errors.append(f"{what}: {answer.status_code} {answer.text[:200]}")

        try:
            yield told
        except httpx.HTTPError as error:
            self._visits.errors.append(f"{what}: {error!r}")
        took_ms = (time.monotonic() - began) * 1000
        self._visits.answer_ms.setdefault(what, []).append(took_ms)

    async def _dictate(self, number: int) -> None:
        """One call of another transcriber's after the other, of a few lines each."""
        url = self._http.replace("http", "ws", 1)
        while not self._over.is_set():
            call_id = sid("CA")
            async with connect(f"{url}/api/ingest/{call_id}", compression=None) as socket:
                for line, speaker in zip(_LINES, cycle(("customer", "agent")), strict=False):
                    words = {"speaker": speaker, "text": line}
                    await socket.send(orjson.dumps(words), text=True)
                    self._segments += 1
                    await asyncio.sleep(_SEGMENT_S)
                await socket.send('{"type": "end"}')
                async for message in socket:
                    self._visits.errors.append(f"transcriber {number}: {message[:200]!r}")
            if socket.close_code != CloseCode.NORMAL_CLOSURE:
                told = f"transcriber {number}: closed with {socket.close_code}"
                self._visits.errors.append(told)


async def _sent(client: httpx.AsyncClient, files: Any) -> httpx.Response:
    """The answer to a document; one at a time is read, and who is refused comes when told to."""
    while True:
        answer = await client.post("/api/knowledge/documents", files=files)
        if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return answer
        await asyncio.sleep(float(answer.headers["Retry-After"]))
