import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.transports.long_rest import LongRest
from transports.audio.silero_vad import SileroModel, TrackState
from transports.audio.speech_scorer import SpeechScorer
from transports.audio.window import Window
from transports.loop_pace import TURN_S, Bell, LoopPace, soon


class Clock(Bell):
    """A time that passes by sleeping, and by the work of each look at it."""

    def __init__(self, work_s: float = 0.0) -> None:
        super().__init__()
        self.time_s = 100.0
        self.slept: list[float] = []
        self._work_s = work_s

    def now(self) -> float:
        self.time_s += self._work_s
        return self.time_s

    def sleep(self, seconds: float) -> bool:
        self.slept.append(seconds)
        self.time_s += seconds
        return False


class ToldClock(Clock):
    """A clock whose sleeps are told, and what happens then."""

    def __init__(self, told: list[str], then: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self._told, self._then = told, then

    def sleep(self, seconds: float) -> bool:
        self._told.append("rest")
        self._then()
        return super().sleep(seconds)


class WokenClock(Clock):
    """A clock whose first sleep is ended after 5 ms."""

    def sleep(self, seconds: float) -> bool:
        is_first = not self.slept
        super().sleep(seconds)
        if is_first:
            self.time_s += 0.005 - seconds
        return is_first


class Track:
    """A track whose windows are not scored."""

    def __init__(self, state: TrackState) -> None:
        self.state = state

    def measured(self, dbfs: float) -> bool:
        return False

    def scored(self, window: Window, dbfs: float, probability: float | None) -> None:
        """Nothing is made of it."""


async def turn(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


async def test_a_loop_with_nothing_to_do_rests_till_its_next_turn():
    """Once a turn, and no longer than that."""
    clock = Clock()
    pace = LoopPace(clock.now, clock)
    pace.keep()
    await turn(16)
    assert clock.slept == pytest.approx([TURN_S] * len(clock.slept))
    assert 3 <= len(clock.slept) <= 5


async def test_a_busy_loop_does_not_rest():
    """What takes longer than a turn is not made to wait on top."""
    clock = Clock(work_s=TURN_S)
    pace = LoopPace(clock.now, clock)
    pace.keep()
    await turn(12)
    assert clock.slept == []


async def test_the_pace_ends_by_itself_and_may_begin_again():
    """Where nobody asks for it any more, the loop is woken by each packet as before."""
    clock = Clock()
    pace = LoopPace(clock.now, clock)
    pace.keep()
    await turn(200)
    assert sum(clock.slept) == pytest.approx(0.25, abs=2 * TURN_S)
    rested = len(clock.slept)
    await turn(20)
    assert len(clock.slept) == rested
    pace.keep()
    pace.keep()
    await turn(12)
    assert rested + 2 <= len(clock.slept) <= rested + 4


async def test_the_work_of_a_turn_and_what_comes_of_it_is_done_before_the_rest():
    """Done once, and served with those who are woken by it, whom they wake, and whom those do."""
    clock = ToldClock(told := list[str]())
    pace = LoopPace(clock.now, clock)
    woken = [asyncio.Event() for _ in range(4)]

    async def serve(number: int) -> None:
        await woken[number].wait()
        told.append(f"served {number}")
        woken[number + 1].set()

    def work() -> None:
        told.append("work")
        woken[0].set()

    async with asyncio.TaskGroup() as serving:
        for number in range(3):
            serving.create_task(serve(number))
        await turn(1)
        pace.next_turn(work)
    await turn(12)
    assert told[:5] == ["work", "served 0", "served 1", "served 2", "rest"]
    assert told.count("work") == 1


async def test_no_work_is_forgotten_where_the_pace_would_end():
    """The loop stood still for longer than the pace is kept."""
    clock, done = Clock(work_s=1.0), list[str]()
    pace = LoopPace(clock.now, clock)
    pace.keep()
    await turn(2)
    pace.next_turn(partial(done.append, "done"))
    await turn(6)
    assert done == ["done"]


async def test_work_that_fails_ends_no_pace():
    """The loop says so, and goes on."""
    clock, failed = Clock(), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, told: failed.append(told))
    pace = LoopPace(clock.now, clock)

    def fail() -> None:
        raise ValueError("no work")

    pace.next_turn(fail)
    await turn(16)
    assert len(failed) == 1
    assert len(clock.slept) >= 3


@pytest.mark.parametrize("kind", ["asyncio", "uvloop"])
def test_who_waits_for_a_thread_is_served_before_the_rest_is_over(kind: str):
    """The loop would rest for an hour; the thread works until it rests."""
    run = pytest.importorskip(kind).run
    assert run(_answered_in_a_rest()) == "made"


async def _answered_in_a_rest() -> str:
    def make() -> str:
        rest.begun.wait(10)
        return "made"

    with ThreadPoolExecutor(1) as thread, LongRest() as rest:
        return await soon(thread.submit(make))


async def test_a_loop_that_was_woken_rests_until_its_turn_is_over():
    """What packets bring waits for the next turn as before, and so does the work on it."""
    clock, done = WokenClock(), list[list[float]]()
    pace = LoopPace(clock.now, clock)
    pace.keep()
    await turn(1)
    pace.next_turn(lambda: done.append([*clock.slept]))
    await turn(14)
    assert done == [pytest.approx([0.020, 0.015])]


async def test_what_was_made_while_the_loop_worked_costs_no_rest():
    """Whoever waited for it is served in the same turn."""
    pace = LoopPace(Clock().now, bell := Bell())
    bell.ring()
    bell.ring()
    pace.keep()
    await turn(1)
    assert bell.sleep(0) is False


def test_who_is_woken_by_what_was_read_does_not_wait_for_the_rest():
    """On the event loop of servers, which reads between two turns."""
    uvloop = pytest.importorskip("uvloop")
    assert uvloop.run(_read_once()) == ["rest", "read", "served"]


async def _read_once() -> list[str]:
    """What happens until somebody is served who was written to during a rest."""
    told, written = list[str](), asyncio.Event()
    ours, theirs = socket.socketpair()

    def write() -> None:
        if len(told) == 1:
            theirs.send(b"x")

    def read() -> None:
        told.append("read")
        ours.recv(1)
        written.set()

    with ours, theirs:
        asyncio.get_running_loop().add_reader(ours, read)
        clock = ToldClock(told, write)
        LoopPace(clock.now, clock).keep()
        await written.wait()
        told.append("served")
        asyncio.get_running_loop().remove_reader(ours)
        return list(told)


@pytest.mark.parametrize(("calls", "rests"), [(1, False), (10, False), (25, True)])
async def test_the_pace_is_that_of_many_calls(calls: int, rests: bool):
    """With few, nothing waits for it."""
    clock = Clock()
    scorer = SpeechScorer(SileroModel(), pace=LoopPace(clock.now, clock))
    tracks = [Track(scorer.begin(8000)) for _ in range(2 * calls)]
    for track in tracks:
        scorer.submit(track, [Window(bytes(512), 32, 0.0)])
    scorer.flush()
    await turn(9)
    assert bool(clock.slept) is rests


@pytest.mark.parametrize(("calls", "waits"), [(10, False), (25, True)])
async def test_windows_of_many_calls_are_scored_with_the_turn(calls: int, waits: bool):
    """No timer runs on top of what they have waited for already."""
    clock, heard = Clock(), list[str]()
    scorer = SpeechScorer(SileroModel(), wait_s=3600, pace=LoopPace(clock.now, clock))
    tracks = [Track(scorer.begin(8000)) for _ in range(2 * calls)]
    scorer.before_next(partial(heard.append, "heard"))
    await turn(9)
    assert bool(heard) is waits
    assert tracks
    scorer.flush()
    assert heard == ["heard"]
