import asyncio
from typing import Any

from pipecat.frames.frames import Frame, TextFrame
from pipecat.tests.utils import run_test

from conversation.coaching.advice import Advice, LaneName, Priority, Withdrawal
from conversation.events.event import EventType
from conversation.events.payloads import (
    Component,
    ComponentState,
    Latency,
    Payload,
    Status,
    SuggestionFinal,
    SuggestionStarted,
    SuggestionWithdrawn,
)
from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.speech import AudioStatusFrame
from frames.turns import EventFrame, NoTurnFrame, SpeechFrame, TurnFrame, TurnPartialFrame
from processors.event_sink import EventSink
from stores.errors import EventLogError

ADVICE = Advice(
    headline="Ask what it costs them",
    questions=[],
    recommended_direction="Value.",
    signals_detected=[],
    priority=Priority.LOW,
    confidence=0.5,
    evidence=[],
)
TURN = Turn("c1", Speaker.CUSTOMER, "Hello.", 0, 900)


class Published:
    """Takes events; refuses the types in `refuses`."""

    def __init__(self, *refuses: EventType):
        self.events: list[tuple[EventType, dict[str, Any]]] = []
        self._refuses = refuses

    def __call__(self, payload: Payload) -> asyncio.Future[None] | None:
        if payload.type in self._refuses:
            refused = asyncio.get_running_loop().create_future()
            refused.set_exception(EventLogError("the log does not answer"))
            return refused
        self.events.append((payload.type, payload.as_data()))
        return None


def started(suggestion_id: str) -> EventFrame:
    return EventFrame(SuggestionStarted(suggestion_id, "c1", LaneName.LLM, "sales"))


def final(suggestion_id: str) -> EventFrame:
    about = SuggestionStarted(suggestion_id, "c1", LaneName.LLM, "sales")
    return EventFrame(SuggestionFinal(about, ADVICE, Latency(1, 2, 3, 4), "m", "p", None, []))


def withdrawn(suggestion_id: str) -> EventFrame:
    return EventFrame(SuggestionWithdrawn(suggestion_id, Withdrawal.SUPERSEDED))


async def test_frames_become_the_contracts_events():
    """Each frame that is an event is published with the contract's data; all others go on."""
    frames: list[Frame] = [
        SpeechFrame(Speaker.CUSTOMER, True, 100, 100),
        TurnPartialFrame(Turn("c1", Speaker.CUSTOMER, "Hel", 0, 400)),
        SpeechFrame(Speaker.CUSTOMER, False, 900, 100),
        TurnFrame(TURN, 1.0, 2.0),
        started("s1"),
        NoTurnFrame(Speaker.AGENT, 0),
        TextFrame("no event"),
    ]
    published = Published()
    down, _ = await run_test(EventSink(published), frames_to_send=frames)
    assert down == frames[-2:], "what is an event ends here"
    assert published.events == [
        (EventType.SPEECH_STARTED, {"speaker": "customer", "offset_ms": 100}),
        (EventType.TURN_PARTIAL, {"turn_id": "c1", "speaker": "customer", "text": "Hel"}),
        (EventType.SPEECH_STOPPED, {"speaker": "customer", "offset_ms": 900}),
        (EventType.TURN_FINAL, TURN.as_dict()),
        (
            EventType.SUGGESTION_STARTED,
            {
                "suggestion_id": "s1",
                "turn_id": "c1",
                "lane": "llm",
                "specialist": "sales",
                "replaces": None,
            },
        ),
    ]


async def test_trouble_with_the_audio_is_a_status():
    """A hole in a party's audio is told with the party; a fault of the whole stream without."""
    frames = [
        AudioStatusFrame(
            Status(
                Component.AUDIO,
                ComponentState.DEGRADED,
                StatusCode.AUDIO_LOST,
                "3.0 s of audio did not arrive",
                Speaker.AGENT,
            )
        ),
        AudioStatusFrame(
            Status(Component.AUDIO, ComponentState.OK, StatusCode.AUDIO_RECOVERED, "whole")
        ),
    ]
    published = Published()
    await run_test(EventSink(published), frames_to_send=frames)
    assert [data for _, data in published.events] == [
        {
            "component": "audio",
            "state": "degraded",
            "code": "audio_lost",
            "detail": "3.0 s of audio did not arrive",
            "speaker": "agent",
        },
        {
            "component": "audio",
            "state": "ok",
            "code": "audio_recovered",
            "detail": "whole",
            "speaker": None,
        },
    ]


async def test_what_was_started_and_not_finished_is_withdrawn_at_the_end():
    """`close` withdraws exactly the suggestions that are neither final nor withdrawn."""
    published = Published()
    channel = EventSink(published)
    frames = [started("s1"), started("s2"), final("s1"), started("s3"), withdrawn("s3")]
    await run_test(channel, frames_to_send=frames)
    before = len(published.events)
    await channel.close()
    await channel.close()
    assert published.events[before:] == [
        (EventType.SUGGESTION_WITHDRAWN, {"suggestion_id": "s2", "reason": "stale"})
    ]


async def test_an_event_that_is_not_taken_stops_nothing():
    """Where the log refuses an event, those after it go on."""
    published = Published(EventType.TURN_FINAL)
    frames = [TurnFrame(TURN, 1.0, 2.0), started("s1")]
    down, _ = await run_test(EventSink(published), frames_to_send=frames)
    assert down == [frame for frame in frames if isinstance(frame, TextFrame)]
    assert [event_type for event_type, _ in published.events] == [EventType.SUGGESTION_STARTED]


async def test_a_final_that_was_not_taken_is_withdrawn():
    """A suggestion whose end the log refused has an end all the same."""
    published = Published(EventType.SUGGESTION_FINAL)
    channel = EventSink(published)
    await run_test(channel, frames_to_send=[started("s1"), final("s1")])
    await channel.close()
    assert published.events[-1] == (
        EventType.SUGGESTION_WITHDRAWN,
        {"suggestion_id": "s1", "reason": "stale"},
    )


async def test_closing_ends_though_the_log_is_gone():
    """Where nothing is taken any more, `close` returns."""
    published = Published(EventType.SUGGESTION_WITHDRAWN)
    channel = EventSink(published)
    await run_test(channel, frames_to_send=[started("s1"), started("s2")])
    await channel.close()
    assert len(published.events) == 2


async def test_what_comes_while_an_event_is_stored_does_not_wait_for_it():
    """Each event is put as it comes, so that one commit stores them; closing waits for all."""
    told: list[EventType] = []
    loop = asyncio.get_running_loop()
    durable = (EventType.TURN_FINAL, EventType.SUGGESTION_STARTED)
    stored = {kind: loop.create_future() for kind in durable}

    def put(payload: Payload) -> asyncio.Future[None] | None:
        told.append(payload.type)
        return stored.get(payload.type)

    sink = EventSink(put)
    frames = [TurnFrame(TURN, 0.0, 0.0), TurnPartialFrame(TURN), started("s1")]
    await run_test(sink, frames_to_send=frames)
    assert told == [EventType.TURN_FINAL, EventType.TURN_PARTIAL, EventType.SUGGESTION_STARTED]
    closing = asyncio.create_task(sink.close())
    for each in stored.values():
        await asyncio.sleep(0)
        assert not closing.done()
        each.set_result(None)
    await closing


async def test_a_suggestion_whose_start_was_refused_is_not_withdrawn():
    """Nobody saw it."""
    published = Published(EventType.SUGGESTION_STARTED)
    sink = EventSink(published)
    await run_test(sink, frames_to_send=[started("s1")])
    await sink.close()
    assert published.events == []
