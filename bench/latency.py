"""How long the agent waits: from the customer's words to advice on the screen, in each mode."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from pathlib import Path
from statistics import mean

from bench.cards import Card, cards
from bench.chart import bars
from bench.child import Child
from bench.listeners import Listeners, Seen
from bench.looped_call import looped_call
from bench.machine import Cores
from bench.media_client import Begun, MediaClients
from bench.peers import Asked, Delays, Heard, Peers
from bench.profiler import profiled
from bench.quantiles import quantile
from bench.report import Report
from bench.served import Served
from bench.table import table
from bench.waits import STAGES, Account, Waits
from conversation.coaching.advice import Priority
from conversation.coaching.speculation import Speculation
from conversation.speech.speakers import Speaker
from prompts.loader import load_playbook
from settings import Settings

INSTANT = "instant"
MODES = (*(mode.value for mode in Speculation), INSTANT)
"""When a model is asked (`COACH_SPECULATES`), and no model: the playbook's rules."""
_KEPT = (
    "turn.final",
    "suggestion.started",
    "suggestion.delta",
    "suggestion.final",
    "suggestion.withdrawn",
    "suggestion.suppressed",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played.

    Attributes:
        calls: How many calls, begun one after the other.
        from_ms: Where in the sample call they begin.
        to_ms: Where they end.
        delays: How late the peers are.
        after_ms: How long they are heard on then, so that the last advice can come.
    """

    calls: int
    from_ms: int
    to_ms: int
    delays: Delays
    after_ms: int = 3000

    @property
    def floor_ms(self) -> float:
        """What the peers take of each wait."""
        return (self.delays.stt_s + self.delays.first_token_s) * 1000


@dataclass(slots=True)
class Latency:
    """What one mode brought.

    Attributes:
        mode: One of `MODES`.
        asked: How often a model was asked.
        requests: How often about each turn of a customer's, as the server cut them.
        waits: What became of the turns, where one was asked.
        cards: The playbook's cards, where none was.
    """

    mode: str
    asked: int = 0
    requests: list[int] = field(default_factory=list)
    waits: Waits = field(default_factory=Waits)
    cards: list[Card] = field(default_factory=list)


async def run(folder: Path, modes: Sequence[str], plan: Plan, profile: Path | None) -> Report:
    """Play a stretch of the sample call some times in each mode."""
    measured = []
    for mode in modes:
        output = profile and profile.with_name(f"{mode}-{profile.name}")
        measured.append(await measure(folder / mode, mode, plan, output))
    return report(measured, plan.floor_ms)


async def measure(folder: Path, mode: str, plan: Plan, profile: Path | None = None) -> Latency:
    """One mode of `run`."""
    cores = Cores.split()
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, plan.delays))
        settings = _settings(mode, await peers.ask("settings"))
        server = await stack.enter_async_context(Served(folder, settings, cores=cores))
        clients = Child(cores.load, MediaClients, server.media)
        listeners = Child(cores.load, Listeners, server.live, _KEPT)
        await asyncio.gather(*map(stack.enter_async_context, (clients, listeners)))
        length_ms = plan.to_ms - plan.from_ms
        await clients.ask("prepare", plan.from_ms, plan.to_ms + plan.after_ms)
        begun: list[Begun] = []
        async with profiled(server.pid, profile):
            for number in range(plan.calls):
                begun.append(await clients.ask("open", plan.from_ms))
                await listeners.ask("follow", begun[-1].call_id)
                if number < plan.calls - 1:
                    await asyncio.sleep(length_ms / 1000 / plan.calls)
            await asyncio.sleep((length_ms + plan.after_ms) / 1000)
        await clients.ask("hang_up", True)
        heard: list[Heard] = await peers.ask("heard")
        seen: dict[str, list[Seen]] = await listeners.ask("seen")
        asked: list[Asked] = await peers.ask("asked")  # a hang-up asks as well
    call, ears = looped_call(), [ear for ear in heard if ear.speaker is Speaker.CUSTOMER]
    turns = call.turns_within(Speaker.CUSTOMER, plan.from_ms, plan.to_ms)
    measured = Latency(mode, len(asked))
    playbook = load_playbook(_default("coach_playbook"), _default("coach_language"))
    for one, ear in zip(begun, sorted(ears, key=lambda e: e.opened_at), strict=True):
        if mode == INSTANT:
            measured.cards += cards(call, playbook, ear.said, seen[one.call_id])
            continue
        account = Account(one, ear, seen[one.call_id], asked, plan.delays.first_token_s)
        measured.requests += account.requests()
        for turn in turns:
            account.settle(turn, measured.waits)
    return measured


def _default(setting: str) -> str:
    """What the server goes by, as it is told nothing else."""
    return Settings.model_fields[setting].default


def _settings(mode: str, told: dict[str, str]) -> dict[str, str]:
    if mode == INSTANT:
        return {name: value for name, value in told.items() if "OPENAI" not in name}
    return told | {"COACH_SPECULATES": mode}


def report(measured: Sequence[Latency], floor_ms: float) -> Report:
    """The table and the chart of all modes."""
    asked = [m for m in measured if m.mode != INSTANT]
    rows: dict[str, list[float]] = {}
    spans: dict[str, tuple[float, float]] = {}
    for one in asked:
        rows |= _rows(one, floor_ms)
        spans |= _spans(one)
    told = [_count(one) for one in asked]
    for one in measured:
        if one.mode == INSTANT:
            waits = [c.wait_ms for c in one.cards if c.early and c.wait_ms is not None]
            name = f"{INSTANT}: words told to card"
            rows[name] = waits
            spans |= {name: (0.0, quantile(waits, 0.5))} if waits else {}
            told.append(_count_cards(one))
    quantiles = [
        (name, mean(v) if v else math.nan, *(quantile(v, q) for q in (0.5, 0.95, 0.99)))
        for name, v in rows.items()
    ]
    text = table(("ms", "mean", "p50", "p95", "p99"), quantiles)
    title = "From the customer's last sound to the first field of advice, p50"
    svg = bars(title, "ms", spans, group=len(STAGES))
    figures = {
        "modes": [asdict(one) for one in measured],
        "floor_ms": floor_ms,
        "stages": STAGES,
    }
    return Report("latency", "\n\n".join([text, "\n".join(told)]), svg, figures)


def _rows(measured: Latency, floor_ms: float) -> dict[str, list[float]]:
    """What the table shows of a mode, ms from the customer's last sound."""
    mode, waits = measured.mode, measured.waits.advised
    return {
        f"{mode}: to the first card, of either lane": [w.card for w in waits],
        f"{mode}: to the first field of the model's": [w.first for w in waits],
        f"{mode}: to the final advice": [w.final for w in waits],
        **{f"{mode}: · {stage}": [w.stages[i] for w in waits] for i, stage in enumerate(STAGES)},
        f"{mode}: overhead (first − {floor_ms:.0f})": [w.first - floor_ms for w in waits],
        f"{mode}: the server's own claim": [w.claimed for w in waits],
    }


def _spans(measured: Latency) -> dict[str, tuple[float, float]]:
    """When each stage began and ended, p50; what overlaps was done at the same time."""
    mode, waits = measured.mode, measured.waits.advised
    if not waits:
        return {}
    ends = [list(accumulate(wait.stages)) for wait in waits]
    at = [0.0, *(quantile([end[i] for end in ends], 0.5) for i in range(len(STAGES)))]
    spans = {
        f"{mode}: {stage}": (at[i], at[i + 1])
        for i, stage in enumerate(STAGES)
        if stage != "decision"
    }
    return spans | {f"{mode}: all of it": (0.0, quantile([wait.first for wait in waits], 0.5))}


def _count(measured: Latency) -> str:
    waits, requests = measured.waits, measured.requests or [0]
    return (
        f"{measured.mode}: {waits.turns} turns of customers: {len(waits.advised)} advised,"
        f" {waits.suppressed} left alone on purpose, {len(waits.missed)} missed; the model was"
        f" asked {measured.asked} times, {mean(requests):.1f} times about a turn and"
        f" {max(requests)} at most."
    )


def _count_cards(measured: Latency) -> str:
    early = [card for card in measured.cards if card.early]
    late = [card for card in measured.cards if not card.early]
    urgent = [card for card in late if card.urgency in (Priority.HIGH, Priority.CRITICAL)]
    unknown = [card for card in early if card.wait_ms is None]
    return (
        f"{measured.mode}: {len(early)} cards at a signal's words ({len(unknown)} whose words were"
        f" not found), {len(late)} at the turn's end ({len(urgent)} of them urgent)."
    )
