"""Live lines: calls one after the other, each with a viewer, and what became of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bench.balanced import Balanced
from bench.fast_client import FastClient
from bench.looped_call import looped_call
from bench.turns import lost_turns
from transports.twilio.replay_messages import sid

_LAST_S = 60.0
_AGAIN_S = 0.5
_TIDY_S = 90.0
_WORD = "desk"


@dataclass(slots=True)
class Told:
    """What became of the calls.

    Attributes:
        calls: How many there were.
        turns: How many turns were spoken.
        lost: How many of them are in no transcript.
        to_find: The calls in which a word was said that they are to be found by.
        unfound: How many of them are not.
        courses: How often which course of events was seen by a viewer.
        missed: The numbers of events that a viewer missed or had twice.
        refused: How often a call or a viewer was not taken at once, and came again, by the reason.
        drained_s: How long each replica took to drain and to be there again.
    """

    calls: int = 0
    turns: int = 0
    lost: int = 0
    to_find: list[str] = field(default_factory=list[str])
    unfound: int = 0
    courses: Counter[str] = field(default_factory=Counter[str])
    missed: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    drained_s: list[float] = field(default_factory=list[float])


async def line(target: Balanced, call_ms: int, told: Told, done: asyncio.Event) -> None:
    """One call after the other, until all is done."""
    while not done.is_set():
        call_id = sid("CA")
        seeing = asyncio.create_task(_seen(target, call_id, told))
        async with _taken(target, call_id, told) as fork:
            await fork.play_until(call_ms)
            await fork.hang_up()
        try:
            async with asyncio.timeout(_LAST_S):
                told.courses[await seeing] += 1
        except TimeoutError:
            told.courses["no end"] += 1
        async with target.client() as client:
            said = (await client.get(f"/api/calls/{call_id}")).raise_for_status().json()
            turns, lost = lost_turns(looped_call(), said["transcript"], 0, call_ms - 1000)
        told.calls, told.turns, told.lost = told.calls + 1, told.turns + turns, told.lost + lost
        if any(_WORD in turn["text"].lower() for turn in said["transcript"]):
            told.to_find.append(call_id)


async def unfound(target: Balanced, to_find: list[str]) -> set[str]:
    """The calls that are not found once each replica has tidied up what others have left."""
    left = set(to_find)
    with suppress(TimeoutError):
        async with asyncio.timeout(_TIDY_S):
            while left := left - await _found(target):  # noqa: ASYNC110 - another process
                await asyncio.sleep(_AGAIN_S)
    return left


async def _found(target: Balanced) -> set[str]:
    """The calls that are found by a word."""
    found: set[str] = set()
    page = f"/api/calls?search={_WORD}&limit=100"
    async with target.client() as client:
        while page:
            answer = (await client.get(page)).raise_for_status()
            found |= {one["call_id"] for one in answer.json()}
            page = answer.links.get("next", {}).get("url", "")
    return found


@asynccontextmanager
async def _taken(target: Balanced, call_id: str, told: Told) -> AsyncIterator[FastClient]:
    """A call by a media stream, as soon as it is taken."""
    while True:
        fork = FastClient(target.media, call_id, 1.0)
        try:
            await fork.__aenter__()
        except (OSError, InvalidStatus) as error:
            told.refused[f"call: {error}"] += 1
            await asyncio.sleep(_AGAIN_S)
            continue
        async with AsyncExitStack() as stack:
            stack.push_async_exit(fork)
            yield fork
        return


async def _seen(target: Balanced, call_id: str, told: Told) -> str:
    """What a viewer sees of a call, who comes again where their replica goes."""
    last, course = 0, []
    while True:
        try:
            url = f"{target.live.format(call_id=call_id)}?after={last}"
            async with connect(url, compression=None, ping_interval=None) as socket:
                while True:
                    event = orjson.loads(await socket.recv(decode=False))
                    if event["seq"] is None:
                        continue
                    told.missed += event["seq"] != last + 1
                    last = event["seq"]
                    if event["type"] in {"call.started", "call.ended"}:
                        course.append(event["data"].get("reason") or "started")
                    if event["type"] == "call.ended":
                        return " ▸ ".join(course)
        except ConnectionClosed:
            await asyncio.sleep(_AGAIN_S)
        except (OSError, InvalidStatus) as error:
            told.refused[f"viewer: {error}"] += 1
            await asyncio.sleep(_AGAIN_S)
