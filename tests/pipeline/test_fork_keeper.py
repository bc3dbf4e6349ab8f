"""Fork keeper: when a fork is started again, how often it is asked for, and what is told of it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from conversation.errors import ErrorCode
from conversation.events.event import EventType
from pipeline.call import run_call
from pipeline.call_start import Call
from pipeline.fork_keeper import WAITS_S, ForkKeeper, keep_forks
from pipeline.runtime import Runtime
from tests.pipeline.stage import log_of, make_runtime, script
from transports.control import CarrierError
from transports.source import ExpectedAudio, Feed

pytestmark = pytest.mark.looptime

ACCOUNT = "AC1"


class Stream:
    """A carrier's stream without audio, which ends for a reason that the test says."""

    sample_rate = 8000
    expected_audio: ExpectedAudio | None = None

    def __init__(self, reason: str | None = None) -> None:
        self.over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        if reason:
            self.over.set_result(reason)

    async def run(self, feed: Feed) -> str:
        del feed
        return await self.over


class Carrier:
    """A carrier that answers as the test says, and notes when it was asked."""

    account = ACCOUNT

    def __init__(self, answer: Callable[[], None] = lambda: None) -> None:
        self.answer = answer
        self.asked: list[float] = []

    async def dial(self, agent: str, customer: str, parameters: Mapping[str, str]) -> str:
        raise AssertionError("nobody is to be rung")

    async def attach(self, call_id: str, parameters: Mapping[str, str]) -> str:
        assert (call_id, dict(parameters)) == ("CA1", {"agent_id": "maria"})
        self.asked.append(asyncio.get_running_loop().time())
        self.answer()
        return "MZ2"

    async def detach(self, call_id: str, stream_id: str) -> None:
        raise AssertionError("no stream is to be stopped")


def refusal(code: ErrorCode, *, retryable: bool = False) -> Callable[[], None]:
    def refuse() -> None:
        raise CarrierError(code, "No.", retryable=retryable)

    return refuse


def call(stream: int = 1, **more: Any) -> Call:
    own: dict[str, Any] = {"account": ACCOUNT, "stream_id": f"MZ{stream}"}
    return Call("CA1", "twilio", {"agent_id": "maria"}, **(own | more))


async def hear(runtime: Runtime, keeper: ForkKeeper, one: Call, stream: Stream) -> str:
    kept = keeper.keep(stream, one.call_id, one.parameters, one.account)
    return await run_call(runtime, one, kept)


def told(runtime: Runtime) -> list[str]:
    """The call's audio statuses, starts and ends, in order."""
    events = log_of(runtime).events["CA1"]
    kept = [e for e in events if e.data.get("component", "audio") == "audio"]
    return [str(e.data.get("code") or e.data.get("reason") or e.type) for e in kept]


async def test_a_fork_that_drops_is_started_again_and_goes_on_in_the_same_log() -> None:
    """The carrier is asked at once; when the stream is back, the gap is told; it is one call."""
    runtime = make_runtime(script())
    carrier = Carrier()
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        await hear(runtime, keeper, call(), Stream("disconnected"))
        dropped_at = asyncio.get_running_loop().time()
        await asyncio.sleep(1.5)
        again = Stream()
        hearing = asyncio.create_task(hear(runtime, keeper, call(2), again))
        await asyncio.sleep(0.5)
        again.over.set_result("hangup")
        await hearing
    assert carrier.asked == [pytest.approx(dropped_at, abs=0.1)]
    assert told(runtime) == [
        "call.started", "audio_reconnecting", "disconnected",
        "call.started", "audio_recovered", "hangup",
    ]  # fmt: skip
    (back,) = [e for e in log_of(runtime).events["CA1"] if e.data.get("gap_ms")]
    assert back.data["gap_ms"] == pytest.approx(1500, abs=200)
    assert set(log_of(runtime).events) == {"CA1"}


@pytest.mark.parametrize("reason", ["hangup", "finished", "too_fast"])
async def test_a_fork_that_ended_is_left_alone(reason: str) -> None:
    """After the carrier's own `stop`, or an end of ours, nothing is asked."""
    runtime, carrier = make_runtime(script()), Carrier()
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        await hear(runtime, keeper, call(), Stream(reason))
        await asyncio.sleep(60)
    assert carrier.asked == []


@pytest.mark.parametrize(
    "one", [call(account="AC2"), call(account=""), call(account=None)], ids=["other", "none", "no"]
)
async def test_a_stream_of_no_account_of_ours_is_left_alone(one: Call) -> None:
    """The carrier would know no such call."""
    runtime, carrier = make_runtime(script()), Carrier()
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        await hear(runtime, keeper, one, Stream("disconnected"))
        await asyncio.sleep(60)
    assert (carrier.asked, told(runtime)) == ([], ["call.started", "disconnected"])


async def test_a_call_that_the_carrier_says_is_over_is_left_alone() -> None:
    """It says so by a callback before the drop, in its answer, or while it is waited for."""
    for before, code in ((True, None), (False, ErrorCode.CALL_NOT_FOUND), (False, None)):
        runtime = make_runtime(script())
        carrier = Carrier(refusal(code)) if code else Carrier()
        async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
            assert keeper
            if before:
                keeper.over("CA1")
            await hear(runtime, keeper, call(), Stream("disconnected"))
            await asyncio.sleep(1)
            keeper.over("CA1")
            await asyncio.sleep(60)
        assert len(carrier.asked) == (0 if before else 1)
        assert told(runtime)[-1] == "disconnected"


@pytest.mark.parametrize("refused", [True, False])
async def test_the_carrier_is_asked_so_often_and_then_the_agent_is_told(refused: bool) -> None:
    """Where it refuses for now, and where it promises a stream that does not come."""
    runtime = make_runtime(script())
    busy = refusal(ErrorCode.CARRIER_UNREACHABLE, retryable=True)
    carrier = Carrier(busy) if refused else Carrier()
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        await hear(runtime, keeper, call(), Stream("disconnected"))
        await asyncio.sleep(300)
    waits = [later - one for one, later in zip(carrier.asked, carrier.asked[1:], strict=False)]
    more = 0.0 if refused else 2.5
    assert waits == pytest.approx([wait + more for wait in WAITS_S[1:]])
    assert told(runtime)[-1] == "audio_not_streamed"


async def test_a_refusal_for_good_is_not_asked_again() -> None:
    """The agent is told why at once."""
    runtime, carrier = make_runtime(script()), Carrier(refusal(ErrorCode.CARRIER_UNAUTHORIZED))
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        await hear(runtime, keeper, call(), Stream("disconnected"))
        await asyncio.sleep(60)
    assert len(carrier.asked) == told(runtime).count("audio_not_streamed") == 1


async def test_a_fork_that_flaps_is_given_up_and_one_that_was_steady_is_not() -> None:
    """Drops in quick succession share one list of waits; one long after them begins it anew."""
    runtime, carrier = make_runtime(script()), Carrier()
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        for number in range(8):
            await hear(runtime, keeper, call(number), Stream("disconnected"))
            await asyncio.sleep(9)
        asked = len(carrier.asked)
        assert asked <= len(WAITS_S)
        await hear(runtime, keeper, call(8), Stream("disconnected"))
        await asyncio.sleep(120)
        assert len(carrier.asked) == asked
        await hear(runtime, keeper, call(9), Stream("disconnected"))
        await asyncio.sleep(1)
        assert len(carrier.asked) == asked + 1
    statuses = log_of(runtime).of("CA1", EventType.STATUS)
    assert "audio_not_streamed" in [status.data["code"] for status in statuses]


async def test_a_stream_that_is_replaced_is_not_missed() -> None:
    """Its socket goes as another stream of the call takes its place, and nothing is asked."""
    runtime, carrier = make_runtime(script()), Carrier()
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        first, second = Stream(), Stream()
        hearing = asyncio.create_task(hear(runtime, keeper, call(), first))
        await asyncio.sleep(0.1)
        taking = asyncio.create_task(hear(runtime, keeper, call(2), second))
        await asyncio.sleep(0)
        first.over.set_result("disconnected")
        await hearing
        second.over.set_result("hangup")
        await taking
        await asyncio.sleep(60)
    assert carrier.asked == []


async def test_a_fork_that_is_given_up_is_not_started_again() -> None:
    """Who does so is told whether it was about to be; one that is heard is not touched."""
    runtime, carrier = make_runtime(script()), Carrier()
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        assert keeper.give_up("CA1") is False
        await hear(runtime, keeper, call(), Stream("disconnected"))
        assert keeper.give_up("CA1") is True
        await asyncio.sleep(60)
        assert (len(carrier.asked), keeper.give_up("CA1")) == (1, False)


async def test_what_was_begun_ends_with_the_process() -> None:
    """No task is left."""
    runtime, carrier = make_runtime(script()), Carrier()
    before = asyncio.all_tasks()
    async with keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as keeper:
        assert keeper
        await hear(runtime, keeper, call(), Stream("disconnected"))
    assert {task.get_name() for task in asyncio.all_tasks() - before} == set()
