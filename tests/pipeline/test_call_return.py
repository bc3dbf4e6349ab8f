"""Call return: which streams may take up a call that has begun before them."""

import asyncio

import pytest

from conversation.events.event import EventType
from conversation.events.payloads import CallTransferred
from conversation.speech.speakers import Speaker
from pipeline.call_handover import REOPENED_WITHIN
from pipeline.call_return import CallOverError, check_return
from pipeline.call_start import NO_ACCOUNT, Call
from pipeline.runtime import Runtime
from tests.pipeline.stage import RunningCall, log_of, make_runtime, script, settle

pytestmark = pytest.mark.looptime

OURS, OTHER = "AC1", "AC2"
WITHIN_S = REOPENED_WITHIN.total_seconds()


@pytest.fixture
async def runtime() -> Runtime:
    """The runtime of a process with no call."""
    return make_runtime(script((Speaker.CUSTOMER, 0, "Hello.")))


def starts(runtime: Runtime) -> list[str | None]:
    """Whose the call is, by each of its starts."""
    started = log_of(runtime).of("CA1", EventType.CALL_STARTED)
    return [event.data["parameters"].get("agent_id") for event in started]


@pytest.mark.parametrize("account", [OURS, NO_ACCOUNT, None])
async def test_a_call_is_taken_up_again_within_minutes(
    runtime: Runtime, account: str | None
) -> None:
    """A stream that comes back to a call that has just ended opens it again."""
    async with RunningCall(runtime, account=account):
        pass
    await asyncio.sleep(WITHIN_S - 60)
    async with RunningCall(runtime, account=account):
        pass
    assert len(starts(runtime)) == 2


async def test_a_call_that_ended_long_ago_stays_ended(runtime: Runtime) -> None:
    """Neither its own account's stream nor text opens it; nothing is written."""
    async with RunningCall(runtime, account=OURS):
        pass
    await asyncio.sleep(WITHIN_S + 1)
    events = len(log_of(runtime).events["CA1"])
    for call in (Call("CA1", "twilio", account=OURS), Call("CA1", "text")):
        with pytest.raises(CallOverError, match="ended more than 10 minutes ago"):
            await check_return(runtime, call)
    with pytest.raises(CallOverError):
        async with RunningCall(runtime, account=OURS):
            pass
    assert len(log_of(runtime).events["CA1"]) == events


async def test_a_long_call_that_goes_on_is_not_over(runtime: Runtime) -> None:
    """Minutes count from the call's end, not from its start."""
    async with RunningCall(runtime, account=OURS):
        await asyncio.sleep(WITHIN_S + 1)
    async with RunningCall(runtime, account=OURS):
        pass
    assert len(starts(runtime)) == 2


@pytest.mark.parametrize(
    ("first", "other"), [(OURS, OTHER), (None, OTHER), (OURS, NO_ACCOUNT), (NO_ACCOUNT, OTHER)]
)
async def test_another_account_takes_up_nothing(
    runtime: Runtime, first: str | None, other: str
) -> None:
    """Neither a call that has just ended, nor one that goes on, whose stream is then not ended.

    A stream that names no account is of none, and a call that began as text is no account's.
    """
    async with RunningCall(runtime, account=first):
        await asyncio.sleep(60)  # a stream that has gone silent would yield to its own account's
        with pytest.raises(CallOverError, match="another account"):
            async with RunningCall(runtime, account=other):
                pass
        assert "CA1" in runtime.calls
        assert log_of(runtime).of("CA1", EventType.CALL_ENDED) == []
    with pytest.raises(CallOverError, match="another account"):
        async with RunningCall(runtime, account=other):
            pass
    assert len(starts(runtime)) == 1


async def test_a_call_stays_its_agents_whatever_a_stream_says(runtime: Runtime) -> None:
    """Its next start says whose it is, not whose it would be; after a transfer, the new agent."""
    async with RunningCall(runtime, agent_id="maria"):
        pass
    for parameters in ({"agent_id": "mallory"}, {}):
        async with RunningCall(runtime, **parameters):
            pass
    await runtime.events.publish("CA1", CallTransferred("ben", "maria", "sam"))
    async with RunningCall(runtime, agent_id="maria"):
        await settle()
    assert starts(runtime) == ["maria", "maria", "maria", "ben"]


async def test_nobodys_call_is_not_claimed(runtime: Runtime) -> None:
    """A call that began without an agent does not become one's by a later stream."""
    async with RunningCall(runtime):
        pass
    async with RunningCall(runtime, agent_id="mallory"):
        pass
    assert starts(runtime) == [None, None]
