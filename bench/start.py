"""How soon after its start a server hears a call."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.chart import bars
from bench.child import Child
from bench.machine import Cores
from bench.media_client import Begun, MediaClients
from bench.peers import Delays, Heard, Peers
from bench.profiler import profiled
from bench.quantiles import quantile
from bench.report import Report
from bench.served import Served
from bench.table import table
from conversation.speech.speakers import Speaker


@dataclass(frozen=True, slots=True)
class Start:
    """One start, ms.

    Attributes:
        ready: From the start of the process to `/readyz`.
        cpu: CPU time until then.
        first_call: From the first call's `start` to its first audio at the recogniser; of the
            two parties, the later one.
        later_calls: The same for the calls after it.
        open: From a call's `start` to both of its sockets at the recogniser being open; all calls.
    """

    ready: float
    cpu: float
    first_call: float
    later_calls: list[float]
    open: list[float]


async def run(
    folder: Path, *, repeat: int, later_calls: int, listen_s: float, profile: Path | None
) -> Report:
    """Start servers, one after the other, and call each.

    Args:
        folder: For their data.
        repeat: How many are started.
        later_calls: How many calls each gets after its first.
        listen_s: How long each call is given to be heard.
        profile: Where a profile of the first server's calls goes.
    """
    cores = Cores.split()
    starts = [
        await _start(
            folder / str(number),
            cores,
            1 + later_calls,
            listen_s,
            profile if number == 0 else None,
        )
        for number in range(repeat)
    ]
    return _report(starts)


async def _start(
    folder: Path, cores: Cores, calls: int, listen_s: float, profile: Path | None
) -> Start:
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays()))
        settings: dict[str, str] = await peers.ask("settings")
        server = await stack.enter_async_context(Served(folder, settings, cores=cores))
        cpu_ms = server.usage().cpu_s * 1000
        clients = await stack.enter_async_context(Child(cores.load, MediaClients, server.media))
        await stack.enter_async_context(profiled(server.pid, profile))
        audio, opened = [], []
        for _ in range(calls):
            await peers.ask("forget")
            begun: Begun = await clients.ask("open", 0)
            assert await peers.ask("until_heard", len(Speaker), listen_s), "a call is not heard"
            ears: list[Heard] = await peers.ask("heard")
            audio.append(max(ear.first_audio_at or 0 for ear in ears) - begun.started_at)
            opened.append(max(ear.opened_at for ear in ears) - begun.started_at)
            await clients.ask("hang_up", True)
    first, *later = [seconds * 1000 for seconds in audio]
    return Start(server.ready_after_s * 1000, cpu_ms, first, later, [s * 1000 for s in opened])


def _report(starts: Sequence[Start]) -> Report:
    rows = [
        ("process to /readyz", [s.ready for s in starts]),
        ("· of it CPU time", [s.cpu for s in starts]),
        ("first call: start to first audio at STT", [s.first_call for s in starts]),
        ("later calls: start to first audio at STT", [v for s in starts for v in s.later_calls]),
        ("· start to both STT sockets open", [v for s in starts for v in s.open]),
    ]
    text = table(
        ("ms", "p50", "worst", "n"),
        [(name, quantile(v, 0.5), max(v), len(v)) for name, v in rows],
    )
    svg = bars("Start, p50", "ms", {name: (0.0, quantile(v, 0.5)) for name, v in rows})
    return Report("start", text, svg, {"starts": [asdict(start) for start in starts]})
