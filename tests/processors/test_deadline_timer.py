"""Deadline timer: what its processor is told, and when."""

import asyncio
from collections.abc import Sequence

import pytest
from pipecat.frames.frames import CancelFrame, EndFrame, Frame, StartFrame, TextFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import SleepFrame, run_test

from processors.deadline_timer import DeadlineTimer

pytestmark = pytest.mark.looptime


class Alarm(FrameProcessor):
    """A processor whose next deadline is so many seconds after it started as a `TextFrame` says.

    Attributes:
        told: The deadlines that came, and when, in seconds after the start.
    """

    def __init__(self, *, repeats: bool = False) -> None:
        """Forget a deadline that has come, or keep it if it `repeats`."""
        super().__init__()
        self.told: list[tuple[float, float]] = []
        self._due_at: float | None = None
        self._repeats = repeats
        self._started_at = 0.0
        self._timer = DeadlineTimer(self, lambda: self._due_at, self._due)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self._started_at = asyncio.get_running_loop().time()
            self._timer.start()
        elif isinstance(frame, EndFrame | CancelFrame):
            await self._timer.stop()
        elif isinstance(frame, TextFrame):
            self._due_at = self._started_at + float(frame.text) if frame.text else None
            self._timer.changed()
        await self.push_frame(frame, direction)

    async def _due(self, deadline: float) -> None:
        now = asyncio.get_running_loop().time()
        self.told.append((deadline - self._started_at, round(now - self._started_at, 3)))
        if not self._repeats:
            self._due_at = None


class Tasks:
    """The tasks of a processor."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.create_task = tasks.create_task

    async def cancel_task(self, task: asyncio.Task[None]) -> None:
        task.cancel()


def at(seconds: float | None) -> TextFrame:
    """The next deadline is then, or there is none."""
    return TextFrame("" if seconds is None else str(seconds))


def wait(seconds: float) -> SleepFrame:
    return SleepFrame(sleep=seconds)


async def told(
    *frames: Frame, repeats: bool = False, end: bool = True
) -> list[tuple[float, float]]:
    """The deadlines that a processor is told while these frames come, and when."""
    alarm = Alarm(repeats=repeats)
    await run_test(alarm, frames_to_send=frames, send_end_frame=end)
    return alarm.told


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([at(1.0), wait(2)], [(1.0, 1.0)]),
        ([at(1.0), wait(2), at(3.0), wait(2)], [(1.0, 1.0), (3.0, 3.0)]),
        ([at(3.0), wait(0.5), at(1.0), wait(4)], [(1.0, 1.0)]),
        ([at(1.0), wait(0.5), at(3.0), wait(4)], [(3.0, 3.0)]),
        ([at(1.0), wait(0.5), at(None), wait(4)], []),
        ([at(5.0), wait(2)], []),
    ],
    ids=["once", "one after the other", "sooner", "later", "none any more", "not yet"],
)
async def test_a_deadline_is_told_at_its_time(
    frames: Sequence[Frame], expected: list[tuple[float, float]]
) -> None:
    """Each at its time, also one that moved meanwhile; none that was taken back."""
    assert await told(*frames) == expected


async def test_a_deadline_that_stays_is_told_once() -> None:
    """What was due and could not be done is left alone until the deadline is another one."""
    stays = [at(1.0), wait(2), at(1.0), wait(1)]
    assert await told(*stays, repeats=True) == [(1.0, 1.0)]
    assert await told(*stays, at(4.0), wait(2), repeats=True) == [(1.0, 1.0), (4.0, 4.0)]


async def test_a_deadline_in_the_past_is_told_at_once() -> None:
    """One that came between the processor's own look at the clock and the timer's is not lost."""
    assert await told(wait(2), at(1.0), wait(0.1)) == [(1.0, 2.0)]


async def test_a_timer_sleeps_on_where_the_deadline_stays() -> None:
    """What happens at each frame of a call wakes it only for a sooner deadline."""
    looked: list[float] = []
    due: float | None = None

    def deadline() -> float | None:
        looked.append(asyncio.get_running_loop().time())
        return due

    async def ignore(_: float) -> None: ...

    async with asyncio.TaskGroup() as tasks:
        timer = DeadlineTimer(Tasks(tasks), deadline, ignore)  # pyright: ignore[reportArgumentType]
        timer.start()
        await asyncio.sleep(0.1)
        looked.clear()
        timer.changed()
        await asyncio.sleep(0.1)
        assert len(looked) == 1
        due = 100.0
        timer.changed()
        await asyncio.sleep(0.1)
        assert len(looked) == 3
        looked.clear()
        for _ in range(10):
            due += 1
            timer.changed()
            await asyncio.sleep(0.1)
        assert len(looked) == 10
        await timer.stop()


@pytest.mark.parametrize("end", [EndFrame(), CancelFrame()])
async def test_nothing_is_told_after_the_end(end: Frame) -> None:
    """A call that ends, or is cancelled, leaves no timer running."""
    assert await told(at(1.0), wait(0.5), end, wait(2), end=False) == []
