"""How many calls one core carries: ours beside the line of stock Pipecat parts, in one run."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from bench.chart import lines
from bench.child import Child, ChildError
from bench.listeners import Listeners
from bench.looped_call import PCM_BYTES_A_MS, looped_call
from bench.machine import Cores, Usage
from bench.media_client import TRACK_SHIFT_MS, Begun, MediaClients
from bench.peers import Delays, Heard, Lags, Peers
from bench.probe import Probe
from bench.profiler import profiled
from bench.quantiles import quantile
from bench.report import Report
from bench.served import Served
from bench.table import table
from bench.turns import lost_turns
from conversation.speakers import Speaker
from tests.peers.server_process import PRODUCT
from transports.media_stream import FRAME_MS

HEARD_WITHIN_MS = 100.0
"""Audio that is later than this at the recogniser (p99) means that there are too many calls."""
_FULL = 0.8
"""From this share of a core on, late audio is the server's doing; below, the machine's."""
_GOLDEN = 0.618034
_LAST_WORDS_S = 3.0
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Plan:
    """A line, and how it is loaded.

    Attributes:
        name: What the line is called.
        command: What Python runs.
        models: Whether there is a language model to ask.
        steps: With how many calls it is measured, one number after the other.
        settle_s: How long new calls are left alone before it is measured.
        measure_s: How long it is measured.
    """

    name: str
    command: tuple[str, ...]
    models: bool
    steps: tuple[int, ...]
    settle_s: float
    measure_s: float

    @property
    def is_product(self) -> bool:
        """Whether the line is ours, which has more to show than a transcript."""
        return self.command == PRODUCT


@dataclass(frozen=True, slots=True)
class Step:
    """What one number of calls cost.

    Attributes:
        line: The name of the plan.
        calls: How many there were.
        core: The share of a core that the server used.
        core_waited: The share of the time that it had to wait for the core, because something
            else on the machine ran there.
        mib_a_call: Memory of each call beyond the first.
        loop_ms: Round trip of a WebSocket ping, p99.
        audio_ms: How late a piece of audio was at the recogniser, p99.
        oldest_ms: How late any packet was there, its wait for the piece included, p99.
        sender_ms: How late the load generator itself was, p99.
        sender_core: The share of a core that the load generator and the peers used.
    """

    line: str
    calls: int
    core: float
    core_waited: float
    mib_a_call: float
    loop_ms: float
    audio_ms: float
    oldest_ms: float
    sender_ms: float
    sender_core: float

    @property
    def holds(self) -> bool:
        """Whether the calls were heard in time."""
        return self.audio_ms <= HEARD_WITHIN_MS


@dataclass(frozen=True, slots=True)
class Outcome:
    """All steps of one line.

    Attributes:
        plan: The plan.
        steps: What was measured.
        turns: How many turns were spoken from begin to end.
        turns_lost: How many of them are in no transcript.
        wrong_s: Audio at the recogniser that did not follow from what came before.
    """

    plan: Plan
    steps: list[Step]
    turns: int
    turns_lost: int
    wrong_s: float

    @property
    def cost(self) -> float:
        """The share of a core for one call: at the highest number of calls that was held."""
        held = [step for step in self.steps if step.holds] or self.steps[:1]
        return held[-1].core / held[-1].calls

    @property
    def most(self) -> int:
        """The highest number of calls that was held."""
        return max((step.calls for step in self.steps if step.holds), default=0)


async def run(folder: Path, plans: Sequence[Plan], profile: Path | None) -> Report:
    """Measure one line after the other."""
    outcomes = [
        await measure(folder / plan.name, plan, profile if plan.is_product else None)
        for plan in plans
    ]
    return _report(outcomes)


async def measure(folder: Path, plan: Plan, profile: Path | None = None) -> Outcome:
    """Load one line with more and more calls, until it does not hear them in time."""
    cores = Cores.split()
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, Delays()))
        settings: dict[str, str] = await peers.ask("settings")
        if not plan.models:
            settings = {name: value for name, value in settings.items() if "OPENAI" not in name}
        served = Served(folder, settings, plan.command, cores)
        server = await stack.enter_async_context(served)
        load = _Load(
            plan=plan,
            server=server,
            peers=peers,
            clients=await stack.enter_async_context(Child(cores.load, MediaClients, server.media)),
            listeners=await stack.enter_async_context(
                Child(cores.load, Listeners, server.live, ())
            ),
            probe=await stack.enter_async_context(
                Child(cores.load, Probe, server.live.format(call_id="probe"))
            ),
        )
        return await load.run(profile)


class _Load:
    """The calls on one server, and what is known of them."""

    def __init__(
        self,
        *,
        plan: Plan,
        server: Served,
        peers: Child,
        clients: Child,
        listeners: Child,
        probe: Child,
    ):
        self._plan = plan
        self._server = server
        self._peers = peers
        self._clients = clients
        self._listeners = listeners
        self._probe = probe
        self._call = looped_call()
        self._begun: list[Begun] = []
        self._first_bytes = 0

    async def run(self, profile: Path | None) -> Outcome:
        plan, steps = self._plan, []
        whole_s = sum(0.06 * n + plan.settle_s + plan.measure_s + 3 for n in plan.steps)
        longest_ms = self._call.round_ms + round(whole_s * 1000)
        await self._clients.ask("prepare", 0, longest_ms)
        for number in plan.steps:
            try:
                await self._open(number)
            except ChildError:
                print(f"{plan.name}: it did not take {number} calls")
                break
            await asyncio.sleep(plan.settle_s)
            is_last = number == plan.steps[-1]
            async with profiled(self._server.pid, profile if is_last else None):
                step = await self._measure()
            steps.append(step)
            print(
                f"{plan.name}: {number} calls, {step.core:.0%} of a core,"
                f" audio {step.audio_ms:.0f} ms late (p99); waited {step.core_waited:.0%},"
                f" sender {step.sender_core:.0%} of a core, {step.sender_ms:.0f} ms late",
                flush=True,
            )
            if not steps[-1].holds and steps[-1].core > _FULL:
                break
        return await self._outcome(steps)

    async def _open(self, number: int) -> None:
        while len(self._begun) < number:
            # Evenly over the sample call whatever the number is, and no two at the same place.
            share = len(self._begun) * _GOLDEN % 1
            place_ms = int(share * self._call.frames) * FRAME_MS
            begun: Begun = await self._clients.ask("open", place_ms)
            self._begun.append(begun)
            if self._plan.is_product:
                await self._listeners.ask("follow", begun.call_id)

    async def _measure(self) -> Step:
        loaders = (self._peers, self._clients, self._listeners, self._probe)
        await self._clients.ask("lateness_ms")
        await self._probe.ask("waits_ms")
        began, before = asyncio.get_running_loop().time(), self._server.usage()
        load_before = sum(Usage.of(child.pid).cpu_s for child in loaders)
        await asyncio.sleep(self._plan.measure_s)
        after, ended = self._server.usage(), asyncio.get_running_loop().time()
        load_s = sum(Usage.of(child.pid).cpu_s for child in loaders) - load_before
        seconds, calls = ended - began, len(self._begun)
        _, sender_ms = await self._clients.ask("lateness_ms")
        due = {begun.place_ms: begun.due_at for begun in self._begun}
        lags: Lags = await self._peers.ask("lags", began, ended, due, TRACK_SHIFT_MS)
        self._first_bytes = self._first_bytes or after.resident_bytes
        more = after.resident_bytes - self._first_bytes
        all_heard = lags.sockets == len(Speaker) * calls
        return Step(
            line=self._plan.name,
            calls=calls,
            core=(after.cpu_s - before.cpu_s) / seconds,
            core_waited=(after.waited_s - before.waited_s) / seconds,
            mib_a_call=more / (calls - 1) / _MIB if calls > 1 else math.nan,
            loop_ms=quantile(await self._probe.ask("waits_ms"), 0.99),
            audio_ms=quantile(lags.newest, 0.99) if all_heard else math.inf,
            oldest_ms=quantile(lags.all, 0.99) if all_heard else math.inf,
            sender_ms=sender_ms,
            sender_core=load_s / seconds,
        )

    async def _outcome(self, steps: list[Step]) -> Outcome:
        until = {begun.call_id: self._now_ms(begun) for begun in self._begun}
        await asyncio.sleep(_LAST_WORDS_S)
        await self._clients.ask("hang_up", self._plan.is_product)
        heard: list[Heard] = await self._peers.ask("heard")
        transcripts = await self._transcripts()
        counts = [
            lost_turns(self._call, transcripts[call.call_id], call.place_ms, until[call.call_id])
            for call in self._begun
        ]
        return Outcome(
            plan=self._plan,
            steps=steps,
            turns=sum(spoken for spoken, _ in counts),
            turns_lost=sum(lost for _, lost in counts),
            wrong_s=sum(ear.wrong_bytes for ear in heard) / PCM_BYTES_A_MS / 1000,
        )

    async def _transcripts(self) -> dict[str, list[dict[str, str]]]:
        async with httpx.AsyncClient(base_url=self._server.http, timeout=30) as client:
            if not self._plan.is_product:
                return (await client.get("/transcripts")).json()
            return {
                call.call_id: (await client.get(f"/api/calls/{call.call_id}")).json()["transcript"]
                for call in self._begun
            }

    def _now_ms(self, begun: Begun) -> float:
        passed_s = asyncio.get_running_loop().time() - begun.due_at
        return begun.place_ms + passed_s * 1000


def _report(outcomes: Sequence[Outcome]) -> Report:
    steps = [step for outcome in outcomes for step in outcome.steps]
    costs = table(
        (
            *("line", "calls", "core %", "% a call", "MiB a call", "loop p99", "audio p99"),
            *("oldest p99", "waited %", "sender p99", "sender %"),
        ),
        [
            (
                *(s.line, s.calls, s.core * 100, s.core / s.calls * 100, s.mib_a_call, s.loop_ms),
                *(s.audio_ms, s.oldest_ms, s.core_waited * 100, s.sender_ms, s.sender_core * 100),
            )
            for s in steps
        ],
    )
    sums = table(
        ("line", "most calls held", "% a call there", "calls a core", "turns", "lost", "wrong s"),
        [
            (o.plan.name, o.most, o.cost * 100, 1 / o.cost, o.turns, o.turns_lost, o.wrong_s)
            for o in outcomes
        ],
    )
    ours = [o for o in outcomes if o.plan.is_product]
    stock = [o for o in outcomes if not o.plan.is_product]
    ratios = [
        f"{o.plan.name}: {base.cost / o.cost:.1f} times the calls a core of the {base.plan.name}"
        for base in stock
        for o in ours
    ]
    svg = lines(
        "What calls cost",
        "calls",
        "% of a core",
        {o.plan.name: [(s.calls, s.core * 100) for s in o.steps] for o in outcomes},
    )
    text = "\n\n".join([costs, sums, "\n".join(ratios)])
    return Report("capacity", text, svg, {"outcomes": [asdict(o) for o in outcomes]})
