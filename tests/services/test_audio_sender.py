"""One party's audio and requests for final words, on their way to a connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from services.stt.audio_sender import AudioSender
from services.stt.connection import SttResult
from services.stt.connection_policy import ConnectionPolicy
from services.stt.kept_connection import KeptConnection
from tests.services.memory_vendor import MemoryVendor

pytestmark = pytest.mark.looptime


def final(until_ms: float, *, from_finalize: bool = False) -> SttResult:
    return SttResult("Words.", 0, until_ms, until_ms, is_final=True, from_finalize=from_finalize)


@dataclass
class Stage:
    """A sender at work, and how often audio was about to be heard again."""

    vendor: MemoryVendor = field(default_factory=MemoryVendor)
    replays: int = 0

    def __post_init__(self) -> None:
        self.kept = KeptConnection(
            self.vendor.connect, ConnectionPolicy(), heard=self._heard, lost=self._lost
        )
        self.sender = AudioSender(self.kept, replaying=self._replaying)

    async def say(self, *pieces: bytes) -> None:
        for number, piece in enumerate(pieces):
            self.sender.buffer.add(number * 100, piece, 100)
        await self.sender.send_waiting()

    async def _heard(self, result: SttResult | None) -> None:
        if result:
            self.sender.received(result)

    async def _lost(self, error: Exception | None) -> bool:
        return True

    async def _replaying(self) -> None:
        self.replays += 1


@asynccontextmanager
async def a_stage() -> AsyncIterator[Stage]:
    stage = Stage()
    running = asyncio.create_task(stage.kept.run())
    await asyncio.sleep(0.01)
    yield stage
    running.cancel()
    await asyncio.wait([running])


async def test_audio_is_sent_before_the_request_that_follows_it():
    """A pause asks for the words of all audio before it."""
    async with a_stage() as stage:
        stage.sender.finalize.started()
        stage.sender.finalize.paused()
        await stage.say(b"1", b"2")
        assert stage.vendor.connections[0].heard == [b"1", b"2", None]


async def test_a_new_connection_is_sent_what_had_no_final_result():
    """And whoever keeps interim words is told before, once a connection."""
    async with a_stage() as stage:
        stage.sender.finalize.started()
        await stage.say(b"1", b"2", b"3")
        assert stage.sender.received(final(100)) == 0
        stage.vendor.connections[0].end()
        await asyncio.sleep(2)
        await stage.sender.send_waiting()
        await stage.sender.send_waiting()
        assert stage.vendor.connections[1].heard == [b"2", b"3"]
        assert stage.replays == 2


async def test_an_early_request_waits_for_no_connection():
    """Without one nothing is asked before the pause."""
    stage = Stage()
    stage.sender.finalize.started()
    stage.sender.finalize.eager_pause()
    await stage.sender.finalize_early()
    assert not stage.sender.finalize.due


async def test_the_last_words_are_waited_for():
    """Until the answer is there, or for two seconds; who owes nothing is not waited for."""
    async with a_stage() as stage:
        await stage.sender.last_words()
        stage.sender.finalize.started()
        stage.sender.finalize.paused()
        await stage.say(b"1")
        waiting = asyncio.create_task(stage.sender.last_words())
        await asyncio.sleep(1)
        assert not waiting.done()
        stage.vendor.connections[0].say(final(100, from_finalize=True))
        await waiting
        stage.sender.finalize.started()
        stage.sender.finalize.paused()
        await stage.sender.send_waiting()
        with pytest.raises(TimeoutError):
            await stage.sender.last_words()
