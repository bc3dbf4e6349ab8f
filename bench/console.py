"""What an agent's screen asks of the server, timed."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect

from bench.quantiles import quantile

_TAIL = 100


@dataclass(frozen=True, slots=True)
class Look:
    """How long a console waits.

    Attributes:
        events: How many events the call has.
        append_ms: From a client's message to the event that it causes, stored; p50.
        tail_ms: To read the last hundred events in REST; p50.
        call_ms: To read the call in REST, as the console does; p50.
        replay_ms: To replay all events on the side channel.
    """

    events: int
    append_ms: float
    tail_ms: float
    call_ms: float
    replay_ms: float


class Console:
    """A console of one call."""

    def __init__(self, live_url: str, rest: httpx.AsyncClient, call: str, repeat: int):
        """Create the console; each request is made `repeat` times."""
        self._live_url = live_url
        self._rest = rest
        self._call = call
        self._repeat = repeat

    async def look(self) -> Look:
        """Open the call, as a console does that is loaded in the middle of it."""
        call_ms = [await self._get(self._call) for _ in range(self._repeat)]
        last_seq = (await self._rest.get(self._call)).json()["call"]["last_seq"]
        tail = f"{self._call}/events?after={max(0, last_seq - _TAIL)}"
        tail_ms = [await self._get(tail) for _ in range(self._repeat)]
        async with connect(self._live_url, compression=None, max_queue=None) as socket:
            replay_ms = await _timed(lambda: _until_seq(socket, last_seq))
            append_ms = []
            for number in range(2 * self._repeat):
                command = orjson.dumps({"type": ("pause", "resume")[number % 2]})

                async def said(command: bytes = command, seq: int = last_seq + number + 1) -> None:
                    await socket.send(command, text=True)
                    await _until_seq(socket, seq)

                append_ms.append(await _timed(said))
        return Look(
            events=last_seq,
            append_ms=quantile(append_ms, 0.5),
            tail_ms=quantile(tail_ms, 0.5),
            call_ms=quantile(call_ms, 0.5),
            replay_ms=replay_ms,
        )

    async def _get(self, path: str) -> float:
        async def got() -> None:
            (await self._rest.get(path)).raise_for_status()

        return await _timed(got)


async def _timed(work: Callable[[], Awaitable[None]]) -> float:
    began = time.monotonic()
    await work()
    return (time.monotonic() - began) * 1000


async def _until_seq(socket: ClientConnection, seq: int) -> None:
    while True:
        event = orjson.loads(await socket.recv(decode=False))
        if event["seq"] is not None and event["seq"] >= seq:
            return
