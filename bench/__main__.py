"""Benchmarks: `uv run python -m bench latency`, or another; each has options of its own."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bench import (
    append,
    capacity,
    ended,
    fanout,
    found,
    growth,
    hostile,
    insights,
    knowledge,
    latency,
    looked_up,
    replicas,
    rolling,
    soak,
    start,
    workers,
)
from bench.hostile_clients import HOSTILE
from bench.looped_call import looped_call
from bench.machine import priority
from bench.peers import Delays
from bench.report import RESULTS, BenchError, Report
from bench.served import STOCK
from peers.server_process import PRODUCT
from services.embeddings.e5 import LOCAL_E5


def main() -> None:
    """Run one benchmark."""
    args = _parser().parse_args()
    with priority(args.nice), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        try:
            report: Report = asyncio.run(args.run(args, Path(folder)))
        except BenchError as error:
            sys.exit(f"bench {args.name}: {error}")
    report.show(args.svg, args.json)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="BENCHMARK")
    command = _command(commands, "latency", latency.__doc__, _latency)
    command.add_argument("--calls", type=int, default=4, help="begun one after the other")
    command.add_argument("--modes", nargs="+", choices=latency.MODES, default=latency.MODES)
    command = _command(commands, "capacity", capacity.__doc__, _capacity)
    command.add_argument("--calls", type=int, nargs="+", default=[1, 10, 25, 50, 75, 100, 150])
    command.add_argument("--stock", type=int, nargs="*", default=[1, 5, 10, 15, 20, 25, 30])
    command.add_argument("--seconds", type=float, default=15.0, help="how long each is measured")
    command = _command(commands, "workers", workers.__doc__, _workers)
    command.add_argument("--workers", type=int, default=2, help="as many are compared with one")
    command.add_argument("--calls", type=int, default=20, help="for each worker")
    command.add_argument("--rounds", type=int, default=3, help="how often, in turns")
    command.add_argument("--seconds", type=float, default=15.0, help="how long each is measured")
    command = _command(commands, "load", replicas.__doc__, _load)
    command.add_argument("--replicas", type=int, choices=[1, 2, 3], default=3)
    command.add_argument("--calls", type=int, default=60, help="by Twilio's media streams")
    command.add_argument("--viewers", type=int, default=200, help="spread over the calls")
    command.add_argument("--asking", type=int, default=4, help="clients of REST, without a pause")
    command.add_argument("--dictating", type=int, default=10, help="another transcriber's calls")
    command.add_argument("--seconds", type=float, default=30.0, help="how long is measured")
    command = _command(commands, "rolling", rolling.__doc__, _rolling)
    command.add_argument("--replicas", type=int, choices=[2, 3], default=3)
    command.add_argument("--lines", type=int, default=30, help="calls at a time")
    command.add_argument("--seconds", type=float, default=24.0, help="how long each call is")
    command.add_argument(
        "--version", metavar="REV", help="replaced: a revision of git; unset, itself"
    )
    _add_beside_calls(commands)
    return parser


def _add_beside_calls(commands) -> None:
    """Those of what stands beside the line: events, memory, starts, and what is stored."""
    command = _command(commands, "fanout", fanout.__doc__, _fanout)
    command.add_argument("--events", type=int, default=150, help="for each crowd")
    command = _command(commands, "growth", growth.__doc__, _growth)
    command.add_argument("--hours", type=int, default=8)
    command.add_argument("--speed", type=float, default=25.0, help="times real time")
    command = _command(commands, "soak", soak.__doc__, _soak)
    command.add_argument("--calls", type=int, default=2000)
    command.add_argument("--at-once", type=int, default=4)
    command.add_argument("--speed", type=float, default=20.0, help="times real time")
    command = _command(commands, "start", start.__doc__, _start)
    command.add_argument("--repeat", type=int, default=7, help="how many servers are started")
    command = _command(commands, "hostile", hostile.__doc__, _hostile)
    command.add_argument("--calls", type=int, default=20)
    command.add_argument("--seconds", type=float, default=6.0, help="how long each is measured")
    command.add_argument("--only", nargs="+", metavar="NAME", help="some of the clients")
    command = _command(commands, "ended", ended.__doc__, _ended)
    command.add_argument("--calls", type=int, default=20, help="that go on")
    command.add_argument("--ended", type=int, default=1000, help="that end beside them")
    command.add_argument("--seconds", type=float, default=60.0, help="within which they end")
    command = _command(commands, "knowledge", knowledge.__doc__, _knowledge)
    command.add_argument("--passages", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    command.add_argument("--searches", type=int, default=200, help="for each number of passages")
    command.add_argument("--index", choices=["sqlite", "postgres"], default="sqlite")
    command = _command(commands, "looked_up", looked_up.__doc__, _looked_up)
    command.add_argument("--calls", type=int, default=50)
    command.add_argument("--passages", type=int, default=10_000)
    command.add_argument("--seconds", type=float, default=30.0, help="how long each is measured")
    command.add_argument("--searches", type=int, default=100, help="before there is a call")
    command = _command(commands, "insights", insights.__doc__, _insights)
    command.add_argument("--calls", type=int, nargs="+", default=[1_000, 10_000])
    command.add_argument("--repeat", type=int, default=10, help="for each kind of groups")
    command = _command(commands, "append", append.__doc__, _append)
    command.add_argument("--calls", type=int, default=40)
    command = _command(commands, "found", found.__doc__, _found)
    command.add_argument("--questions", nargs="+", choices=[*found.QUESTIONS], default=["tuned"])
    told = "each company by itself, as in the product"
    command.add_argument("--alone", action="store_true", help=told)
    command.add_argument("--embeddings", choices=["local", LOCAL_E5], default="local")


def _command(commands, name: str, doc: str | None, run) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=doc)
    command.add_argument("--short", action="store_true", help="a form of less than half a minute")
    command.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    command.add_argument("--svg", type=Path, metavar="FILE", help="where the chart goes")
    command.add_argument(
        "--profile", action="store_true", help="write a speedscope file of the server"
    )
    command.add_argument(
        "--nice",
        type=int,
        default=0,
        metavar="N",
        help="the priority of all its processes; below 0 needs root, and keeps other work away",
    )
    command.set_defaults(run=run, name=name)
    return command


def _profile(args: argparse.Namespace) -> Path | None:
    if not args.profile:
        return None
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / f"{args.name}.speedscope.json"


async def _latency(args: argparse.Namespace, folder: Path) -> Report:
    if args.short:
        plan = latency.Plan(calls=1, from_ms=15_500, to_ms=36_000, delays=Delays())
    else:
        plan = latency.Plan(calls=args.calls, from_ms=0, to_ms=106_000, delays=Delays())
    return await latency.run(folder, args.modes, plan, _profile(args))


async def _capacity(args: argparse.Namespace, folder: Path) -> Report:
    settle_s, measure_s = (1.5, 2.0) if args.short else (4.0, args.seconds)
    ours, stock = ((1, 2), (1,)) if args.short else (tuple(args.calls), tuple(args.stock))
    plans = [
        capacity.Plan("stock Pipecat", STOCK, False, stock, settle_s, measure_s),
        capacity.Plan("Call Shadow, rules", PRODUCT, False, ours, settle_s, measure_s),
        capacity.Plan("Call Shadow, model", PRODUCT, True, ours, settle_s, measure_s),
        capacity.Plan(
            *("Call Shadow, all specialists", PRODUCT, True, ours, settle_s, measure_s),
            specialists=True,
        ),
    ]
    plans = [plan for plan in plans if plan.steps]
    return await capacity.run(folder, plans, _profile(args))


async def _workers(args: argparse.Namespace, folder: Path) -> Report:
    if args.short:
        plan = workers.Plan(args.workers, calls=3, rounds=1, settle_s=1.0, measure_s=3.0)
    else:
        plan = workers.Plan(args.workers, args.calls, args.rounds, 4.0, args.seconds)
    return await workers.run(folder, plan, _profile(args))


async def _load(args: argparse.Namespace, folder: Path) -> Report:
    if args.short:
        plan = replicas.Plan(args.replicas, 4, 8, 1, 1, settle_s=1.0, measure_s=3.0)
    else:
        sizes = args.replicas, args.calls, args.viewers, args.asking, args.dictating
        plan = replicas.Plan(*sizes, settle_s=4.0, measure_s=args.seconds)
    return await replicas.run(folder, plan, _profile(args))


async def _rolling(args: argparse.Namespace, folder: Path) -> Report:
    lines, seconds = (2, 12.0) if args.short else (args.lines, args.seconds)
    plan = rolling.Plan(args.replicas, lines, round(seconds * 1000), args.version)
    return await rolling.run(folder, plan)


async def _fanout(args: argparse.Namespace, folder: Path) -> Report:
    return await fanout.run(
        folder,
        sizes=(1, 20) if args.short else (1, 100, 1000),
        events=10 if args.short else args.events,
        beside_stuck=(5, 20) if args.short else (100, 4000),
        profile=_profile(args),
    )


async def _growth(args: argparse.Namespace, folder: Path) -> Report:
    hours = [10.0, *(60.0 * hour for hour in range(1, args.hours + 1))]
    return await growth.run(
        folder,
        minutes=(0.5, 1.5) if args.short else hours,
        beside_min=0.25 if args.short else growth.PIECES * looped_call().round_ms / 60_000,
        speed=args.speed,
        repeat=2 if args.short else 20,
        profile=_profile(args),
    )


async def _soak(args: argparse.Namespace, folder: Path) -> Report:
    looks = 2 if args.short else 10
    calls = 4 if args.short else args.calls
    return await soak.run(
        folder,
        marks=[calls * look // looks for look in range(1, looks + 1)],
        at_once=args.at_once,
        call_ms=8_000,
        speed=args.speed,
    )


async def _start(args: argparse.Namespace, folder: Path) -> Report:
    repeat, later_calls = (1, 1) if args.short else (args.repeat, 5)
    return await start.run(
        folder,
        repeat=repeat,
        later_calls=later_calls,
        listen_s=15,
        profile=_profile(args),
    )


async def _hostile(args: argparse.Namespace, folder: Path) -> Report:
    names = tuple(args.only or [client.name for client in HOSTILE])
    calls, seconds, names = (2, 2.0, names[:2]) if args.short else (args.calls, args.seconds, names)
    return await hostile.run(folder, calls=calls, seconds=seconds, names=names)


async def _ended(args: argparse.Namespace, folder: Path) -> Report:
    plan = ended.Plan(args.calls, args.ended, args.seconds)
    return await ended.run(folder, ended.Plan(2, 10, 4.0) if args.short else plan)


async def _knowledge(args: argparse.Namespace, folder: Path) -> Report:
    sizes, searches = ((500,), 20) if args.short else (args.passages, args.searches)
    return await knowledge.run(folder, sizes, searches, args.index)


async def _looked_up(args: argparse.Namespace, folder: Path) -> Report:
    plan = looked_up.Plan(args.calls, args.passages, args.seconds, args.searches)
    return await looked_up.run(folder, looked_up.Plan(2, 500, 5.0, 5) if args.short else plan)


async def _append(args: argparse.Namespace, folder: Path) -> Report:
    return await append.run(folder, 2 if args.short else args.calls)


async def _insights(args: argparse.Namespace, folder: Path) -> Report:
    sizes, repeat = ((200,), 1) if args.short else (args.calls, args.repeat)
    return await insights.run(folder, sizes, repeat)


async def _found(args: argparse.Namespace, folder: Path) -> Report:
    return await found.run(folder, args.questions, args.embeddings, is_alone=args.alone)


if __name__ == "__main__":
    main()
