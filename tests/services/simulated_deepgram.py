"""Simulated Deepgram: a vendor without a socket, in virtual time, whose every fault is scheduled.

Audio is made of pieces that say where in the call they belong; a word is heard when most of its
pieces have come over one connection.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import cast

from websockets.asyncio.client import ClientConnection
from websockets.protocol import State

from peers.deepgram_wire import Options, Span, results
from peers.speech import Word
from services.stt.deepgram.connection import DeepgramConnection
from services.stt.deepgram.refusals import refused
from tests.services.spoken_call import PIECE_MS

_OPTIONS = Options("nova-3", interim=True, punctuate=True, endpointing_ms=300)
_RATE = 8000  # Hz of pieces
_HEARD = 0.6  # of a word's audio
_LONGEST_SPAN_MS = 3000
_ODD = ("{}", '{"channel_index": [0]}', "[]", '"Results"', '{"type": "News"}', "{", "3", "null")


def piece(at_ms: int) -> bytes:
    """The audio of `PIECE_MS` that belongs at `at_ms` of the call."""
    return at_ms.to_bytes(4, "big") * (PIECE_MS * 4)


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong, times in seconds of the call.

    Attributes:
        away: From when to when no connection is taken; those that are open end.
        hung: From when to when connections are open, take audio and say nothing, ever.
        late_s: How long after it has heard audio it tells what that was.
        pace: How much faster than real time it hears.
        odd_each: Each so-many-th message follows one that is none; 0: none does.
        spoiled: The numbers of the final messages that can't be read.
        garbled: From when to when no message can be read.
        finals_late_s: How much later than others final messages come.
        told: A time, and what each message says of it as it stands in the JSON; (): what is so.
    """

    away: Sequence[tuple[float, float]] = ()
    hung: Sequence[tuple[float, float]] = ()
    late_s: float = 0.1
    pace: float = 1.5
    odd_each: int = 0
    spoiled: frozenset[int] = frozenset()
    garbled: Sequence[tuple[float, float]] = ()
    finals_late_s: float = 0
    told: tuple[str, str] | tuple[()] = ()


class SimulatedDeepgram:
    """One party's recogniser: `connect` is a `Connect`.

    Attributes:
        made: How many connections were made.
    """

    def __init__(self, words: Sequence[Word], faults: Faults) -> None:
        self.made = 0
        self.finals = 0
        self.words = words
        self.faults = faults
        self.began = asyncio.get_running_loop().time()
        self._open: list[_Socket] = []
        loop = asyncio.get_running_loop()
        for from_s, _ in faults.away:
            loop.call_at(self.began + from_s, self._end)
        for from_s, _ in faults.hung:
            loop.call_at(self.began + from_s, self._hang)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[DeepgramConnection]:
        now = asyncio.get_running_loop().time() - self.began
        if any(from_s <= now < to_s for from_s, to_s in self.faults.away):
            raise refused(OSError())
        self.made += 1
        socket = _Socket(self)
        socket.hung = any(from_s <= now < to_s for from_s, to_s in self.faults.hung)
        self._open.append(socket)
        try:
            yield DeepgramConnection(cast("ClientConnection", socket), _RATE)
        finally:
            self._open.remove(socket)

    def _end(self) -> None:
        for socket in self._open:
            socket.abort()

    def _hang(self) -> None:
        for socket in self._open:
            socket.hung = True


_OPCODE, _TEXT = 0x0F, 0x01
_PLACE_BYTES = 4  # of a piece, which say where it belongs
_MASK_AT = {126: 4, 127: 10}
"""Where the mask of a frame is, by what its length begins with (RFC 6455, 5.2)."""


class _Socket:
    """One connection; what it has heard of a word is forgotten with it."""

    state = State.OPEN

    def __init__(self, vendor: SimulatedDeepgram) -> None:
        self.hung = False
        self._vendor = vendor
        self._said: asyncio.Queue[str | None] = asyncio.Queue()
        self._position_ms = 0
        self._heard_at = 0.0  # when all audio so far will have been heard
        self._told_at = 0.0
        self._told = 0
        self._span_ms = 0
        self._quiet_ms = 0
        self._pending: list[Word] = []
        self._next = 0
        self._parts = 0  # of that word, ms

    @property
    def transport(self) -> "_Socket":
        return self

    def get_write_buffer_size(self) -> int:
        return 0

    def abort(self) -> None:
        self._said.put_nowait(None)
        self.hung = True

    async def __aiter__(self) -> AsyncIterator[str]:
        while (message := await self._said.get()) is not None:
            yield message
        raise ConnectionResetError

    async def send(self, message: str) -> None:
        self._ask(message)

    def _ask(self, message: str | bytes) -> None:
        kind = json.loads(message)["type"]
        if kind in ("Finalize", "CloseStream"):
            self._final(from_finalize=kind == "Finalize")

    def write(self, frame: bytes) -> None:
        """Take a masked message as it is given."""
        mask_at = _MASK_AT.get(frame[1] & 0x7F, 2)
        mask, masked = frame[mask_at : mask_at + 4], frame[mask_at + 4 :]
        is_text = frame[0] & _OPCODE == _TEXT
        read = masked if is_text else masked[:_PLACE_BYTES]
        data = bytes(a ^ b for a, b in zip(read, cycle(mask), strict=False))
        (self._ask if is_text else self._hear_piece)(data)

    def _hear_piece(self, message: bytes) -> None:
        now = asyncio.get_running_loop().time()
        self._heard_at = max(self._heard_at, now) + PIECE_MS / 1000 / self._vendor.faults.pace
        at_ms = int.from_bytes(message[:_PLACE_BYTES], "big")
        self._position_ms += PIECE_MS
        self._hear(at_ms)

    def _hear(self, at_ms: int) -> None:
        words = self._vendor.words
        while self._next < len(words) and words[self._next].end_ms <= at_ms:
            self._next, self._parts = self._next + 1, 0
        word = words[self._next] if self._next < len(words) else None
        if word is None or word.start_ms >= at_ms + PIECE_MS:
            self._quiet_ms += PIECE_MS
            if self._pending and self._quiet_ms == 300:
                self._final(from_finalize=False)
            return
        self._quiet_ms = 0
        self._parts += PIECE_MS
        if word.end_ms <= at_ms + PIECE_MS:
            self._word_ends(word)

    def _word_ends(self, word: Word) -> None:
        length_ms = word.end_ms - word.start_ms
        if self._parts < _HEARD * length_ms:
            return
        self._pending.append(Word(word.text, self._position_ms - length_ms, self._position_ms))
        if self._position_ms - self._pending[0].start_ms >= _LONGEST_SPAN_MS:
            self._final(from_finalize=False)
        else:
            span = Span(self._span_ms, self._position_ms, tuple(self._pending))
            self._tell(results(_OPTIONS, span, is_final=False))

    def _final(self, *, from_finalize: bool) -> None:
        span = Span(self._span_ms, self._position_ms, tuple(self._pending))
        message = results(_OPTIONS, span, is_final=True, from_finalize=from_finalize)
        if self._pending:
            self._vendor.finals += 1
            if self._vendor.finals in self._vendor.faults.spoiled:
                message = message[:-9]
        self._span_ms, self._pending = self._position_ms, []
        self._tell(message, self._vendor.faults.finals_late_s)

    def _tell(self, message: str, late_s: float = 0) -> None:
        faults, loop = self._vendor.faults, asyncio.get_running_loop()
        self._told += 1
        if faults.told:
            name, value = faults.told
            message = re.sub(rf'"{name}": ?[-\d.]+', f'"{name}": {value}', message)
        if faults.odd_each and self._told % faults.odd_each == 0:
            self._later(_ODD[self._told % len(_ODD)], loop, faults)
        self._later(message, loop, faults, late_s)

    def _later(
        self, message: str, loop: asyncio.AbstractEventLoop, faults: Faults, late_s: float = 0
    ) -> None:
        due = max(loop.time(), self._heard_at) + faults.late_s
        self._told_at = max(due, self._told_at + 1e-4)
        loop.call_at(self._told_at + late_s, self._say, message)

    def _say(self, message: str) -> None:
        now = asyncio.get_running_loop().time() - self._vendor.began
        if any(from_s <= now < to_s for from_s, to_s in self._vendor.faults.garbled):
            message = message[:-9]
        if not self.hung:
            self._said.put_nowait(message)
