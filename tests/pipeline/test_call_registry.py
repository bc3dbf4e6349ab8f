"""Call registry: of several streams of a call, the newest is heard, and nothing is left of others.

`MadeUpSource`s stand for sockets, on virtual time.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import pytest
from pipecat.frames.frames import Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor, FrameProcessorSetup

from conversation.events.event import EventType
from pipeline.call import run_call
from pipeline.call_registry import CallBusyError
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from pipeline.shadow.shadow_desk import ShadowDesk
from tests.pipeline.stage import CUSTOMER, MadeUpSource, log_of, make_runtime, script, settle

pytestmark = pytest.mark.looptime

SAID = script((CUSTOMER, 1000, "It is too expensive."))


class SlowPart(FrameProcessor):
    """A part of a pipeline that does not begin before `begin` is set."""

    def __init__(self, begin: asyncio.Event, *, connects: bool) -> None:
        """Make one that waits while it is set up, where it `connects`, or else at the start."""
        super().__init__()
        self._begin = begin
        self._connects = connects

    async def setup(self, setup: FrameProcessorSetup) -> None:
        await super().setup(setup)
        if self._connects:
            await self._begin.wait()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, StartFrame):
            await self._begin.wait()
        await self.push_frame(frame, direction)


class SlowFirst:
    """Puts a part that never begins into the first call's pipeline, and one that does into others.

    It stands where a shadow would.
    """

    def __init__(self, *, connects: bool) -> None:
        self._connects = connects
        self._begin = asyncio.Event()

    @contextmanager
    def beside(self, _heard: object) -> Iterator[SlowPart]:
        begin, self._begin = self._begin, asyncio.Event()
        self._begin.set()
        yield SlowPart(begin, connects=self._connects)


def slow_first(*, connects: bool) -> Runtime:
    """The runtime of a process whose first call's pipeline never begins."""
    return replace(make_runtime(SAID), shadows=cast("ShadowDesk", SlowFirst(connects=connects)))


class Streams:
    """Streams of one call, each with its own id, in the order in which they came."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.sources: list[MadeUpSource] = []
        self.runs: list[asyncio.Task[str]] = []

    async def begin(self) -> None:
        """One more stream comes."""
        source, number = MadeUpSource(), str(len(self.runs))
        call = Call("CA1", "twilio", {"recording": "script"}, stream_id=number)
        self.sources.append(source)
        self.runs.append(asyncio.create_task(run_call(self._runtime, call, source)))
        await settle()

    async def heard(self) -> None:
        """The newest is heard, hangs up, and has ended."""
        async with asyncio.timeout(30):
            await self.sources[-1].started.wait()
            await self.sources[-1].speak(CUSTOMER, 1000, 1800)
            self.sources[-1].stop("hangup")
            await self.runs[-1]

    async def outcomes(self) -> list[str]:
        """How each ended."""
        async with asyncio.timeout(30):
            ended = await asyncio.gather(*self.runs, return_exceptions=True)
        return [one if isinstance(one, str) else type(one).__name__ for one in ended]


def tasks() -> list[str]:
    """The names of the tasks that run."""
    return [task.get_name() for task in asyncio.all_tasks()]


@pytest.mark.parametrize("connects", [True, False])
async def test_a_stream_that_does_not_begin_is_cut_whole(connects: bool) -> None:
    """The next one is heard two seconds later, and by then no task of the first is left."""
    before, streams = tasks(), Streams(slow_first(connects=connects))
    await streams.begin()
    began = asyncio.get_running_loop().time()
    await streams.begin()
    await streams.sources[1].started.wait()
    assert 2 <= asyncio.get_running_loop().time() - began < 3
    await settle()
    coaches = [name for name in tasks() if re.fullmatch(r"ShadowCoach\S*::_run", name)]
    assert len(coaches) == 1
    await streams.heard()
    assert await streams.outcomes() == ["CancelledError", "hangup"]
    assert tasks() == before


async def test_the_next_stream_waits_for_a_log_that_is_slow():
    """The old one's end is written later than a call that is cut has for it."""
    runtime = slow_first(connects=False)
    streams = Streams(runtime)
    await streams.begin()
    for at_s, broken in ((1, True), (4, False)):
        asyncio.get_running_loop().call_later(at_s, setattr, log_of(runtime), "broken", broken)
    await streams.begin()
    await streams.heard()
    assert await streams.outcomes() == ["CancelledError", "hangup"]
    ends = log_of(runtime).of("CA1", EventType.CALL_ENDED)
    assert len(ends) == 2


async def test_of_those_that_wait_the_newest_is_heard():
    """Whichever began to wait first; the others never begin, and are refused."""
    runtime = slow_first(connects=False)
    streams = Streams(runtime)
    for _ in range(4):
        await streams.begin()
    await streams.heard()
    refused = CallBusyError.__name__
    assert await streams.outcomes() == ["CancelledError", refused, refused, "hangup"]
    assert len(log_of(runtime).of("CA1", EventType.CALL_STARTED)) == 2


@pytest.mark.parametrize("steps", range(1, 90, 4))
async def test_a_call_that_is_cut_at_any_moment_leaves_no_task(steps: int):
    """Its pipeline may be nowhere yet, half begun, or running; `no_leaked_task` tells."""
    streams = Streams(make_runtime(SAID))
    begun = asyncio.create_task(streams.begin())
    for _ in range(steps):
        await asyncio.sleep(0)
    for run in streams.runs:
        run.cancel()
    await begun
    assert await streams.outcomes() == ["CancelledError"]
