"""Spoken call: its turns, both parties heard as the pipeline does, and what came of it.

`hear` plays it in virtual time; `wrong` says what is not as it was spoken, and not told.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from conversation.events.payloads import Component, Status
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from conversation.speech.turn_builder import TurnBuilder
from conversation.speech.turn_order import TurnOrder
from conversation.speech.turns import Turn
from peers.speech import Word
from services.stt.connection import Connect
from services.stt.health import SttHealth
from services.stt.hearer import HeardWords
from services.stt.outage_log import OutageLog
from services.stt.party_recogniser import PartyRecogniser

PIECE_MS = 100
CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
WORD_MS = 300
TAIL_MS = 1500
PUNCTUAL_S = 1.5
"""A turn that is no later itself waits for the other party's no longer than this."""
NOTICED_MS = {"started": 100, "paused": 300, "silent": 900}
"""How long after it is so the speech detector tells."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn as it is spoken: `words` words, so long after the turn before."""

    speaker: Speaker
    words: int
    after_ms: int = 1100


@dataclass(slots=True)
class Spoken:
    """A turn in its place."""

    speaker: Speaker
    words: list[Word]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def start_ms(self) -> int:
        return self.words[0].start_ms

    @property
    def end_ms(self) -> int:
        return self.words[-1].end_ms


def spoken(course: list[Said]) -> list[Spoken]:
    """The turns of a call, one after the other; each word is there once."""
    turns, at_ms, number = list[Spoken](), 500, 0
    for said in course:
        at_ms += said.after_ms
        words = list[Word]()
        for index in range(said.words):
            stop = "." if index + 1 == said.words else ""
            words.append(Word(f"w{number}{stop}", at_ms, at_ms + WORD_MS))
            at_ms, number = at_ms + WORD_MS, number + 1
        turns.append(Spoken(said.speaker, words))
    return turns


@dataclass(slots=True)
class Call:
    """What came of a call: the turns as they were told, and what was told of the recognisers."""

    outages: OutageLog = field(default_factory=lambda: OutageLog("Deepgram"))
    order: TurnOrder = field(default_factory=TurnOrder)
    told: list[Turn] = field(default_factory=list[Turn])
    told_at: list[float] = field(default_factory=list[float])
    statuses: list[Status] = field(default_factory=list[Status])
    status_at: list[float] = field(default_factory=list[float])

    def release(self, turns: list[Turn], now: float) -> None:
        self.told += turns
        self.told_at += [now] * len(turns)


Audio = Callable[[int], bytes]
"""The audio of `PIECE_MS` that belongs at a place of the call, ms."""


class Party:
    """One party's recogniser and turns, put together as the pipeline does; hears both."""

    def __init__(
        self, speaker: Speaker, turns: list[Spoken], connect: Connect, call: Call, audio: Audio
    ):
        self._speaker = speaker
        self._audio = audio
        self._call = call
        self._builder = TurnBuilder(speaker)
        self._heard_at: dict[str, float] = {}
        self.recogniser = PartyRecogniser(
            connect,
            health=SttHealth(speaker, vendor="Deepgram"),
            hearer=self,
            outages=call.outages,
        )
        self.running = asyncio.create_task(self.recogniser.run())
        edges = [("started", turn.start_ms) for turn in turns]
        edges += [(edge, turn.end_ms) for turn in turns for edge in ("paused", "silent")]
        self._edges = sorted((at_ms + NOTICED_MS[edge], edge, at_ms) for edge, at_ms in edges)

    async def pass_time(self, now_ms: int) -> None:
        """A piece of audio has come, and what was noticed in it."""
        while self._edges and self._edges[0][0] <= now_ms:
            _, edge, at_ms = self._edges.pop(0)
            await self._notice(edge, at_ms)
        at_ms = now_ms - PIECE_MS
        audio = self._audio(at_ms)
        if not self.recogniser.add_at_once(at_ms, audio, PIECE_MS):
            await self.recogniser.add(at_ms, audio, PIECE_MS)
        self._take()

    async def end(self) -> None:
        await self.recogniser.end()
        await self.recogniser.close()
        self.running.cancel()
        await asyncio.wait([self.running])
        self._take()
        while turn := self._builder.flush():
            self._finished(turn)

    async def _notice(self, edge: str, at_ms: int) -> None:
        if edge == "started":
            self.recogniser.started(at_ms)
            self._builder.speech_started(at_ms)
            self._call.order.resumed(self._speaker, self._builder.start_ms)
        elif edge == "paused":
            confirmed = self.recogniser.finalize.paused()
            self._builder.speech_paused(at_ms, _now())
            self._heard_at[self._builder.turn_id or ""] = _now()
            self._call.order.spoken(self._speaker, self._builder.start_ms)
            await self.recogniser.paused(confirmed)
        else:
            self._builder.speech_silent(at_ms, _now())

    async def heard(self, words: HeardWords) -> None:
        if words.is_final:
            self._builder.final(words.text, _now(), start_ms=words.start_ms, end_ms=words.end_ms)
        else:
            self._builder.interim(words.text, _now(), start_ms=words.start_ms)
        self._take()

    async def took_back(self) -> None:
        self._builder.interim("", _now())

    async def confirmed(self) -> None:
        self._builder.confirmed(_now())
        self._take()

    async def fell_behind(self, *, behind: bool) -> None:
        self._builder.fell_behind(_now(), behind=behind)
        self._call.order.fell_behind(self._speaker, behind=behind)

    async def told(self, status: Status) -> None:
        self._call.statuses.append(status)
        self._call.status_at.append(_now())

    def _take(self) -> None:
        more = True
        while more:
            turn = self._builder.poll(_now())
            for began_ms in self._builder.take_empty():
                self._call.order.given_up(self._speaker, began_ms)
            if more := turn is not None:
                self._finished(turn)
        self._call.release(self._call.order.ready(_now()), _now())

    def _finished(self, turn: Turn) -> None:
        late_s = _now() - self._heard_at.get(turn.turn_id, _now())
        self._call.order.finished(turn, _now(), late_s)


def _now() -> float:
    return asyncio.get_running_loop().time()


async def hear(turns: list[Spoken], parties: Mapping[Speaker, tuple[Connect, Audio]]) -> Call:
    """Hear a call to its end, each party by the recogniser that is connected to for them."""
    call = Call()
    own = {speaker: [turn for turn in turns if turn.speaker is speaker] for speaker in Speaker}
    heard = [
        Party(speaker, own[speaker], connect, call, audio)
        for speaker, (connect, audio) in parties.items()
    ]
    for now_ms in range(PIECE_MS, turns[-1].end_ms + TAIL_MS, PIECE_MS):
        await asyncio.sleep(PIECE_MS / 1000)
        for party in heard:
            await party.pass_time(now_ms)
    await asyncio.gather(*(party.end() for party in heard))
    call.release(call.order.flush(), _now())
    return call


def lost_s(call: Call, speaker: Speaker) -> float:
    """How much the agent was told that was lost of a party, in seconds."""
    told = (
        re.search(r"([\d.]+) s of what", status.detail)
        for status in call.statuses
        if status.speaker is speaker and status.code is StatusCode.STT_LOST
    )
    return sum(float(found[1]) for found in told if found)


def wrong(turns: list[Spoken], call: Call) -> Iterator[str]:
    """What is not as it was spoken and not told."""
    where = {word.text: turn for turn in turns for word in turn.words}
    for speaker in Speaker:
        own = [turn for turn in call.told if turn.speaker is speaker]
        words = [word for turn in own for word in turn.text.split()]
        said = [word.text for turn in turns if turn.speaker is speaker for word in turn.words]
        if sorted(set(words), key=said.index) != words:
            yield f"{speaker}: twice, or out of order: {words}"
        missing = [word for word in said if word not in words]
        least_s = len(missing) * WORD_MS / 1000 - 0.35
        if missing and lost_s(call, speaker) < least_s:
            yield f"{speaker}: lost and not told ({lost_s(call, speaker)} s): {missing}"
        if not missing and lost_s(call, speaker) > 1:
            yield f"{speaker}: told as lost, and was not: {lost_s(call, speaker)} s"
        for turn in own:
            of = {id(where[word]) for word in turn.text.split()}
            if len(of) > 1:
                yield f"{speaker}: joined: {turn.text}"
    for status in call.statuses:
        if status.component is not Component.STT:
            yield f"an odd status: {status}"


def too_early(call: Call) -> Iterator[str]:
    """The turns that were told before earlier ones, but for those on which advice may not wait."""
    for index, turn in enumerate(call.told):
        waits = call.told_at[index] > (turn.end_ms + NOTICED_MS["paused"]) / 1000 + 2 * PUNCTUAL_S
        later = min(call.told[index:], key=lambda other: other.start_ms)
        if later.start_ms < turn.start_ms and (waits or turn.speaker is AGENT):
            yield f"{turn.turn_id} before {later.turn_id}"


TALK = [Said((AGENT, CUSTOMER)[i % 2], 8 + i % 5) for i in range(12)]
