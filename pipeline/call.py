"""The life of one call, from its stream's start to `call.ended`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from loguru import logger
from pipecat.frames.frames import EndFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.workers.runner import WorkerRunner

from conversation.events.event import EventType
from conversation.events.payloads import CallEnded, CallStarted, Component, State, Status
from conversation.events.status_codes import StatusCode
from conversation.memory import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import CommandFrame
from pipeline.build import Ears, build, build_text
from pipeline.call_registry import CallLease
from pipeline.runtime import Runtime
from processors.event_sink import EventSink
from pubsub.beside import beside
from pubsub.hub import Commands
from services.llm.providers import coach_source
from services.provider import Provenance
from services.stt.providers import make_stt, stt_source
from stores.errors import EventLogError, UnknownCallError
from transports.audio.front_end import FrontEnd
from transports.call_input import CallInput, MakeFrontEnd
from transports.text_input import TextInput

# Parameters by which the product finds things; the others are redacted.
_KEYS = {"agent_id", "inbound_role", "recording"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is about to be heard.

    Attributes:
        call_id: The provider's id.
        source: `twilio`, `microphone`, `replay`, `text`, `upload`.
        parameters: What the stream says of it; `recording` names a bundled recording.
        sample_rate: Of its audio, Hz.
    """

    call_id: str
    source: str
    parameters: dict[str, str] = field(default_factory=dict)
    sample_rate: int = 8000


@dataclass(frozen=True, slots=True)
class _Past:
    """What was said in a call before its stream came back."""

    conversation: Conversation = field(default_factory=Conversation)
    suggestions: int = 0
    base_ms: int = 0


# How long an end waits for a log that does not take it, from one try to the next.
_END_RETRIES_S = (0.5, 2.0)

TextFeed = TextInput
"""Where the turns of a text call are said."""

_TEXT = Provenance(
    "text",
    StatusCode.STT_TEXT,
    "Words come as text from another program; no speech is heard here.",
)

MakeInput = Callable[[MakeFrontEnd], CallInput]


async def run_call(runtime: Runtime, call: Call, make_input: MakeInput) -> None:
    """Hear a call to its end.

    Args:
        runtime: What the calls of the process share.
        call: The call.
        make_input: Makes its input, given the maker of a front end.

    Raises:
        CallBusyError: The call is already being heard.
        EventLogError: The call can't be recorded.
    """
    with logger.contextualize(call_id=call.call_id):
        async with runtime.calls.claim(call.call_id) as lease:
            past = await _past(runtime, call)  # all of it: the last stream has ended
            source = make_input(
                partial(
                    FrontEnd,
                    scorer=runtime.scorer,
                    params=runtime.speech_params,
                    sample_rate=call.sample_rate,
                    base_ms=past.base_ms,
                )
            )
            await _Run(runtime, call, past, source).run(lease)


async def run_text_call(
    runtime: Runtime, call: Call, feed: Callable[[TextFeed], Awaitable[str]]
) -> str:
    """Run a call whose turns come as text.

    Args:
        runtime: What the calls of the process share.
        call: The call.
        feed: Says the turns; returns why the call ended. What it raises ends the call, and is
            raised again.

    Returns:
        Why the call ended: what `feed` said, or why it was not waited for (`replaced`, `shutdown`).

    Raises:
        CallBusyError: The call is already running.
        EventLogError: The call can't be recorded.
    """
    with logger.contextualize(call_id=call.call_id):
        async with runtime.calls.claim(call.call_id) as lease:
            past = await _past(runtime, call)
            text = TextInput(past.conversation, lease.redactor)

            async def fed() -> None:
                reason = "failed"
                try:
                    reason = await feed(text)
                finally:
                    await text.end(reason)

            feeding = asyncio.create_task(fed())
            try:
                reason = await _Run(runtime, call, past, text).run(lease)
            finally:
                feeding.cancel()
                await asyncio.wait([feeding])
            if not feeding.cancelled():
                feeding.result()
            return reason


class _Run:
    """One run of the pipeline."""

    def __init__(self, runtime: Runtime, call: Call, past: _Past, source: CallInput | TextInput):
        self._runtime = runtime
        self._call = call
        self._past = past
        self._source = source
        self._reason = "failed"
        self._publish = partial(runtime.events.publish, call.call_id)

    async def run(self, lease: CallLease) -> str:
        """Run to the end; why it ended."""
        with self._runtime.hub.commands(self._call.call_id) as commands:
            side_channel = EventSink(self._publish)
            worker = make_worker(self._pipeline(side_channel, lease), self._call.sample_rate)

            @self._source.event_handler("on_stream_ended")
            async def on_stream_ended(_input: object, reason: str) -> None:
                self._reason = reason
                await worker.queue_frame(EndFrame())

            await self._started(lease.redactor)
            try:
                async with beside(_obey(commands, worker), "the taking of commands"):
                    await lease.bind(self._source)
                    await _work(worker)
            finally:
                await side_channel.close()
                await self._ended()
        return self._reason

    def _pipeline(self, side_channel: EventSink, lease: CallLease) -> Pipeline:
        runtime, call, source = self._runtime, self._call, self._source
        settings, script = (
            runtime.settings,
            runtime.scripts.get(call.parameters.get("recording", "")),
        )
        said, first = self._past.conversation, self._past.suggestions + 1
        make_coach = partial(runtime.coaches.coach_for, said, first_suggestion=first)
        if isinstance(source, TextInput):
            return build_text(source, said, make_coach, side_channel)

        def stt(speaker: Speaker) -> FrameProcessor | None:
            return make_stt(settings, speaker, sample_rate=call.sample_rate, script=script)

        ears = Ears(source, stt, lease.redactor, settings.turn_stt_wait_secs)
        return build(ears, said, make_coach, side_channel)

    async def _started(self, redactor: Redactor) -> None:
        runtime, call = self._runtime, self._call
        script = runtime.scripts.get(call.parameters.get("recording", ""))
        coach = coach_source(runtime.settings, runtime.playbook)
        stt = _TEXT if call.source == "text" else stt_source(runtime.settings, script)
        playbook = runtime.playbook
        await self._publish(
            CallStarted(
                source=call.source,
                participants=[{"role": speaker.value} for speaker in Speaker],
                parameters={
                    name: value if name in _KEYS else redactor.redact_value(name, value)
                    for name, value in call.parameters.items()
                },
                playbook={
                    "name": playbook.name,
                    "title": playbook.title,
                    "stages": [{"id": s.id, "title": s.title} for s in playbook.stages],
                },
                stt=stt.name,
                coach=coach.name,
            )
        )
        for component, source in ((Component.STT, stt), (Component.COACH, coach)):
            logger.info(source.detail)
            state = State.OK if source.working else State.DOWN
            await self._publish(Status(component, state, source.code, source.detail))

    async def _ended(self) -> None:
        duration_ms = self._source.now_ms
        logger.info("call ended ({}) after {} ms", self._reason, duration_ms)
        ended = CallEnded(self._reason, duration_ms)
        for retry_s in (*_END_RETRIES_S, None):
            try:
                await self._publish(ended)
                return
            except UnknownCallError:
                logger.info("the call was erased")
                return
            except EventLogError:
                if retry_s is None:
                    raise
                await asyncio.sleep(retry_s)  # a call without an end is shown as live for ever


def make_worker(pipeline: Pipeline, sample_rate: int = 8000) -> PipelineWorker:
    """A worker with what a shadow has no use for turned off."""
    return PipelineWorker(
        pipeline,
        params=PipelineParams(audio_in_sample_rate=sample_rate),
        idle_timeout_secs=None,  # people may be silent; the default ends the call at 300 s
        enable_rtvi=False,
        enable_turn_tracking=False,
    )


async def _work(worker: PipelineWorker) -> None:
    # A runner of its own: a worker that is cancelled takes its runner with it.
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await runner.run()


async def _obey(commands: Commands, worker: PipelineWorker) -> None:
    async for command in commands:
        await worker.queue_frame(CommandFrame(command))


async def _past(runtime: Runtime, call: Call) -> _Past:
    """The memory of a call whose stream comes back, so that its clock and numbers go on."""
    record = await runtime.log.call(call.call_id)
    if record is None:
        return _Past()
    conversation, suggestions = Conversation(), 0
    for event in await runtime.log.read(call.call_id):
        if event.type is EventType.TURN_FINAL:
            conversation.add(Turn.from_dict(event.data))
        elif event.type is EventType.SUGGESTION_STARTED:
            suggestions += 1
    since_start_ms = round((runtime.clock.now() - record.started_at).total_seconds() * 1000)
    said_until_ms = max((turn.end_ms for turn in conversation.turns), default=0)
    # A recording may be played faster than the clock on the wall.
    return _Past(conversation, suggestions, max(since_start_ms, said_until_ms))
