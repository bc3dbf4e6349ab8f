"""Call run: the life of one call, from its stream's start to `call.ended`."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress
from functools import partial

from loguru import logger
from pipecat.frames.frames import EndFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker

from coach.current_call import spending_of
from coach.current_trace import tracing_of
from conversation.events.payloads import CallEnded
from conversation.speech.speakers import Speaker
from frames.turns import CommandFrame
from pipeline.build import InputStage, build
from pipeline.call_meter import CallMeter, HeardAudio
from pipeline.call_opening import OpenedCall, opened
from pipeline.call_start import Call, announce
from pipeline.runtime import Runtime
from pipeline.work import make_worker, uncut, work
from processors.event_sink import EventSink
from pubsub.beside import beside
from pubsub.hub import Commands
from services.provider import Provenance
from services.stt.providers import make_stt, stt_source
from stores.errors import EventLogError, UnknownCallError
from transports.audio.front_end import FrontEnd
from transports.call_input import CallInput
from transports.muted_source import MutedSource
from transports.source import AudioSource
from transports.text_input import TextInput

# How long an end waits for a log that does not take it, from one try to the next.
_END_RETRIES_S = (0.5, 2.0)


async def run_call(runtime: Runtime, call: Call, source: AudioSource) -> str:
    """Hear a call to its end; returns why it ended.

    Args:
        runtime: What the calls of the process share.
        call: The call.
        source: Its audio.

    Raises:
        CallBusyError: The call is already being heard.
        CallOverError: The call has ended, or is another account's.
        NotAdmittedError: The process is about to end.
        EventLogError: The call can't be recorded.
    """
    rate, script = source.sample_rate, call.script(runtime)
    async with opened(runtime, call, call.stream_id) as it:
        coaching = it.coaching
        said = script and script.later(it.past.base_ms)
        names = coaching.factory.playbook.names
        stt = partial(make_stt, coaching.settings, sample_rate=rate, script=said, names=names)
        front_end = FrontEnd(
            scorer=runtime.scorer,
            params=runtime.speech_params,
            sample_rate=rate,
            base_ms=it.past.base_ms,
        )
        heard = CallInput(MutedSource(source, lambda: coaching.consent), front_end)
        run = CallRun(runtime, it, heard, stt_source(coaching.settings, script))
        wait_s = coaching.settings.turn_stt_wait_secs
        stage = InputStage(heard, heard.connect, stt, it.lease.redactor, wait_s)
        return await run.run(build(stage, it.coach, run.sink), rate)


class CallRun:
    """One run of a call's pipeline, between `call.started` and `call.ended`.

    Attributes:
        sink: Where the call's events leave; the last processor of the pipeline.
    """

    def __init__(
        self,
        runtime: Runtime,
        opened: OpenedCall,
        heard: CallInput | TextInput,
        stt: Provenance,
    ) -> None:
        """Create the run of a call whose input is `heard`, transcribed by `stt`."""
        self._runtime = runtime
        self._call = opened.call
        self._lease = opened.lease
        self._input = heard
        self._coaching = opened.coaching
        self._stt = stt
        self._reason = "failed"
        self._publish = partial(runtime.events.publish, opened.call.call_id)
        self.sink = EventSink(partial(runtime.events.put, opened.call.call_id))
        models = runtime.coaches.models
        audio = HeardAudio(self._audio_ms, stt.minute_price)
        self._meter = CallMeter(models, self._publish, audio, opened.past.usage)

    async def run(self, pipeline: Pipeline, sample_rate: int = 8000) -> str:
        """Run the pipeline to its end; returns why it ended."""
        worker = make_worker(pipeline, sample_rate)

        @self._input.event_handler("on_stream_ended")
        async def on_stream_ended(_input: object, reason: str) -> None:
            self._reason = reason
            await worker.queue_frame(EndFrame())

        commanded = self._runtime.hub.commands(self._call.call_id)
        with self._traced(), commanded as commands, spending_of(self._meter.spending):
            await self._announced()
            try:
                async with (
                    beside(_command(commands, worker), "the taking of commands"),
                    beside(self._meter.run(), "the meter of a call"),
                ):
                    await self._lease.bind(self._input)
                    await work(worker, pipeline)
            finally:
                await uncut(self._close())
        return self._reason

    async def _announced(self) -> None:
        try:
            await announce(self._runtime, self._call, self._coaching, self._stt, self._publish)
        except asyncio.CancelledError:  # whose start may be in the log by now
            await uncut(self._ended())
            raise

    @contextmanager
    def _traced(self) -> Generator[None]:
        """Within the block, what is done for the call is traced, where anything is."""
        if self._runtime.tracer is None:
            yield
            return
        told = {"callshadow.source": self._call.origin, "callshadow.stt": self._stt.name}
        traced = self._runtime.tracer.call(self._call.call_id, told)
        with traced as trace, tracing_of(trace):
            yield

    def _audio_ms(self) -> int:
        is_audio = isinstance(self._input, CallInput)
        return len(Speaker) * self._input.now_ms if is_audio else 0

    async def _close(self) -> None:
        await self.sink.close()
        with suppress(EventLogError):  # the end of the call says so
            await self._meter.tell_last()
        await self._ended()

    async def _ended(self) -> None:
        duration_ms = self._input.now_ms
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


async def _command(commands: Commands, worker: PipelineWorker) -> None:
    async for command in commands:
        await worker.queue_frame(CommandFrame(command))
