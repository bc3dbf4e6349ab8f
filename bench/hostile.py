"""What hostile clients cost ordinary calls: one kind after the other beside some calls."""

import asyncio
import os
from collections import Counter
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import httpx
from websockets.exceptions import WebSocketException

from bench.chart import lines
from bench.child import Child
from bench.hostile_clients import HOSTILE, Hostile
from bench.load import Count, Load, Step
from bench.machine import Cores
from bench.peers import Delays, Peers
from bench.report import Report
from bench.served import Served
from bench.table import table
from bench.target import Target

_NICE = 10
"""So much less of the load's cores they have than the calls, which would be late by themselves."""
_QUIET_S = 1.0
"""Between two kinds: what is left of one is not the other's doing."""


@dataclass(frozen=True, slots=True)
class Beside:
    """How the calls were heard beside one kind of hostile client.

    Attributes:
        client: Its name.
        answers: What it got, with how often.
        step: The calls meanwhile.
    """

    client: str
    answers: dict[str, int]
    step: Step


class Attackers:
    """The worker: one kind of client at a time, again and again."""

    def __init__(self, port: int):
        """Attack the server on a port."""
        self._port = port

    async def __aenter__(self) -> Self:
        os.nice(_NICE)
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    async def attack(self, name: str, call_id: str, seconds: float) -> dict[str, int]:
        """Attack for some seconds; how often each answer came."""
        [hostile] = [known for known in HOSTILE if known.name == name]
        target, answers = Target(self._port, call_id), Counter[str]()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    answers[await _answer(hostile, target)] += 1
        return dict(answers) or {"open": 1}


async def _answer(hostile: Hostile, target: Target) -> str:
    try:
        return await hostile.attack(target)
    except (httpx.HTTPError, WebSocketException, OSError) as error:
        return type(error).__name__


async def run(folder: Path, *, calls: int, seconds: float, names: tuple[str, ...]) -> Report:
    """Measure the calls alone, then beside each kind, then alone again."""
    cores = Cores.split()
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays()))
        settings: dict[str, str] = await peers.ask("settings")
        settings |= {"TWILIO_VALIDATE_SIGNATURE": "false"}  # for the clients from elsewhere
        server = await stack.enter_async_context(Served(folder, settings, cores=cores))
        load = Load("beside", server, peers, cores.load, is_product=True)
        await stack.enter_async_context(load)
        await load.prepare([calls], (len(names) + 3) * (seconds + _QUIET_S + 1))
        attackers = await stack.enter_async_context(Child(cores.load, Attackers, server.port))
        if not await load.open(calls):
            raise RuntimeError("the server did not take the calls")
        await asyncio.sleep(seconds)
        steps = [Beside("none", {}, await load.measure(seconds))]
        for name in names:
            attacking = asyncio.create_task(
                attackers.ask("attack", name, load.call_ids[0], seconds)
            )
            step = await load.measure(seconds)
            steps.append(Beside(name, await attacking, step))
            _tell(steps[-1])
            await asyncio.sleep(_QUIET_S)
        steps.append(Beside("none", {}, await load.measure(seconds)))
        return report(steps, await load.end(steps[-1].step.ended_at))


def _tell(beside: Beside) -> None:
    print(f"{beside.client}: audio {beside.step.audio_ms:.0f} ms late (p99), {_shown(beside)}")


def _shown(beside: Beside) -> str:
    return ", ".join(f"{answer} × {count}" for answer, count in beside.answers.items())


def report(steps: list[Beside], count: Count) -> Report:
    """The table of all kinds, and what was lost of all that was said."""
    text = table(
        (
            *("hostile client", "audio p99", "loop p99", "core %", "waited %", "sender p99"),
            "answers",
        ),
        [
            (
                *(b.client, b.step.audio_ms, b.step.loop_ms, b.step.core * 100),
                *(b.step.core_waited * 100, b.step.sender_ms, _shown(b)),
            )
            for b in steps
        ],
    )
    text += f"\n\n{count.lost} of {count.turns} turns lost, {count.wrong_s:.1f} s of audio wrong."
    late = [(number, beside.step.audio_ms) for number, beside in enumerate(steps)]
    svg = lines("Ordinary calls beside hostile clients", "client", "audio late, ms", {"p99": late})
    figures = {"steps": [asdict(beside) for beside in steps], "count": asdict(count)}
    return Report("hostile", text, svg, figures)
