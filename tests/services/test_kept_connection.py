"""A connection that is made again whenever it is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from conversation.events.status_codes import StatusCode
from services.stt.connection import SttResult
from services.stt.kept_connection import KeptConnection
from services.stt.refusal import IdleEndError, SttRefusal
from tests.services.memory_vendor import MemoryVendor

pytestmark = pytest.mark.looptime

HELLO = SttResult("Hello.", 0, 500, 500, is_final=True)


@dataclass
class Listener:
    """Who is told; a `PermissionError` is a refusal for good."""

    heard: list[SttResult] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    async def on_result(self, result: SttResult) -> None:
        self.heard.append(result)

    async def on_lost(self, error: Exception | None) -> bool:
        self.lost.append(type(error).__name__)
        return isinstance(error, PermissionError)


@asynccontextmanager
async def keeping(vendor: MemoryVendor) -> AsyncIterator[tuple[KeptConnection, Listener]]:
    listener = Listener()
    kept = KeptConnection(vendor.connect, heard=listener.on_result, lost=listener.on_lost)
    running = asyncio.create_task(kept.run())
    await asyncio.sleep(0.01)
    yield kept, listener
    running.cancel()
    await asyncio.wait([running])


async def test_what_is_said_is_passed_on():
    """While the connection is up it is `current`."""
    vendor = MemoryVendor()
    async with keeping(vendor) as (kept, listener):
        assert kept.current is vendor.connections[0]
        vendor.connections[0].say(HELLO)
        await asyncio.sleep(0.01)
        assert listener.heard == [HELLO]
        assert listener.lost == []
    assert kept.current is None


async def test_a_connection_that_ends_is_made_again():
    """In good order or not."""
    vendor = MemoryVendor()
    async with keeping(vendor) as (kept, listener):
        vendor.connections[0].end()
        await asyncio.sleep(2)
        vendor.connections[1].end(ConnectionResetError())
        await asyncio.sleep(3)
        assert listener.lost == ["NoneType", "ConnectionResetError"]
        assert kept.current is vendor.connections[2]


async def test_tries_are_further_apart_until_the_call_ends():
    """Within 0.3 s, then up to four seconds; a call that ends is tried for often."""
    vendor = MemoryVendor()
    vendor.refusal = ConnectionRefusedError()
    async with keeping(vendor) as (kept, _):
        await asyncio.sleep(60)
        waits = [b - a for a, b in zip(vendor.tried_at, vendor.tried_at[1:], strict=False)]
        assert waits[0] <= 0.3
        assert 2 <= waits[-1] <= 4
        vendor.refusal = None
        before = asyncio.get_running_loop().time()
        kept.hurry()
        await asyncio.sleep(0.01)
        assert asyncio.get_running_loop().time() - before <= 0.3
        assert kept.current


@pytest.mark.parametrize("lasted_s", [0.5, 4.9, 60])
async def test_a_lost_connection_is_tried_again_within_300_ms(lasted_s: float):
    """Whether it was heard or not, and however long it had lasted."""
    vendor = MemoryVendor()
    async with keeping(vendor):
        await asyncio.sleep(lasted_s)
        lost_at = asyncio.get_running_loop().time()
        vendor.connections[0].end(ConnectionResetError())
        await asyncio.sleep(0.3)
        assert 0 < vendor.tried_at[1] - lost_at <= 0.3


async def test_after_a_refusal_for_good_it_is_tried_seldom():
    """It may be put right in mid-call, and is not waited for."""
    vendor = MemoryVendor()
    vendor.refusal = PermissionError()
    async with keeping(vendor) as (kept, _):
        await asyncio.sleep(60)
        assert 7 <= len(vendor.tried_at) <= 12
        vendor.refusal = None
        await asyncio.sleep(25)
        assert kept.current


async def test_a_connection_that_takes_no_audio_is_dead():
    """After five seconds it is cut, and the next one made."""
    vendor = MemoryVendor()
    async with keeping(vendor) as (kept, listener):
        dead = vendor.connections[0]
        dead.deaf = True
        before = asyncio.get_running_loop().time()
        assert not await kept.send(dead, dead.send(b"12"))
        assert asyncio.get_running_loop().time() - before == pytest.approx(5)
        await asyncio.sleep(2)
        assert listener.lost == ["ConnectionResetError"]
        assert kept.current is vendor.connections[1]


async def test_a_connection_that_is_given_up_is_made_again():
    """Whoever finds it dead has it cut."""
    vendor = MemoryVendor()
    async with keeping(vendor) as (kept, listener):
        kept.give_up()
        assert kept.current is None
        await asyncio.sleep(1)
        assert listener.lost == ["ConnectionResetError"]
        assert kept.current is vendor.connections[1]


async def test_connections_that_say_nothing_are_failures():
    """However long they last: the next one is waited for longer."""
    vendor = MemoryVendor()
    async with keeping(vendor) as (kept, _):
        for _ in range(6):
            await asyncio.sleep(20)
            kept.give_up()
        cut_at = asyncio.get_running_loop().time()
        await asyncio.sleep(20)
        assert vendor.tried_at[-1] - cut_at >= 2


IDLE = IdleEndError(
    SttRefusal(StatusCode.STT_UNREACHABLE, "is out of order", permanent=False), None
)


async def test_one_that_is_ended_since_nobody_has_spoken_is_no_loss():
    """As while a track has yet to begin; one that is ended at once is a failure all the same."""
    vendor = MemoryVendor()
    async with keeping(vendor) as (kept, listener):
        for number in range(3):
            await asyncio.sleep(10)
            vendor.connections[number].end(IDLE)
        await asyncio.sleep(0.1)
        assert (len(vendor.connections), listener.lost, kept.failures) == (4, [], 0)
        vendor.connections[3].end(IDLE)
        await asyncio.sleep(0.01)
        assert listener.lost == ["IdleEndError"]
