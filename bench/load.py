"""Two-track calls at real time on one server: opened, measured, counted."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Self

import httpx

from bench.child import Child, ChildError
from bench.listeners import Listeners
from bench.looped_call import PCM_BYTES_A_MS, looped_call
from bench.machine import Usage
from bench.media_client import TRACK_SHIFT_MS, Begun, MediaClients
from bench.peers import Heard, Lags
from bench.probe import Probe
from bench.quantiles import quantile
from bench.served import Target
from bench.turns import lost_turns
from conversation.speech.speakers import Speaker
from transports.twilio.replay_messages import FRAME_MS

HEARD_WITHIN_MS = 100.0
"""Audio that is later than this at the recogniser (p99) means that there are too many calls."""
_GOLDEN = 0.618034
_OPENING_S = 0.06
_HEARD_S = 10.0
"""A call that is not heard after this is measured as one that is not heard."""
_LAST_WORDS_S = 3.0
"""What is heard late is not lost; a line may forget it where the call ends first."""
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Step:
    """What one number of calls cost.

    Attributes:
        line: What was measured.
        calls: How many there were.
        core: CPU seconds a second that the server used: 1 is a whole core.
        core_waited: The share of the time that it had to wait for the core, because something
            else on the machine ran there.
        mib: Memory of the server.
        mib_a_call: Memory of each call beyond the first.
        loop_ms: Round trip of a WebSocket ping, p99.
        audio_p50_ms: How late a piece of audio was at the recogniser, p50.
        audio_ms: The same, p99.
        oldest_ms: How late any packet was there, its wait for the piece included, p99.
        sender_ms: How late the load generator itself was, p99.
        sender_core: CPU seconds a second of the load generator and the peers.
        ended_at: When the measurement ended, s of `time.monotonic`.
    """

    line: str
    calls: int
    core: float
    core_waited: float
    mib: float
    mib_a_call: float
    loop_ms: float
    audio_p50_ms: float
    audio_ms: float
    oldest_ms: float
    sender_ms: float
    sender_core: float
    ended_at: float

    @property
    def holds(self) -> bool:
        """Whether the calls were heard in time."""
        return self.audio_ms <= HEARD_WITHIN_MS


@dataclass(frozen=True, slots=True)
class Count:
    """What was heard of what was said.

    Attributes:
        turns: How many turns were spoken from begin to end.
        lost: How many of them are in no transcript.
        lost_early: How many of those were spoken while the calls were heard in time.
        wrong_s: Audio at the recogniser that did not follow from what came before.
    """

    turns: int
    lost: int
    lost_early: int
    wrong_s: float


class Load:
    """`async with Load("name", server, peers, cores, is_product=True) as load:` has no calls yet.

    Args:
        line: What is measured.
        server: The server.
        peers: The worker with its recogniser and its model.
        cores: Where the callers and the listeners run.
        is_product: Whether the server is ours, which has listeners and more to show than a
            transcript.
    """

    def __init__(
        self, line: str, server: Target, peers: Child, cores: frozenset[int], *, is_product: bool
    ):
        self._line = line
        self._server = server
        self._peers = peers
        self._is_product = is_product
        self._clients = Child(cores, MediaClients, server.media)
        self._listeners = Child(cores, Listeners, server.live, ())
        self._probe = Child(cores, Probe, server.live.format(call_id="probe"))
        self._call = looped_call()
        self._begun: list[Begun] = []
        self._first_bytes = 0
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        children = (self._clients, self._listeners, self._probe)
        await asyncio.gather(*(self._stack.enter_async_context(child) for child in children))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def call_ids(self) -> list[str]:
        """The calls that were begun."""
        return [begun.call_id for begun in self._begun]

    async def prepare(self, steps: Sequence[int], seconds: float) -> None:
        """Make the packets beforehand for numbers of calls that last some seconds each."""
        whole_s = sum(_OPENING_S * number + seconds + 3 for number in steps)
        await self._clients.ask("prepare", 0, self._call.round_ms + round(whole_s * 1000))

    async def open(self, number: int) -> bool:
        """Begin calls until there are so many and all are heard; whether the server took them."""
        while len(self._begun) < number:
            # Evenly over the sample call whatever the number is, and no two at the same place.
            share = len(self._begun) * _GOLDEN % 1
            place_ms = int(share * self._call.frames) * FRAME_MS
            try:
                begun: Begun = await self._clients.ask("open", place_ms)
                if self._is_product:
                    await self._listeners.ask("follow", begun.call_id)
            except ChildError as error:
                print(f"{self._line}: call {len(self._begun) + 1}: {str(error).splitlines()[-1]}")
                return False
            self._begun.append(begun)
        await self._peers.ask("until_heard", len(Speaker) * number, _HEARD_S)
        return True

    async def measure(self, seconds: float) -> Step:
        """What the calls cost for some seconds from now."""
        loaders = [c.pid for c in (self._peers, self._clients, self._listeners, self._probe)]
        await self._clients.ask("lateness_ms")
        await self._probe.ask("waits_ms")
        began, before = asyncio.get_running_loop().time(), self._server.usage()
        load_before = Usage.of(*loaders).cpu_s
        await asyncio.sleep(seconds)
        after, ended = self._server.usage(), asyncio.get_running_loop().time()
        load_s = Usage.of(*loaders).cpu_s - load_before
        seconds, calls = ended - began, len(self._begun)
        _, sender_ms = await self._clients.ask("lateness_ms")
        due = {begun.place_ms: begun.due_at for begun in self._begun}
        lags: Lags = await self._peers.ask("lags", began, ended, due, TRACK_SHIFT_MS)
        self._first_bytes = self._first_bytes or after.resident_bytes
        more = after.resident_bytes - self._first_bytes
        all_heard = lags.sockets == len(Speaker) * calls
        return Step(
            line=self._line,
            calls=calls,
            core=(after.cpu_s - before.cpu_s) / seconds,
            core_waited=(after.waited_s - before.waited_s) / seconds,
            mib=after.resident_bytes / _MIB,
            mib_a_call=more / (calls - 1) / _MIB if calls > 1 else math.nan,
            loop_ms=quantile(await self._probe.ask("waits_ms"), 0.99),
            audio_p50_ms=quantile(lags.newest, 0.5) if all_heard else math.inf,
            audio_ms=quantile(lags.newest, 0.99) if all_heard else math.inf,
            oldest_ms=quantile(lags.all, 0.99) if all_heard else math.inf,
            sender_ms=sender_ms,
            sender_core=load_s / seconds,
            ended_at=ended,
        )

    async def end(self, in_time_until: float) -> Count:
        """Hang up, and count.

        Args:
            in_time_until: Up to when the calls were heard in time, s of `time.monotonic`.
        """
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(_LAST_WORDS_S)
        await self._clients.ask("hang_up", self._is_product)
        heard: list[Heard] = await self._peers.ask("heard")
        transcripts = await self._transcripts()
        turns, lost = self._lost(transcripts, now)
        _, lost_early = self._lost(transcripts, in_time_until)
        wrong_bytes = sum(ear.wrong_bytes for ear in heard)
        return Count(turns, lost, lost_early, wrong_bytes / PCM_BYTES_A_MS / 1000)

    def _lost(self, transcripts: dict[str, list[dict[str, str]]], until: float) -> tuple[int, int]:
        counts = []
        for begun in self._begun:
            until_ms = begun.place_ms + (until - begun.due_at) * 1000
            transcript = transcripts.get(begun.call_id, [])
            counts.append(lost_turns(self._call, transcript, begun.place_ms, until_ms))
        return sum(turns for turns, _ in counts), sum(lost for _, lost in counts)

    async def _transcripts(self) -> dict[str, list[dict[str, str]]]:
        async with httpx.AsyncClient(base_url=self._server.http, timeout=60) as client:
            if not self._is_product:
                return (await client.get("/transcripts")).json()
            return {
                call.call_id: (await client.get(f"/api/calls/{call.call_id}")).json()["transcript"]
                for call in self._begun
            }
