"""One party's audio and requests for final words, on their way to a connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from services.stt.audio_sender import AudioSender
from services.stt.connection import SttResult
from services.stt.kept_connection import KeptConnection
from services.stt.last_words import last_words
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
        self.kept = KeptConnection(self.vendor.connect, heard=self._heard, lost=self._lost)
        self.sender = AudioSender(self.kept, replaying=self._replaying)

    async def say(self, *pieces: bytes) -> None:
        for number, piece in enumerate(pieces):
            await self.sender.add(number * 100, piece, 100)

    async def say_it_all(self, *pieces: bytes) -> None:
        """Say something and pause; all of it is sent."""
        self.sender.finalize.started()
        await self.say(*pieces)
        self.sender.finalize.paused()
        await self.sender.send_waiting()

    async def last_words(self) -> float:
        """How long they are waited for; negative where that was in vain."""
        began = asyncio.get_running_loop().time()
        try:
            await last_words(self.sender, self.kept)
        except TimeoutError:
            return began - asyncio.get_running_loop().time()
        return asyncio.get_running_loop().time() - began

    async def _heard(self, result: SttResult) -> None:
        self.sender.received(result)

    async def _lost(self, error: Exception | None) -> bool:
        return False

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
        await stage.say_it_all(b"1", b"2")
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


async def test_audio_is_sent_at_once_only_where_nothing_is_before_it():
    """Not without a connection, not before its books are open, and not behind what waits."""
    async with a_stage() as stage:
        (connection,) = stage.vendor.connections
        connection.takes_at_once = True
        assert not stage.sender.add_at_once(0, b"0", 100)
        await stage.say(b"1")
        assert stage.sender.add_at_once(100, b"2", 100)
        stage.sender.finalize.started()
        stage.sender.finalize.paused()
        assert not stage.sender.add_at_once(200, b"3", 100)
        await stage.sender.send_waiting()
        connection.takes_at_once = False
        assert not stage.sender.add_at_once(200, b"3", 100)
        assert connection.heard == [b"1", b"2", None]


async def test_what_was_sent_at_once_is_sent_again_where_it_was_not_heard():
    """A connection that fails of it is given up, and the next one hears it."""
    async with a_stage() as stage:
        stage.sender.finalize.started()
        await stage.say(b"1")
        (connection,) = stage.vendor.connections
        connection.takes_at_once = True
        assert stage.sender.add_at_once(100, b"2", 100)
        connection.is_broken = True
        assert stage.sender.add_at_once(200, b"3", 100)
        await asyncio.sleep(2)
        await stage.sender.send_waiting()
        assert stage.vendor.connections[1].heard == [b"1", b"2", b"3"]


async def test_a_backlog_is_sent_at_its_own_pace_with_requests_in_their_places():
    """A quarter faster than real time; what is said meanwhile follows it, in order."""
    stage = Stage()
    stage.sender.finalize.started()
    for number in range(100):
        await stage.sender.add(number * 100, b"%d" % number, 100)
        if number == 49:
            stage.sender.finalize.paused()
            stage.sender.finalize.started()
    running = asyncio.create_task(stage.kept.run())
    await asyncio.sleep(0.01)
    await stage.sender.send_waiting()
    heard = stage.vendor.connections[0].heard
    for number in range(100, 300):
        await asyncio.sleep(0.1)
        await stage.sender.add(number * 100, b"%d" % number, 100)
        assert len(heard) <= (number - 99) * 1.25 + 3
    await asyncio.sleep(25)
    assert stage.sender.caught_up
    assert [piece for piece in heard if piece] == [b"%d" % number for number in range(300)]
    assert heard.index(None) == 50
    running.cancel()
    await stage.sender.close()


async def test_audio_that_comes_faster_than_real_time_is_not_held_back():
    """A recording that is played fast moves the call's clock: a backlog keeps its share over it."""
    stage = Stage()
    stage.sender.finalize.started()
    await stage.say(*[b"12"] * 50)
    running = asyncio.create_task(stage.kept.run())
    await asyncio.sleep(0.01)
    for number in range(300):
        await asyncio.sleep(0.02)
        await stage.sender.add(5000 + number * 100, b"12", 100)
    assert len(stage.vendor.connections[0].heard) == 350
    running.cancel()
    await stage.sender.close()


async def test_the_last_words_are_waited_for():
    """Until the answer is there; who owes nothing is not waited for."""
    async with a_stage() as stage:
        assert await stage.last_words() == 0
        await stage.say_it_all(*[b"12"] * 9)
        waiting = asyncio.create_task(stage.last_words())
        await asyncio.sleep(8)
        assert not waiting.done()
        stage.vendor.connections[0].say(final(900, from_finalize=True))
        assert await waiting == pytest.approx(8, abs=0.2)


async def test_a_confirmation_alone_is_not_waited_for_long():
    """All words are final, and a recogniser that has nothing left to say may not answer."""
    async with a_stage() as stage:
        stage.sender.finalize.started()
        await stage.say(*[b"12"] * 9)
        stage.vendor.connections[0].say(final(700))
        stage.sender.finalize.paused()
        await stage.sender.send_waiting()
        assert await stage.last_words() == pytest.approx(-2, abs=0.2)


async def test_last_words_that_come_slowly_are_waited_for():
    """As long as results come, and for half a minute at most; not where none comes any more."""
    async with a_stage() as stage:
        await stage.say_it_all(*[b"12"] * 99)
        waiting = asyncio.create_task(stage.last_words())
        for seconds in range(8):
            await asyncio.sleep(5)
            stage.vendor.connections[0].say(final(seconds * 1000 + 1))
        assert await waiting == pytest.approx(-30, abs=0.2)
        assert await stage.last_words() == pytest.approx(-9, abs=0.2)


async def test_a_recogniser_that_is_lost_again_and_again_is_given_up_as_a_silent_one_is():
    """Each connection takes the audio, tells nothing, and ends: that is no news of the words."""
    async with a_stage() as stage:
        await stage.say_it_all(*[b"12"] * 99)
        waiting = asyncio.create_task(stage.last_words())
        while not waiting.done():
            await asyncio.sleep(1)
            stage.vendor.connections[-1].end(ConnectionResetError())
        assert len(stage.vendor.connections) > 3
        assert -11 < await waiting < -3


async def test_a_result_that_claims_more_than_was_sent_answers_no_more():
    """What is said later is sent again all the same, should the connection die."""
    async with a_stage() as stage:
        stage.sender.finalize.started()
        await stage.say(b"1")
        stage.sender.received(final(60_000))
        await stage.sender.add(100, b"2", 100)
        stage.vendor.connections[0].end()
        await asyncio.sleep(2)
        await stage.sender.send_waiting()
        assert stage.vendor.connections[1].heard == [b"2"]
