import asyncio
import gc
import weakref
from collections.abc import AsyncGenerator
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from loguru import logger

from coach.request import Advised, Author, Request
from conversation.coaching.advice import LaneName
from conversation.events.commands import Ask, Pause
from conversation.events.event import CallEvent, EventType
from pipeline.admission import NotAdmittedError
from pipeline.call import run_call
from pipeline.call_registry import CallBusyError
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from pubsub.beside import beside
from pubsub.hub import Control, Hub
from stores.errors import EventLogError
from tests.pipeline.memory_log import MemoryLog
from tests.pipeline.stage import (
    AGENT,
    CUSTOMER,
    MadeUpSource,
    RunningCall,
    log_of,
    make_runtime,
    script,
    settle,
)
from transports.recording.recording import Script
from transports.source import ExpectedAudio

pytestmark = pytest.mark.looptime

SAID = script(
    (AGENT, 0, "How can I help?"),
    (CUSTOMER, 1000, "It is too expensive."),
    (AGENT, 3000, "I see."),
    (CUSTOMER, 5000, "And the contract?"),
)


class Hangs:
    """An advisor that never comes to an end."""

    author = Author(LaneName.LLM, "sales", "gpt-test", "coach@1/en")

    async def advise(self, request: Request) -> AsyncGenerator[dict[str, Any] | Advised, None]:
        yield {"headline": "Half a card"}
        await asyncio.Event().wait()


class JoinedHub(Hub):
    """A hub whose controls reach the calls of another process too, as through Redis."""

    def __init__(self) -> None:
        """Make one that has yet to meet its `other`."""
        super().__init__()
        self.other: JoinedHub | None = None

    async def send_control(self, call_id: str, control: Control) -> bool:
        if await super().send_control(call_id, control):
            return True
        return bool(self.other) and await Hub.send_control(self.other, call_id, control)


def two_runtimes(said: Script) -> tuple[Runtime, Runtime]:
    """The runtimes of two processes with one event log between them."""
    log, hubs = MemoryLog(), (JoinedHub(), JoinedHub())
    hubs[0].other, hubs[1].other = hubs[1], hubs[0]
    here, there = (make_runtime(said, log=log, hub=hub) for hub in hubs)
    return here, there


async def audible(source: MadeUpSource) -> None:
    """The agent's audio comes all the time: the stream is alive."""
    for seconds in count(1):
        await source.hear(AGENT, 1000 * seconds)
        await asyncio.sleep(1)


def story(events: list[CallEvent]) -> list[str]:
    """The types of a call's events, but for the obligations that its playbook happens to have."""
    told = (event.type for event in events)
    return [kind.value for kind in told if kind is not EventType.OBLIGATION_UPDATED]


async def test_the_life_of_a_call():
    """Started, what works, turns and advice in order, ended; numbered without a gap."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime, agent_id="7") as call:
        await call.source.speak(AGENT, 0, 800)
        await call.source.speak(CUSTOMER, 1000, 1800)
    events = log_of(runtime).events["CA1"]
    assert story(events) == [
        "call.started",
        "status",
        "status",
        "turn.final",
        "memory.updated",
        "suggestion.started",  # the playbook's card, at the customer's very words
        "turn.final",
        "suggestion.final",
        "memory.updated",  # what came up in the last seconds
        "call.ended",
    ]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    started, stt, coach, *_, ended = (event.data for event in events)
    assert started["source"] == "twilio"
    assert started["parameters"] == {"recording": "script", "agent_id": "7"}
    assert started["participants"] == [{"role": "customer"}, {"role": "agent"}]
    assert (started["stt"], started["coach"]) == ("recorded", "playbook")
    assert [(s["component"], s["state"], s["code"]) for s in (stt, coach)] == [
        ("stt", "ok", "stt_recorded"),
        ("coach", "ok", "coach_playbook"),
    ]
    assert ended == {"reason": "hangup", "duration_ms": 1800}
    turns = [event.data for event in events if event.type is EventType.TURN_FINAL]
    assert [(t["turn_id"], t["text"], t["start_ms"], t["end_ms"]) for t in turns] == [
        ("a1", "How can I help?", 0, 800),
        ("c1", "It is too expensive.", 1000, 1800),
    ]
    assert "CA1" not in runtime.calls


async def test_a_call_has_one_name_for_a_card():
    """What is written about a running call is hidden by the names that its turns have."""
    card, other = "4242 4242 4242 4242", "4000 0566 5566 5556"
    runtime = make_runtime(script((CUSTOMER, 1000, f"Take {card}.")))
    async with RunningCall(runtime) as call:
        await call.source.speak(CUSTOMER, 1000, 2200)
        (turn,) = [e for e in log_of(runtime).events["CA1"] if e.type is EventType.TURN_FINAL]
        assert turn.data["text"] == "Take [card 1]."
        assert (
            runtime.calls.redactor_of("CA1").redact(f"{other} or {card}") == "[card 2] or [card 1]"
        )
    assert runtime.calls.redactor_of("CA1").redact(other) == "[card 1]"


async def test_a_name_is_hidden_as_a_value_is():
    """A parameter's name may be a number, and so may that of a recording that there is not."""
    runtime = make_runtime(SAID)
    async with RunningCall(
        runtime, recording="+14155552671", **{"4242424242424242": "x", "inbound_role": "customer"}
    ):
        pass
    (started,) = log_of(runtime).of("CA1", EventType.CALL_STARTED)
    assert started.data["parameters"] == {
        "recording": "[phone 1]",
        "[card 1]": "x",
        "inbound_role": "customer",
    }


async def test_what_a_stream_says_of_a_call_is_hidden_too():
    """A parameter is hidden for its name or its looks; the agent's id stays as it is."""
    runtime = make_runtime(SAID)
    secret = {"caller": "+14155552671", "dateOfBirth": "03/03/1982", "order_id": "4155552671"}
    async with RunningCall(runtime, agent_id="ann@example.com", **secret):
        pass
    (started,) = log_of(runtime).of("CA1", EventType.CALL_STARTED)
    assert started.data["parameters"] == {
        "recording": "script",
        "agent_id": "ann@example.com",
        "caller": "[phone 1]",
        "dateOfBirth": "[dob 1]",
        "order_id": "4155552671",
    }


async def test_a_call_that_nobody_can_transcribe_says_so():
    """Without a recogniser, the call runs and its status is `down`."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime, recording="another") as call:
        await call.source.speak(CUSTOMER, 0, 800)
    (stt, _) = log_of(runtime).of("CA1", EventType.STATUS)
    assert (stt.data["state"], stt.data["code"]) == ("down", "stt_not_configured")
    assert log_of(runtime).of("CA1", EventType.TURN_FINAL) == []
    assert log_of(runtime).of("CA1", EventType.CALL_ENDED)


async def test_nothing_that_is_hidden_is_remembered():
    """Neither a card's number nor a phone's is in an entity, a summary, or anything else of it."""
    spoken = "My card is four one one one one one one one one one one one one one one one."
    runtime = make_runtime(script((CUSTOMER, 1000, spoken)))
    async with RunningCall(runtime) as call:
        await call.source.speak(CUSTOMER, 1000, 8000)
    events = log_of(runtime).events["CA1"]
    (turn,) = (event.data for event in events if event.type is EventType.TURN_FINAL)
    assert turn["text"] == "My card is [card 1]."
    told = [str(event.data) for event in events if event.type is EventType.MEMORY_UPDATED]
    assert not any("one one" in memory or "1111" in memory for memory in told)


async def test_the_last_words_before_the_hang_up_are_a_turn():
    """Speech that is cut off by the end is flushed, and still answered."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime) as call:
        await call.source.started.wait()
        await call.source.hear(CUSTOMER, 1800)
    assert story(log_of(runtime).events["CA1"])[3:] == [
        "suggestion.started",
        "turn.final",
        "suggestion.final",
        "memory.updated",
        "call.ended",
    ]


async def test_a_call_that_another_process_hears_is_refused():
    """A second stream that reaches another worker is refused as it is in one, and tells nothing."""
    here, there = two_runtimes(SAID)
    async with RunningCall(there) as first, beside(audible(first.source), "the other party"):
        with pytest.raises(CallBusyError):
            await run_call(here, Call("CA1", "twilio"), MadeUpSource())
        assert "CA1" not in here.calls
        await first.source.speak(CUSTOMER, 1000, 1800)
    told = story(log_of(there).events["CA1"])
    assert (told.count("call.started"), told.count("call.ended")) == (1, 1)
    async with RunningCall(here):
        pass  # and taken once the other is over


async def test_a_silent_stream_gives_way_to_one_at_another_process():
    """A fork that was started again goes on wherever it arrives; the old one ends first."""
    here, there = two_runtimes(SAID)
    async with RunningCall(there) as first:
        await asyncio.sleep(6)
        async with RunningCall(here) as second:
            await first.task
            await asyncio.sleep(1)
            await second.source.speak(CUSTOMER, 1000, 1800)
    log = log_of(there)
    reasons = [event.data["reason"] for event in log.of("CA1", EventType.CALL_ENDED)]
    assert reasons == ["replaced", "hangup"]
    assert story(log.events["CA1"])[-3:] == ["suggestion.final", "memory.updated", "call.ended"]


async def test_a_fork_that_is_started_again_wins_at_once():
    """A new StreamSid takes the call from a stream that seems alive, in this process or another."""
    here, there = two_runtimes(SAID)
    sources = [MadeUpSource() for _ in range(3)]
    runs = []
    for source, runtime, stream_id in zip(sources, (there, there, here), "123", strict=True):
        call = Call("CA1", "twilio", {"recording": "script"}, stream_id=stream_id)
        began = asyncio.get_running_loop().time()
        runs.append(asyncio.create_task(run_call(runtime, call, source)))
        await source.started.wait()
        assert asyncio.get_running_loop().time() - began < 1
        await source.hear(AGENT, 500)
    sources[-1].stop("hangup")
    await asyncio.gather(*runs)
    ends = log_of(here).of("CA1", EventType.CALL_ENDED)
    assert [event.data["reason"] for event in ends] == ["replaced", "replaced", "hangup"]


async def test_an_old_stream_that_hangs_does_not_keep_the_new_one():
    """Its last advice is waited for two seconds, and then it is cut."""
    runtime = make_runtime(SAID, Hangs(), coach_timeout_secs=60)
    first, second = MadeUpSource(), MadeUpSource()
    calls = [Call("CA1", "twilio", {"recording": "script"}, stream_id=number) for number in "12"]
    old = asyncio.create_task(run_call(runtime, calls[0], first))
    await first.speak(CUSTOMER, 1000, 1800)
    began = asyncio.get_running_loop().time()
    new = asyncio.create_task(run_call(runtime, calls[1], second))
    await second.started.wait()
    assert 2 <= asyncio.get_running_loop().time() - began < 3
    with pytest.raises(asyncio.CancelledError):
        await old
    second.stop("hangup")
    await new
    ends = log_of(runtime).of("CA1", EventType.CALL_ENDED)
    assert [event.data["reason"] for event in ends] == ["replaced", "hangup"]


async def test_the_same_stream_twice_is_a_duplicate():
    """The StreamSid of a stream that is heard is refused, as a stream without one is."""
    runtime = make_runtime(SAID)
    source = MadeUpSource()
    call = Call("CA1", "twilio", stream_id="MZ1")
    run = asyncio.create_task(run_call(runtime, call, source))
    await settle()
    for other in (call, Call("CA1", "text")):
        with pytest.raises(CallBusyError):
            await run_call(runtime, other, MadeUpSource())
    source.stop("hangup")
    await run


async def test_a_fork_that_brings_nothing_is_given_up():
    """A socket that stays open without a packet of either party ends the call after a minute."""
    runtime = make_runtime(SAID)
    source = MadeUpSource()
    source.expected_audio = ExpectedAudio("mu-law audio of 8000 Hz", "Send both.")
    run = asyncio.create_task(run_call(runtime, Call("CA1", "twilio"), source))
    await source.started.wait()
    await asyncio.sleep(50)
    await source.hear(AGENT, 500)
    await asyncio.sleep(59)
    assert not run.done()
    await asyncio.sleep(2)
    assert run.done()
    (ended,) = log_of(runtime).of("CA1", EventType.CALL_ENDED)
    assert ended.data["reason"] == "silent"


async def test_a_command_reaches_the_coach_once():
    """What a client asks passes both branches and is obeyed once."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime):
        assert await runtime.hub.send_command("CA1", Ask(text="Well?"))
        await settle()
        await runtime.hub.send_command("CA1", Pause())
        await settle()
    assert len(log_of(runtime).of("CA1", EventType.ERROR)) == 1
    assert len(log_of(runtime).of("CA1", EventType.STATUS)) == 3
    assert not await runtime.hub.send_command("CA1", Pause())


async def test_calls_do_not_hear_each_other():
    """Two calls at once have their own turns, numbers and ends."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime, "CA1") as one:
        async with RunningCall(runtime, "CA2") as two:
            assert len(runtime.calls) == 2
            await two.source.speak(CUSTOMER, 1000, 1800)
        await one.source.speak(AGENT, 0, 800)
    texts = {
        call_id: [e.data["text"] for e in log_of(runtime).of(call_id, EventType.TURN_FINAL)]
        for call_id in ("CA1", "CA2")
    }
    assert texts == {"CA1": ["How can I help?"], "CA2": ["It is too expensive."]}


async def test_a_stream_that_comes_back_goes_on():
    """The same call again: one log, no number twice, later times, and its memory."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime) as call:
        await call.source.speak(CUSTOMER, 300, 600)  # a cough takes a number, too
        await call.source.speak(AGENT, 0, 800)
        await call.source.speak(CUSTOMER, 1000, 1800)
    async with RunningCall(runtime) as call:
        await call.source.speak(AGENT, 0, 416)
        await call.source.speak(CUSTOMER, 5000, 5608)
    events = log_of(runtime).events["CA1"]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    turn_ids = [event.data["turn_id"] for event in log_of(runtime).of("CA1", EventType.TURN_FINAL)]
    assert len(turn_ids) >= 4
    assert len(set(turn_ids)) == len(turn_ids)
    times = [event.data["start_ms"] for event in log_of(runtime).of("CA1", EventType.TURN_FINAL)]
    assert min(times[2:]) >= 1800
    ids = [e.data["suggestion_id"] for e in log_of(runtime).of("CA1", EventType.SUGGESTION_STARTED)]
    assert len(set(ids)) == len(ids) >= 2


async def test_a_second_stream_of_a_live_call_is_refused():
    """A duplicate start changes nothing for the call that is being heard."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime) as call:
        with pytest.raises(CallBusyError):
            await run_call(runtime, Call("CA1", "twilio"), MadeUpSource())
        await call.source.speak(AGENT, 0, 800)
    assert story(log_of(runtime).events["CA1"]).count("call.started") == 1
    assert len(log_of(runtime).of("CA1", EventType.TURN_FINAL)) == 1


async def test_two_streams_that_start_at_once_are_one_call():
    """Of two starts in the same moment, one is heard and one is refused."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime), RunningCall(runtime, "CA2"):
        sources = [MadeUpSource(), MadeUpSource()]
        runs = [
            asyncio.create_task(run_call(runtime, Call("CA3", "twilio"), source))
            for source in sources
        ]
        await settle()
        assert [run.done() for run in runs].count(True) == 1
        (heard,) = (source for source in sources if source.started.is_set())
        heard.stop("hangup")
        outcomes = await asyncio.gather(*runs, return_exceptions=True)
    refused = [outcome for outcome in outcomes if outcome != "hangup"]
    assert [type(outcome) for outcome in refused] == [CallBusyError]
    assert len(outcomes) == 2


async def test_the_end_does_not_wait_for_a_stream_that_asks_others():
    """A process that stops while another has the call says so at once, and hears nothing."""

    class Elsewhere(Hub):
        async def send_control(self, call_id: str, control: Control) -> bool:
            return True

    runtime = make_runtime(SAID, hub=Elsewhere())
    run = asyncio.create_task(run_call(runtime, Call("CA1", "twilio"), MadeUpSource()))
    await settle()
    began = asyncio.get_running_loop().time()
    await runtime.calls.end_all("shutdown")
    assert asyncio.get_running_loop().time() - began < 1
    with pytest.raises(CallBusyError):
        await run
    assert "CA1" not in log_of(runtime).events


async def test_a_stream_that_has_gone_dead_gives_way():
    """A new stream takes over, with the last words of the old one in its memory and numbers."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime, reason="ignored") as old:
        await old.source.started.wait()
        await old.source.speak(CUSTOMER, 1000, 1800)  # nothing comes after it: the line is dead
        await asyncio.sleep(60)
        async with RunningCall(runtime) as new:
            await settle()
            assert old.task.done()
            await new.source.speak(CUSTOMER, 1000, 1800)
    events = log_of(runtime).events["CA1"]
    reasons = [event.data["reason"] for event in events if event.type is EventType.CALL_ENDED]
    assert reasons == ["replaced", "hangup"]
    assert story(events).count("call.started") == 2
    turn_ids = [event.data["turn_id"] for event in log_of(runtime).of("CA1", EventType.TURN_FINAL)]
    assert len(turn_ids) == 2
    assert len(set(turn_ids)) == 2
    ids = [e.data["suggestion_id"] for e in log_of(runtime).of("CA1", EventType.SUGGESTION_STARTED)]
    assert len(set(ids)) == len(ids)


async def test_a_call_that_ends_before_its_pipeline_runs_ends():
    """A process that stops in a call's first moment leaves no call behind."""
    runtime = make_runtime(SAID)
    ending = asyncio.create_task(runtime.calls.end_all("shutdown"))
    async with asyncio.timeout(60):
        await run_call(runtime, Call("CA1", "twilio"), MadeUpSource())
    await ending
    assert log_of(runtime).of("CA1", EventType.CALL_ENDED)[0].data["reason"] == "shutdown"


async def test_all_calls_end_with_the_process():
    """`drain` returns when the last event of every call is stored."""
    runtime = make_runtime(SAID)
    calls = [RunningCall(runtime, f"CA{number}") for number in range(3)]
    async with calls[0], calls[1], calls[2]:
        await calls[1].source.hear(CUSTOMER, 1800)
        await runtime.calls.end_all("shutdown")
        assert len(runtime.calls) == 0
        for number in range(3):
            (ended,) = log_of(runtime).of(f"CA{number}", EventType.CALL_ENDED)
            assert ended.data["reason"] == "shutdown"
        assert len(log_of(runtime).of("CA1", EventType.TURN_FINAL)) == 1


async def test_a_model_that_hangs_does_not_keep_the_process():
    """Calls whose advice does not come end within the time that a process has for it."""
    runtime = make_runtime(SAID, Hangs(), coach_timeout_secs=60)
    async with RunningCall(runtime) as call:
        await call.source.speak(CUSTOMER, 1000, 1800)
        began = asyncio.get_running_loop().time()
        await runtime.calls.end_all("shutdown")
        assert asyncio.get_running_loop().time() - began <= 6
        assert len(runtime.calls) == 0
    told = story(log_of(runtime).events["CA1"])
    assert told[-3:] == ["suggestion.final", "memory.updated", "call.ended"]


async def test_a_call_that_hangs_at_its_end_is_cut():
    """A part that takes neither the end nor a cancellation keeps no process, and the log closes."""

    class Deaf(Hangs):
        async def advise(self, request: Request) -> AsyncGenerator[dict[str, Any] | Advised, None]:
            while not over.is_set():
                with suppress(asyncio.CancelledError):
                    await over.wait()
            yield {}

    over = asyncio.Event()
    runtime = make_runtime(SAID, Deaf(), coach_timeout_secs=60)
    call = RunningCall(runtime)
    await call.__aenter__()
    await call.source.speak(CUSTOMER, 1000, 1800)
    began = asyncio.get_running_loop().time()
    await runtime.calls.end_all("shutdown")
    assert asyncio.get_running_loop().time() - began <= 7
    assert len(runtime.calls) == 0
    with pytest.raises(asyncio.CancelledError):
        await call.task
    (ended,) = log_of(runtime).of("CA1", EventType.CALL_ENDED)
    assert ended.data["reason"] == "shutdown"
    over.set()
    await asyncio.sleep(60)


async def test_no_call_begins_after_the_end():
    """A stream that was accepted before it, and says its call after it, is refused."""
    runtime = make_runtime(SAID)
    await runtime.calls.end_all("shutdown")
    with pytest.raises(NotAdmittedError):
        await run_call(runtime, Call("CA1", "twilio"), MadeUpSource())
    assert "CA1" not in log_of(runtime).events


async def test_a_call_that_is_cancelled_is_ended_in_the_log():
    """Whatever stops a call, its log is closed and its suggestions have an end."""
    runtime = make_runtime(SAID, Hangs())
    call = RunningCall(runtime)
    await call.__aenter__()
    await call.source.hear(CUSTOMER, 1800)
    call.task.cancel()
    await asyncio.wait([call.task])
    assert story(log_of(runtime).events["CA1"])[-3:] == [
        "suggestion.started",
        "suggestion.withdrawn",
        "call.ended",
    ]
    assert len(runtime.calls) == 0


async def test_a_call_that_is_cut_while_it_ends_is_ended_in_the_log():
    """In whatever moment of its end the cancellation comes, and another one after it."""
    for cut_ms in range(8):
        runtime = make_runtime(SAID, Hangs(), coach_timeout_secs=1)
        call = RunningCall(runtime)
        await call.__aenter__()
        await call.source.hear(CUSTOMER, 1800)
        call.task.cancel()
        for _ in range(2):
            await asyncio.sleep(cut_ms / 1000)
            call.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call.task
        assert story(log_of(runtime).events["CA1"])[-2:] == ["suggestion.withdrawn", "call.ended"]
        assert len(runtime.calls) == 0


async def test_a_call_that_is_cut_while_its_log_is_away_is_ended_in_the_log():
    """The end waits for the log, and what cuts the call waits for the end."""
    runtime = make_runtime(SAID)
    call = RunningCall(runtime)
    await call.__aenter__()
    await call.source.hear(CUSTOMER, 1800)
    log_of(runtime).broken = True
    asyncio.get_running_loop().call_later(2, setattr, log_of(runtime), "broken", False)
    call.source.stop("hangup")
    await asyncio.sleep(1)
    call.task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call.task
    assert story(log_of(runtime).events["CA1"])[-1] == "call.ended"


async def test_a_log_that_fails_in_a_call_does_not_end_it():
    """Events that can't be stored are lost; what comes after them is not."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime) as call:
        log_of(runtime).broken = True
        await call.source.speak(AGENT, 0, 800)
        log_of(runtime).broken = False
        await call.source.speak(CUSTOMER, 1000, 1800)
    events = log_of(runtime).events["CA1"]
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [e.data["text"] for e in log_of(runtime).of("CA1", EventType.TURN_FINAL)] == [
        "It is too expensive."
    ]
    assert story(events)[-1] == "call.ended"


async def test_the_end_of_a_call_waits_for_its_log():
    """A log that is away for a moment when the call ends takes the end afterwards."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime) as call:
        await call.source.speak(AGENT, 0, 800)
        log_of(runtime).broken = True
        asyncio.get_running_loop().call_later(2, setattr, log_of(runtime), "broken", False)
    assert story(log_of(runtime).events["CA1"])[-1] == "call.ended"


async def test_a_call_that_is_erased_while_it_runs_ends_quietly():
    """Whoever had the call erased wants no trace of its end, either."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime) as call:
        log_of(runtime).erase("CA1")
        await call.source.speak(AGENT, 0, 800)
    assert log_of(runtime).events.get("CA1") is None
    assert len(runtime.calls) == 0


async def test_a_call_that_can_not_be_recorded_is_not_heard():
    """Without a log there is no call, and its place is free again."""
    runtime = make_runtime(SAID)
    log_of(runtime).broken = True
    with pytest.raises(EventLogError):
        await run_call(runtime, Call("CA1", "twilio"), MadeUpSource())
    assert len(runtime.calls) == 0


async def test_a_call_that_has_ended_leaves_nothing_behind():
    """No part of a call's pipeline outlives it: a process hears calls for months."""
    runtime = make_runtime(SAID)
    async with RunningCall(runtime) as call:
        await call.source.speak(CUSTOMER, 1000, 1800)
        ended = weakref.ref(call.source)
    del call
    await settle()
    gc.collect()
    assert ended() is None


async def test_no_words_in_the_log():
    """Nothing that was said, advised or asked stands in the log of a call."""
    lines: list[str] = []
    sink = logger.add(
        lambda text: lines.append(str(text)),
        level="DEBUG",
        filter=lambda record: not str(record["name"]).startswith("pipecat"),
    )
    runtime = make_runtime(SAID)
    async with RunningCall(runtime) as call:
        await call.source.speak(AGENT, 0, 800)
        await call.source.speak(CUSTOMER, 1000, 1800)
        await runtime.hub.send_command("CA1", Ask(text="expensive?"))
        log_of(runtime).broken = True
        await call.source.speak(CUSTOMER, 5000, 5600)
        log_of(runtime).broken = False
    logger.remove(sink)
    assert lines
    advised = [e.data["headline"] for e in log_of(runtime).of("CA1", EventType.SUGGESTION_FINAL)]
    for words in ("expensive", "contract", "help", *advised):
        assert not any(words in text for text in lines)
