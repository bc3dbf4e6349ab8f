"""Runtime: what all calls of a process share, the log, the fan-out, the speech model, the coach."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from threading import Lock

from loguru import logger

from conversation.privacy.redaction import Redactor
from conversation.speech.detector import SpeechParams
from conversation.tracing import Tracer
from knowledge.library import Library
from pipeline.alerting import alerting
from pipeline.call_handover import handing_over
from pipeline.call_registry import CallRegistry
from pipeline.coaches import Coaches, open_coaches
from pipeline.fork_keeper import ForkKeeper, keep_forks
from pipeline.knowledge_keeping import keeping_knowledge
from pipeline.past_calls import past_calls
from pipeline.phone_numbers import phone_numbers
from pipeline.process_log import open_log
from pipeline.prompt_switch import PromptSwitch, switching
from pipeline.shadow.shadow_desk import ShadowDesk, open_shadows
from pipeline.shared_hub import open_hub
from pipeline.tending import tended
from pipeline.write_back import WriteBack
from pipeline.write_back_targets import open_write_back
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from services.carriers.providers import open_carrier
from services.carriers.vonage_account import open_legs
from services.carriers.vonage_legs import VonageLegs
from services.embeddings.live_library import open_live_library
from services.encoder.encoder import open_encoder
from services.stt.providers import check_stt_route, chosen_stt
from services.tracing.providers import open_tracer
from services.tts.providers import prepare_voice
from settings import Settings
from settings.languages import default_of
from stores.log.event_log import EventLog
from transports.audio.speech_scorer import SpeechScorer, process_scorer
from transports.control import CarrierControl
from transports.recording.recording import Script
from transports.twilio.numbers import NumberLine


@dataclass(frozen=True, slots=True)
class Runtime:
    """The shared parts of a process.

    Attributes:
        settings: The settings of the process.
        clock: The time of day.
        log: The event log.
        hub: The fan-out of events and commands.
        events: Appends events to the log, then publishes them.
        calls: The calls that are heard, one stream each.
        scorer: The speech model, batched over all calls.
        coaches: Makes the coaches of calls, by their playbook and language.
        scripts: Transcripts of the bundled recordings, by the name that `play` passes on.
        prompts: Has calls begin with other prompts.
        knowledge: What the company knows.
        write_back: Tells other systems of ended calls.
        carrier: What the carrier can be told; None where it can be told nothing.
        forks: Starts forks again that drop; None likewise.
        vonage: The legs that Vonage can be asked for; None where it can be asked for none.
        numbers: What is so for the calls to each number.
        tracer: Traces the calls; None where nobody wants that.
        shadows: Runs a candidate beside the calls; None where there is none.
    """

    settings: Settings
    clock: Clock
    log: EventLog
    hub: Hub
    events: EventStream
    calls: CallRegistry
    scorer: SpeechScorer
    coaches: Coaches
    scripts: Mapping[str, Script]
    prompts: PromptSwitch
    knowledge: Library
    write_back: WriteBack
    carrier: CarrierControl | None = None
    forks: ForkKeeper | None = None
    vonage: VonageLegs | None = None
    numbers: Mapping[str, NumberLine] = field(default_factory=dict)
    tracer: Tracer | None = None
    shadows: ShadowDesk | None = None

    @property
    def speech_params(self) -> SpeechParams:
        """The parameters of speech detection, by the settings."""
        s = self.settings
        return SpeechParams(
            confidence=s.vad_confidence,
            start_ms=round(s.vad_start_secs * 1000),
            stop_ms=round(s.vad_stop_secs * 1000),
            silence_ms=round(s.turn_incomplete_secs * 1000),
            min_dbfs=s.vad_min_dbfs,
        )

    def redactor(self) -> Redactor:
        """A redactor for a conversation that is no call of ours yet."""
        return _redactor(self.settings)


@asynccontextmanager
async def open_runtime(
    settings: Settings,
    scripts: Mapping[str, Script] | None = None,
    clock: Clock | None = None,
    known: Settings | None = None,
    settle: timedelta | None = None,
) -> AsyncIterator[Runtime]:
    """Open what all calls share; close it after them.

    Args:
        settings: The settings of the process.
        scripts: Transcripts of recordings, by the name that `play` passes on.
        clock: The time of day; default: the system's.
        known: The settings of what the company knows; default: the same.
        settle: How long after a call's end its work begins; None where calls owe none.

    Raises:
        SettingsError: A setting names something that can't work.
        PromptError: The playbook or the prompt is wrong.
        EventLogError: The database does not answer.
        KnowledgeError: The settings name an index that can't be used.
    """
    logger.info("speech recognition: {}", ", ".join(row.name for row in chosen_stt(settings)))
    check_stt_route(settings)
    prepare_voice(settings)
    now = clock or Clock()
    async with _opened(settings, scripts or {}, now, known or settings, settle) as runtime:
        tending = tended(settings, now, runtime.log, runtime.events, runtime.coaches.models)
        async with tending, _carried(runtime) as carried:
            yield carried


@asynccontextmanager
async def _opened(
    settings: Settings,
    scripts: Mapping[str, Script],
    now: Clock,
    known: Settings,
    settle: timedelta | None,
) -> AsyncIterator[Runtime]:
    """The same without what watches it, and without the carriers."""
    async with (
        open_tracer(settings, now) as tracer,
        open_encoder(settings.vectors_dir) as encoder,
        open_hub(settings) as hub,
        open_live_library(known, encoder) as knowledge,
        open_log(settings, settle) as log,
        open_coaches(settings, encoder, knowledge, past_calls(settings, log)) as coaches,
        switching(coaches, log, hub) as prompts,
        open_write_back(settings, log, now) as write_back,
        open_shadows(coaches, encoder, knowledge, log, now) as shadows,
    ):
        yield Runtime(
            settings=settings,
            clock=now,
            log=log,
            hub=hub,
            events=EventStream(log, hub, now, tracer),
            calls=CallRegistry(hub, partial(_redactor, settings), settings.max_calls),
            scorer=process_scorer(),
            coaches=coaches,
            scripts=scripts,
            prompts=prompts,
            knowledge=knowledge,
            write_back=write_back,
            tracer=tracer,
            shadows=shadows,
        )


@asynccontextmanager
async def _carried(runtime: Runtime) -> AsyncIterator[Runtime]:
    """The same with its alerts and the carrier that can be told things, until the block ends."""
    coaches, write_back = runtime.coaches, runtime.write_back
    async with (
        alerting(runtime.events, runtime.log, coaches.shelf, write_back, runtime.clock),
        open_carrier(runtime.settings, runtime.clock) as carrier,
        open_legs(runtime.settings, runtime.clock) as vonage,
        keep_forks(carrier, runtime.calls, runtime.events, runtime.log) as forks,
        keeping_knowledge(runtime.settings, runtime.knowledge, runtime.log, coaches.models),
        handing_over(forks, carrier, runtime.log, runtime.clock),
    ):
        numbers = phone_numbers(runtime.settings, runtime.coaches.shelf)
        yield replace(runtime, carrier=carrier, forks=forks, vonage=vonage, numbers=numbers)


def _redactor(settings: Settings) -> Redactor:  # with a lock: long text has a thread
    return Redactor(settings.redact, default_of(settings.coach_language), Lock())
