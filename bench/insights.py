"""How long `GET /api/insights` takes, by the number of calls; they are made up."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bench.chart import lines
from bench.made_up_calls import make_up_calls
from bench.quantiles import quantile
from bench.report import Report
from bench.served import Served
from bench.table import table
from conversation.insights.question import By

DAYS = 60


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured with some number of calls.

    Attributes:
        calls: How many there were, over `DAYS` days.
        counted_ms: The first answer of each kind of groups, p50: their days are counted for it.
        p50_ms: The later ones.
        p95_ms: The same.
        cpu_ms: CPU time of the server for a later one.
        agent_ms: A question about one of 25 agents, p50.
        list_ms: A page of the list of calls, p50: what else the console asks for.
    """

    calls: int
    counted_ms: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    agent_ms: float
    list_ms: float


async def run(folder: Path, sizes: Sequence[int], repeat: int) -> Report:
    """Ask for each kind of groups, `repeat` times, with one number of calls after the other."""
    found = [await _measure(folder / str(size), size, repeat) for size in sizes]
    head = ["calls", "first p50 ms", "p50 ms", "p95 ms", "CPU ms", "one agent ms", "call list ms"]
    rows = [[*asdict(one).values()] for one in found]
    ratios = [
        f"- {one.calls} calls: counted anew : kept = {one.counted_ms / one.p50_ms:.1f};"
        f" an answer : a page of calls = {one.p50_ms / one.list_ms:.1f}"
        for one in found
    ]
    points = {
        "counted anew": [(float(one.calls), one.counted_ms) for one in found],
        "p95": [(float(one.calls), one.p95_ms) for one in found],
    }
    svg = lines("GET /api/insights", "calls", "ms", points)
    figures = {"sizes": [asdict(one) for one in found]}
    return Report("insights", "\n".join([table(head, rows), "", *ratios]), svg, figures)


async def _measure(folder: Path, size: int, repeat: int) -> Size:
    await asyncio.to_thread(folder.mkdir)
    await make_up_calls(f"sqlite:///{folder / 'calls.db'}", size, DAYS, datetime.now(UTC))
    async with (
        Served(folder / "log", {"DATA_DIR": str(folder)}) as server,
        httpx.AsyncClient(base_url=server.http, timeout=120) as client,
    ):
        first = [await _ms(client, "/api/insights", by) for by in By]
        before = server.usage().cpu_s
        later = [await _ms(client, "/api/insights", by) for by in By for _ in range(repeat)]
        cpu_s = server.usage().cpu_s - before
        agent = [await _ms(client, "/api/insights", by, agent_id="agent3") for by in By]
        page = [await _ms(client, "/api/calls") for _ in By]
    return Size(
        size,
        quantile(first, 0.5),
        quantile(later, 0.5),
        quantile(later, 0.95),
        cpu_s * 1000 / len(later),
        quantile(agent, 0.5),
        quantile(page, 0.5),
    )


async def _ms(client: httpx.AsyncClient, path: str, by: By | None = None, **query: str) -> float:
    began = time.monotonic()
    answer = await client.get(path, params=query | ({"by": by} if by else {}))
    answer.raise_for_status()
    return (time.monotonic() - began) * 1000
