"""Replay: a labelled call through the pipeline of every call, on virtual time.

Nothing stands in for the product but the line: turns, memory, coach and events are the real ones.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipecat.frames.frames import EndFrame
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.workers.runner import WorkerRunner

from coach.factory import CoachFactory
from conversation.events.event import EventType
from conversation.events.payloads import Payload
from conversation.memory.conversation import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall
from evaluation.replay.delays import LineDelays
from evaluation.replay.recogniser import ScriptedRecogniser
from evaluation.replay.script import ScriptedMoment, script_of
from evaluation.replay.scripted_input import ScriptedInput
from evaluation.replay.virtual_time import run_in_virtual_time
from pipeline.build import CoachStage, InputStage, build
from pipeline.work import make_worker
from processors.event_sink import EventSink
from settings import Settings


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """A call event and its time.

    Attributes:
        at_ms: ms from the start of the call.
        type: What happened.
        data: The details.
    """

    at_ms: int
    type: EventType
    data: dict[str, Any]


def replay(
    call: LabelledCall,
    coaches: CoachFactory,
    settings: Settings,
    delays: LineDelays | None = None,
    moments: Sequence[ScriptedMoment] | None = None,
) -> list[TimedEvent]:
    """The durable events of a call, and what changed on its cards, in order.

    Args:
        call: The call.
        coaches: Makes its coach.
        settings: How words are redacted, and waited for.
        delays: Of the line.
        moments: What the line hears; None: what it would hear by the times of the words.
    """
    delays = delays or LineDelays()
    moments = script_of(call, delays) if moments is None else moments
    return run_in_virtual_time(_replay(call, coaches, settings, delays, moments))


async def _replay(
    call: LabelledCall,
    coaches: CoachFactory,
    settings: Settings,
    delays: LineDelays,
    moments: Sequence[ScriptedMoment],
) -> list[TimedEvent]:
    said, heard = Conversation(), ScriptedInput(delays.packet_ms)
    events: list[TimedEvent] = []

    def put(payload: Payload) -> None:
        if payload.type.durable or payload.type is EventType.SUGGESTION_DELTA:
            events.append(TimedEvent(heard.now_ms, payload.type, payload.as_data()))

    def recogniser(speaker: Speaker) -> FrameProcessor:
        is_timed = all(turn.words for turn in call.turns if turn.speaker is speaker)
        final_s = delays.final_ms / 1000
        return ScriptedRecogniser(speaker, call.language, final_s, is_timed=is_timed)

    stage = InputStage(
        heard,
        heard.connect,
        recogniser,
        Redactor(settings.redact, call.language),
        settings.turn_stt_wait_secs,
    )
    sink = EventSink(put)
    worker = make_worker(build(stage, CoachStage(said, partial(coaches.coach_for, said)), sink))
    _go_straight([worker.pipeline])
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await heard.play(moments, delays.hangup_ms)
    await worker.queue_frame(EndFrame())
    await running
    await sink.close()
    return events


def _go_straight(processors: Iterable[FrameProcessor]) -> None:
    """Hand a frame to the next processor without a queue: three times as fast, and the same."""
    for processor in processors:
        processor._enable_direct_mode = True
        _go_straight(processor.processors)
