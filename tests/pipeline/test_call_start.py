"""What a call begins with: its id, and what its stream says of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from conversation.speech.speakers import Speaker
from pipeline.call_past import recall
from pipeline.call_start import Call, new_call_id
from pubsub.event_stream import EventStream
from tests.pipeline.stage import RunningCall, VirtualClock, make_runtime, script

pytestmark = pytest.mark.looptime


def test_an_id_of_our_own_says_what_it_is_of():
    """A microphone's call can be told from a provider's, and from every other."""
    one, other = new_call_id("MIC"), new_call_id("MIC")
    assert one.startswith("MIC")
    assert len(one) == len("MIC") + 32
    assert one != other


async def test_a_new_call_has_no_past():
    """Its clock and its numbers begin at the beginning."""
    runtime = make_runtime(script((Speaker.CUSTOMER, 0, "Hello.")))
    past = await recall(runtime, "CA1")
    assert (past.conversation.turns, past.suggestions, past.base_ms) == ([], 0, 0)


async def test_a_call_whose_stream_comes_back_goes_on():
    """Its turns are remembered, and its clock is not before the end of what was heard of it."""
    runtime = make_runtime(script((Speaker.CUSTOMER, 0, "That is too expensive.")))
    async with RunningCall(runtime) as call:
        await call.source.speak(Speaker.CUSTOMER, 0, 2400)
        await call.source.hear(Speaker.CUSTOMER, 60_000)  # played faster than time
    past = await recall(runtime, "CA1")
    assert [turn.text for turn in past.conversation.turns] == ["That is too expensive."]
    assert past.suggestions >= 1
    assert past.base_ms >= 60_000 > past.conversation.turns[-1].end_ms


class SetClock(VirtualClock):
    """A clock that somebody sets while a call goes on."""

    def __init__(self) -> None:
        self.by = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.by


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1)])
async def test_a_clock_that_was_set_moves_no_call(by: timedelta):
    """A call that comes back goes on where it ended on its own clock, and how long it was away."""
    made, clock = make_runtime(script((Speaker.CUSTOMER, 0, "That is too expensive."))), SetClock()
    events = EventStream(made.log, made.hub, clock)
    runtime = replace(made, clock=clock, events=events)
    async with RunningCall(runtime) as call:
        await call.source.speak(Speaker.CUSTOMER, 0, 1200)
        clock.by = by
        await call.source.speak(Speaker.CUSTOMER, 1200, 2400)
    past = await recall(runtime, "CA1")
    assert 2400 <= past.base_ms < 10_000


async def test_the_bundled_recording_has_its_transcript():
    """`recording` names it; any other name has none."""
    said = script((Speaker.CUSTOMER, 0, "Hello."))
    runtime = make_runtime(said)
    assert Call("CA1", "replay", {"recording": "script"}).script(runtime) is said
    assert Call("CA1", "replay", {"recording": "other"}).script(runtime) is None
