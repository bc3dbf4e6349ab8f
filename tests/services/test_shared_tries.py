"""A recogniser that is away, and a hundred parties who ask for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from conversation.events.status_codes import StatusCode
from services.stt.connection import SttResult
from services.stt.kept_connection import KeptConnection
from services.stt.refusal import SttRefusal, SttRefusedError
from services.stt.shared_tries import SharedTries
from tests.services.memory_vendor import MemoryVendor

pytestmark = pytest.mark.looptime

HELLO = SttResult("Hello.", 0, 500, 500, is_final=True)


@asynccontextmanager
async def asking(vendor: MemoryVendor, parties: int) -> AsyncIterator[list[KeptConnection]]:
    """So many parties of one process who want that vendor."""

    async def heard(result: SttResult) -> None:
        pass

    async def lost(error: Exception | None) -> bool:
        return False

    tries = SharedTries()
    kept = [
        KeptConnection(vendor.connect, heard=heard, lost=lost, tries=tries) for _ in range(parties)
    ]
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(one.run()) for one in kept]
        yield kept
        for task in running:
            task.cancel()


def tries_between(vendor: MemoryVendor, from_s: float, to_s: float) -> int:
    return sum(from_s <= at - vendor.tried_at[0] < to_s for at in vendor.tried_at)


GONE = ConnectionRefusedError()
LIMIT = SttRefusedError(
    SttRefusal(StatusCode.STT_LIMIT, "has no room", permanent=False), 429, retry_after_s=1
)


@pytest.mark.parametrize("refusal", [GONE, LIMIT], ids=["gone", "asks to wait"])
@pytest.mark.parametrize(("parties", "most"), [(2, 1), (120, 10), (200, 10)])
async def test_all_together_ask_some_times_a_second(parties: int, most: float, refusal: Exception):
    """Each for itself asked once in three seconds: forty handshakes a second of sixty calls."""
    vendor = MemoryVendor()
    vendor.refusal = refusal
    async with asking(vendor, parties):
        await asyncio.sleep(90)
    assert 0 < tries_between(vendor, 30, 90) / 60 <= most


async def test_a_blip_is_over_for_each_at_once():
    """The first tries are each party's own, a quarter of a second after the loss."""
    vendor = MemoryVendor()
    vendor.refusal = GONE
    async with asking(vendor, 120):
        await asyncio.sleep(0.3)
    assert tries_between(vendor, 0, 0.3) >= 240


async def test_when_one_is_heard_all_ask_again():
    """None waits for its own turn; and not all of them in one moment."""
    vendor = MemoryVendor()
    vendor.refusal = ConnectionRefusedError()
    async with asking(vendor, 120) as parties:
        await asyncio.sleep(60)
        vendor.refusal = None
        await asyncio.sleep(1)
        begun = len(vendor.tried_at)
        vendor.connections[0].say(HELLO)
        await asyncio.sleep(2.1)
        assert all(one.current for one in parties)
        moments = vendor.tried_at[begun:]
        most = max(sum(at <= other < at + 0.1 for other in moments) for at in moments)
        assert most <= 25


async def test_a_call_that_ends_waits_for_nobody():
    """Its last words are waited for some seconds only."""
    vendor = MemoryVendor()
    vendor.refusal = ConnectionRefusedError()
    async with asking(vendor, 120) as parties:
        await asyncio.sleep(60)
        vendor.refusal = None
        parties[0].hurry()
        await asyncio.sleep(0.1)
        assert parties[0].current
