"""How long the agent waits: from the last sound of the customer's turn to advice on the screen."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path
from statistics import mean
from typing import Any

from bench.chart import bars
from bench.child import Child
from bench.listeners import Listeners, Seen
from bench.looped_call import looped_call
from bench.machine import Cores
from bench.media_client import Begun, MediaClients
from bench.peers import Delays, Heard, Peers
from bench.profiler import profiled
from bench.quantiles import quantile
from bench.report import Report
from bench.served import Served
from bench.table import table
from conversation.speakers import Speaker
from transports.recording import ScriptTurn

STAGES = ("endpointing", "STT", "decision", "first token", "delivery")
# After its last word a call is heard on for this long, so that the last advice can come.
_AFTER_MS = 3000
_KEPT = (
    "turn.final",
    "suggestion.started",
    "suggestion.delta",
    "suggestion.final",
    "suggestion.withdrawn",
    "suggestion.suppressed",
)


@dataclass(frozen=True, slots=True)
class Wait:
    """One turn's advice, ms after the true end of the customer's speech.

    Attributes:
        text: The turn.
        first: When the client saw the first field of the suggestion.
        final: When it saw all of it.
        stages: How long each of `STAGES` took; they add up to `first`. One that began before the
            one before it had ended (the model was asked before the turn was over) is negative.
        claimed: What the server itself says of `first`.
    """

    text: str
    first: float
    final: float
    stages: tuple[float, ...]
    claimed: float


@dataclass(slots=True)
class Latency:
    """What a run brought.

    Attributes:
        waits: The advised turns.
        turns: How many turns the customers spoke.
        suppressed: How many of them got no advice on purpose.
        missed: The turns that got none for no reason.
        asked: How often the model was asked.
    """

    waits: list[Wait] = field(default_factory=list)
    turns: int = 0
    suppressed: int = 0
    missed: list[str] = field(default_factory=list)
    asked: int = 0


async def run(
    folder: Path, *, calls: int, from_ms: int, to_ms: int, delays: Delays, profile: Path | None
) -> Report:
    """Play a stretch of the sample call some times, begun one after the other."""
    measured = await measure(
        folder, calls=calls, from_ms=from_ms, to_ms=to_ms, delays=delays, profile=profile
    )
    floor = (delays.stt_s + delays.first_token_s) * 1000
    return _report(measured, floor)


async def measure(
    folder: Path, *, calls: int, from_ms: int, to_ms: int, delays: Delays, profile: Path | None
) -> Latency:
    """As `run`; returns the figures."""
    cores = Cores.split()
    async with AsyncExitStack() as stack:
        peers = await stack.enter_async_context(Child(cores.load, Peers, delays))
        settings = await peers.ask("settings")
        server = await stack.enter_async_context(Served(folder, settings, cores=cores))
        clients = await stack.enter_async_context(Child(cores.load, MediaClients, server.media))
        listeners = await stack.enter_async_context(
            Child(cores.load, Listeners, server.live, _KEPT)
        )
        await clients.ask("prepare", from_ms, to_ms + _AFTER_MS)
        begun: list[Begun] = []
        async with profiled(server.pid, profile):
            for number in range(calls):
                begun.append(await clients.ask("open", from_ms))
                await listeners.ask("follow", begun[-1].call_id)
                if number < calls - 1:
                    await asyncio.sleep((to_ms - from_ms) / 1000 / calls)
            await asyncio.sleep((to_ms - from_ms + _AFTER_MS) / 1000)
        await clients.ask("hang_up", True)
        heard: list[Heard] = await peers.ask("heard")
        seen: dict[str, list[Seen]] = await listeners.ask("seen")
        asked_at: list[float] = await peers.ask("asked_at")
    turns = looped_call().turns_within(Speaker.CUSTOMER, from_ms, to_ms)
    ears = [ear for ear in heard if ear.speaker is Speaker.CUSTOMER]
    measured = Latency(asked=len(asked_at))
    for call, ear in zip(begun, sorted(ears, key=lambda e: e.opened_at), strict=True):
        account = _Account(call, ear, seen[call.call_id], asked_at, delays.first_token_s)
        for turn in turns:
            account.settle(turn, measured)
    return measured


class _Account:
    """The events of one call, and the times of the peers that belong to them."""

    def __init__(
        self,
        call: Begun,
        ear: Heard,
        seen: Sequence[Seen],
        asked_at: Sequence[float],
        first_token_s: float,
    ):
        self._call = call
        self._ear = ear
        self._asked_at = asked_at
        self._first_token_s = first_token_s
        self._seen = seen

    def settle(self, turn: ScriptTurn, measured: Latency) -> None:
        """Count what became of a turn."""
        measured.turns += 1
        final = next((e for e in self._of("turn.final") if self._is_of(e, turn)), None)
        turn_id = final.event["data"]["turn_id"] if final else None
        if any(e.event["data"]["turn_id"] == turn_id for e in self._of("suggestion.suppressed")):
            measured.suppressed += 1
            return
        advice = [e for e in self._of("suggestion.final") if e.event["data"]["turn_id"] == turn_id]
        if not advice:
            measured.missed.append(turn.text)
            return
        measured.waits.append(self._wait(turn, advice[0]))

    def _wait(self, turn: ScriptTurn, final: Seen) -> Wait:
        data = final.event["data"]
        spoken_at = self._call.due_at + (turn.end_ms - self._call.place_ms) / 1000
        shown = [
            e.at
            for e in self._of("suggestion.delta")
            if e.event["data"]["suggestion_id"] == data["suggestion_id"]
        ]
        first_at = min([*shown, final.at])
        marks = [spoken_at, *self._marks(turn, data["headline"]), first_at]
        stages = tuple((b - a) * 1000 for a, b in pairwise(marks))
        return Wait(
            text=turn.text,
            first=(first_at - spoken_at) * 1000,
            final=(final.at - spoken_at) * 1000,
            stages=stages,
            claimed=data["latency_ms"]["from_speech_end_to_first"],
        )

    def _marks(self, turn: ScriptTurn, headline: str) -> tuple[float, float, float, float]:
        """When the recogniser was asked for the last word and said it; the model, likewise."""
        said = min(self._ear.said, key=lambda s: abs(s.word_end_ms - turn.end_ms))
        number = next((int(word) for word in headline.split() if word.isdecimal()), None)
        asked_at = math.nan if number is None else self._asked_at[number]
        return said.asked_at, said.sent_at, asked_at, asked_at + self._first_token_s

    def _of(self, kind: str) -> list[Seen]:
        return [e for e in self._seen if e.event["type"] == kind]

    @staticmethod
    def _is_of(event: Seen, turn: ScriptTurn) -> bool:
        """Whether a turn of the server's ends with the words of the script's, in their time."""
        data = event.event["data"]
        is_near = data["start_ms"] < turn.end_ms <= data["end_ms"] + 1000
        return (
            data["speaker"] == turn.speaker and is_near and data["text"].endswith(turn.text[-20:])
        )


def _report(measured: Latency, floor_ms: float) -> Report:
    waits = measured.waits
    rows: list[tuple[str, list[float]]] = [
        ("to the first field", [w.first for w in waits]),
        ("to the final advice", [w.final for w in waits]),
        *((f"· {stage}", [w.stages[i] for w in waits]) for i, stage in enumerate(STAGES)),
        (f"overhead (first − {floor_ms:.0f})", [w.first - floor_ms for w in waits]),
        ("the server's own claim", [w.claimed for w in waits]),
    ]
    text = table(
        ("ms after the customer's last sound", "mean", "p50", "p95", "p99"),
        [
            (
                name,
                mean(v) if v else math.nan,
                quantile(v, 0.5),
                quantile(v, 0.95),
                quantile(v, 0.99),
            )
            for name, v in rows
        ],
    )
    counts = (
        f"{measured.turns} turns of customers: {len(waits)} advised, {measured.suppressed} left"
        f" alone on purpose, {len(measured.missed)} missed; the model was asked"
        f" {measured.asked} times."
    )
    svg = bars(
        "From the customer's last sound to the first field of advice, p50", "ms", _spans(waits)
    )
    result: dict[str, Any] = asdict(measured) | {"floor_ms": floor_ms, "stages": STAGES}
    return Report("latency", f"{text}\n\n{counts}", svg, result)


def _spans(waits: Sequence[Wait]) -> dict[str, tuple[float, float]]:
    """When each stage began and ended, p50; what overlaps was done at the same time."""
    ends = [list(accumulate(wait.stages)) for wait in waits]
    at = [0.0, *(quantile([end[i] for end in ends], 0.5) for i in range(len(STAGES)))]
    spans = {stage: (at[i], at[i + 1]) for i, stage in enumerate(STAGES) if stage != "decision"}
    return spans | {"all of it": (0.0, quantile([wait.first for wait in waits], 0.5))}
