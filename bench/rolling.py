"""Rolling restart: replicas replaced one by one under live calls, by their own version or a newer.

call ──call──call──…      each line: a call, its viewer, the next one
app-1 drains ▶ starts     then app-2, then app-3; the first new one migrates the database
"""

import asyncio
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass, fields
from pathlib import Path

from bench.balanced import Balanced, balanced
from bench.chart import bars
from bench.child import Child
from bench.live_lines import Told, line, unfound
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.report import BenchError, Report
from bench.table import table


@dataclass(frozen=True, slots=True)
class Plan:
    """What is replaced, under what.

    Attributes:
        replicas: How many servers.
        lines: How many calls at a time.
        call_ms: How much of the sample call each plays, at real time.
        version: A revision of git that runs at first; None for the one that is here.
    """

    replicas: int
    lines: int
    call_ms: int
    version: str | None


async def run(folder: Path, plan: Plan) -> Report:
    """Replace all replicas, and say what became of the calls.

    Raises:
        BenchError: A program is missing on this machine, or a replica does not drain.
    """
    return report(plan, await measure(folder, plan))


async def measure(folder: Path, plan: Plan) -> Told:
    """Replace all replicas under calls.

    Raises:
        BenchError: As `run` does.
    """
    everywhere = Cores.split().server | Cores.split().load
    told, done = Told(), asyncio.Event()
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(everywhere, Peers, Delays()))
        settings: dict[str, str] = await peers.ask("settings")
        settings = {name: value for name, value in settings.items() if "OPENAI" not in name}
        settings["DRAIN_SECONDS"] = str(2 * plan.call_ms // 1000 + 30)
        if plan.version:
            settings["PYTHONPATH"] = str(await _checkout(plan.version, folder / "before"))
        cores = Cores(everywhere, everywhere, kept=False)
        target = await stack.enter_async_context(balanced(folder, settings, plan.replicas, cores))
        async with asyncio.TaskGroup() as group:
            for _ in range(plan.lines):
                group.create_task(line(target, plan.call_ms, told, done))
            await asyncio.sleep(plan.call_ms / 2000)  # all of them talk
            for number in range(plan.replicas):
                told.drained_s.append(await _replaced(stack, target, number))
            done.set()
        # Not before: the version before may not know how to search.
        told.unfound = len(await unfound(target, told.to_find))
    return told


async def _checkout(version: str, folder: Path) -> Path:
    """The files of a revision, as they were; the environment stays the one of now.

    Raises:
        BenchError: There is no such revision here.
    """
    await asyncio.to_thread(folder.mkdir, parents=True)
    command = f"git archive {version} | tar -x -C {folder}"
    here = Path(__file__).parents[1]
    made = await asyncio.create_subprocess_exec("bash", "-o", "pipefail", "-c", command, cwd=here)
    if await made.wait():
        raise BenchError(f"no revision {version!r} of git is here")
    return folder


async def _replaced(stack: AsyncExitStack, target: Balanced, number: int) -> float:
    """Drain a replica, and start this version in its place; how long that took, s."""
    loop, server = asyncio.get_running_loop(), target.replicas[number]
    began = loop.time()
    server.tell(signal.SIGTERM)
    if code := await server.ended(300):
        raise BenchError(f"replica {number + 1} has ended with {code}:\n{server.log()[-2000:]}")
    server.run_version(None)
    await stack.enter_async_context(server)
    return loop.time() - began


def report(plan: Plan, told: Told) -> Report:
    """Lay it out."""
    head = ("replaced", "lines", "calls", "turns", "lost", "missed", "unfound", "came again")
    row = (plan.version or "itself", plan.lines, told.calls, told.turns, told.lost)
    text = table(head, [(*row, told.missed, told.unfound, told.refused.total())])
    courses = table(("as a viewer saw it", "calls"), sorted(told.courses.items()))
    took = " + ".join(f"{seconds:.0f}" for seconds in told.drained_s)
    svg = bars(
        "Drained, and there again",
        "s",
        {f"app-{n + 1}": (0.0, seconds) for n, seconds in enumerate(told.drained_s)},
    )
    again = "\n".join(f"- {times} × {why}" for why, times in sorted(told.refused.items()))
    parts = [text, courses, again, f"Replicas took {took} s to drain and to be there again."]
    # Not `asdict`: of a `Counter` it makes one of its pairs.
    figures = {each.name: getattr(told, each.name) for each in fields(told)}
    return Report("rolling", "\n\n".join(filter(None, parts)), svg, figures)
