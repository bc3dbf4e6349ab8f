"""What searches of a company's documents cost live calls, and how long they take beside them."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from bench.chart import lines
from bench.child import Child
from bench.knowledge import MadeUp, Words, fill
from bench.load import Count, Load, Step
from bench.looped_call import looped_call
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.quantiles import quantile
from bench.report import BenchError, Report
from bench.served import Served
from bench.table import table
from conversation.speech.speakers import Speaker
from services.embeddings.local import LocalEmbedder
from settings import load

_SETTLE_S = 4.0
_PAUSE_S = 0.3
_ASKED = 9
_MISSES = re.compile(
    r'^callshadow_knowledge_cache_lookups_total\{cache="searches",result="miss"\} (\S+)', re.M
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured.

    Attributes:
        calls: How many live calls there are.
        passages: How many passages their company has.
        seconds: How long they are measured.
        searches: How many are made before there is a call.
    """

    calls: int
    passages: int
    seconds: float
    searches: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured of one server.

    Attributes:
        passages: How many passages it has.
        step: Its calls.
        alone_ms: Searches over REST without a call, sorted.
        beside_ms: The same beside the calls.
        in_calls: How many searches the calls made.
        count: What was heard of what was said.
    """

    passages: int
    step: Step
    alone_ms: list[float]
    beside_ms: list[float]
    in_calls: int
    count: Count


async def run(folder: Path, plan: Plan) -> Report:
    """Measure a server whose company has no documents, and one whose company has many."""
    sizes = (0, plan.passages)
    return report([await measure(folder / str(size), plan, size) for size in sizes])


async def measure(folder: Path, plan: Plan, size: int) -> Outcome:
    """Measure searches alone, and then live calls and searches beside each other."""
    cores, words = Cores.split(), Words(_said())
    if size:
        # The server takes these vectors for its own encoder's: what they cost is the same.
        settings = load(data_dir=folder / "data")
        await fill(settings, size, words, MadeUp(LocalEmbedder.name))
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays()))
        given: dict[str, str] = await peers.ask("settings")
        kept = {name: value for name, value in given.items() if "OPENAI" not in name}
        kept |= {"MAX_CALLS": "0", "AFTER_CALL": "none"}
        server = await stack.enter_async_context(Served(folder, kept, cores=cores))
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=server.http, timeout=60)
        )
        calls = Load(f"{size} passages", server, peers, cores.load, is_product=True)
        await stack.enter_async_context(calls)
        await asyncio.sleep(_SETTLE_S)  # it reads its vectors beside its start
        alone = [await _search(client, words) for _ in range(plan.searches if size else 0)]
        await calls.prepare([plan.calls], plan.seconds + _SETTLE_S)
        if not await calls.open(plan.calls):
            raise BenchError("the server did not take the calls")
        await asyncio.sleep(_SETTLE_S)
        before = await _misses(client)
        async with _searching(client, words if size else None) as beside:
            step = await calls.measure(plan.seconds)
        in_calls = await _misses(client) - before - len(beside)
        count = await calls.end(step.ended_at)
        return Outcome(size, step, sorted(alone), sorted(beside), in_calls, count)


@asynccontextmanager
async def _searching(client: httpx.AsyncClient, words: Words | None) -> AsyncIterator[list[float]]:
    """Have searches made in the block, one after the other with a pause; how long each took."""
    took: list[float] = []

    async def search() -> None:
        while words:
            took.append(await _search(client, words))
            await asyncio.sleep(_PAUSE_S)

    task = asyncio.create_task(search())
    try:
        yield took
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _search(client: httpx.AsyncClient, words: Words) -> float:
    began = time.perf_counter()
    asked = {"q": words.text(_ASKED)}  # never the same, so that none is known
    (await client.get("/api/knowledge/search", params=asked)).raise_for_status()
    return (time.perf_counter() - began) * 1000


async def _misses(client: httpx.AsyncClient) -> int:
    """How many searches the server has made so far."""
    found = _MISSES.search((await client.get("/metrics")).text)
    return int(float(found[1])) if found else 0


def _said() -> list[str]:
    """The words of the sample call, which passages have too."""
    turns = looped_call().turns
    said = " ".join(turn.text for speaker in Speaker for turn in turns[speaker])
    return sorted({*re.findall(r"[a-z]{4,}", said.lower())})


def report(outcomes: list[Outcome]) -> Report:
    """The table of both."""
    head = ["passages", "calls", "core", "waited %", "audio late, p50 ms", "p99 ms", "loop p99 ms"]
    head += ["searches in calls", "a search beside, p50 ms", "p95 ms", "p99 ms"]
    head += ["alone, p50 ms", "p95 ms", "p99 ms", "turns lost"]
    rows: list[list[object]] = []
    for one in outcomes:
        step = one.step
        rows.append([one.passages, step.calls, step.core, step.core_waited * 100])
        rows[-1] += [step.audio_p50_ms, step.audio_ms, step.loop_ms, one.in_calls]
        rows[-1] += [*_quantiles(one.beside_ms), *_quantiles(one.alone_ms)]
        rows[-1].append(f"{one.count.lost} of {one.count.turns}")
    late = {"audio late, p99": [(float(one.passages), one.step.audio_ms) for one in outcomes]}
    svg = lines("Live calls whose company has documents", "passages", "ms", late)
    return Report("looked_up", table(head, rows), svg, {"outcomes": [*map(asdict, outcomes)]})


def _quantiles(values: list[float]) -> list[object]:
    shares = (0.5, 0.95, 0.99)
    return [quantile(values, share) for share in shares] if values else ["–"] * len(shares)
