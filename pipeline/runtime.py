"""What all calls of a process share: the log, the fan-out, the speech model, the coach."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from loguru import logger

from coach.factory import CoachFactory
from coach.options import CoachOptions
from conversation.coaching.playbook import Playbook
from conversation.errors import CallShadowError, ErrorCode
from conversation.privacy.redaction import Redactor
from conversation.speech.detector import SpeechParams
from pipeline.retention import housekeeping
from prompts.loader import load_playbook
from pubsub.event_stream import EventStream
from pubsub.hub import Control, Hub
from pubsub.redis_hub import open_redis_hub
from services.llm.providers import coach_source, open_advisor
from services.stt.providers import chosen_stt
from settings import Settings, SettingsError
from stores.event_log import EventLog, open_event_log
from transports.audio.silero_vad import SileroModel, SpeechScorer
from transports.recording.recording import Script

# A stream that has brought audio within this time is alive; a second one is a duplicate.
_ALIVE_S = 5.0
# A process that is asked to yield a call may take a while over its last advice.
_GIVE_WAY_S = 7.0
_ASK_AGAIN_S = 0.25
# A call does not wait longer for a Redis that hangs.
_REDIS_S = 1.0
# Calls that end because the process does: their last advice may take this long.
_SHUTDOWN_S = 6.0


class CallBusyError(CallShadowError):
    """The call is already being heard through another stream."""

    code = ErrorCode.CALL_RUNNING


class RunningCall(Protocol):
    """A call that is being heard."""

    @property
    def idle_s(self) -> float:
        """Seconds since the last audio."""
        ...

    async def end(self, reason: str) -> None:
        """Hear no more, and say all that is left."""
        ...


@dataclass(slots=True)
class CallLease:
    """What one stream holds of its call, from before its input is made.

    Attributes:
        redactor: Hides what must not be kept in all that is said and written in the call.
        left: Set when the place is free again.
    """

    redactor: Redactor
    left: asyncio.Event = field(default_factory=asyncio.Event)
    _call: RunningCall | None = None
    _reason: str | None = None

    @property
    def alive(self) -> bool:
        """Whether the stream has brought audio lately, or has yet to begin."""
        return self._call is None or self._call.idle_s < _ALIVE_S

    @property
    def ending(self) -> bool:
        """Whether the call is to end, even if it has yet to begin."""
        return self._reason is not None

    async def take(self, call: RunningCall) -> None:
        """Hear this from now on; if the place was to end meanwhile, the call does."""
        self._call = call
        if self._reason is not None:
            await call.end(self._reason)

    async def end(self, reason: str) -> None:
        """End the call that is heard, or the one that is about to be."""
        self._reason = self._reason or reason
        if self._call:
            await self._call.end(reason)


@dataclass(slots=True)
class Runtime:
    """The shared parts of a process.

    Attributes:
        settings: The settings of the process.
        log: The event log.
        hub: The fan-out of events and commands.
        events: Append to the log, then publish.
        scorer: The speech model, batched over all calls.
        playbook: What kind of calls these are.
        coaches: Makes the coach of a call.
        scripts: Transcripts of the bundled recordings, by the name that `play` passes on.
    """

    settings: Settings
    log: EventLog
    hub: Hub
    events: EventStream
    scorer: SpeechScorer
    playbook: Playbook
    coaches: CoachFactory
    scripts: Mapping[str, Script]
    _places: dict[str, CallLease] = field(default_factory=dict)

    @property
    def speech_params(self) -> SpeechParams:
        """What counts as speech."""
        s = self.settings
        return SpeechParams(
            confidence=s.vad_confidence,
            start_ms=round(s.vad_start_secs * 1000),
            stop_ms=round(s.vad_stop_secs * 1000),
            silence_ms=round(s.turn_incomplete_secs * 1000),
            min_dbfs=s.vad_min_dbfs,
        )

    def redactor(self, call_id: str | None = None) -> Redactor:
        """Hides what must not be kept: that of a call which is heard here, or else a new one."""
        if call_id in self._places:
            return self._places[call_id].redactor
        return Redactor(self.settings.redact, self.settings.coach_language)

    @property
    def running(self) -> int:
        """How many calls are being heard."""
        return len(self._places)

    def hears(self, call_id: str) -> bool:
        """Whether the call is being heard in this process."""
        return call_id in self._places

    @asynccontextmanager
    async def place(self, call_id: str) -> AsyncIterator[CallLease]:
        """Hold the call's place: one stream a call.

        A stream that has gone silent gives way to a new one (Twilio does not reconnect; somebody
        started the fork again).

        Raises:
            CallBusyError: Another stream of the call is alive, here or in another process.
        """
        while known := self._places.get(call_id):
            if known.alive:
                raise CallBusyError(f"The call {call_id} is already being heard.")
            await known.end("replaced")
            await known.left.wait()
        place = self._places[call_id] = CallLease(self.redactor())
        try:
            await self._others_give_way(call_id, place)
            yield place
        finally:
            del self._places[call_id]
            place.left.set()

    async def _others_give_way(self, call_id: str, place: CallLease) -> None:
        """Return when no other process hears the call; without Redis there is none to ask."""
        with suppress(TimeoutError):
            for _ in range(round(_GIVE_WAY_S / _ASK_AGAIN_S)):
                async with asyncio.timeout(_REDIS_S):
                    if not await self.hub.send_control(call_id, Control.YIELD):
                        return
                if place.ending:
                    break
                await asyncio.sleep(_ASK_AGAIN_S)
            raise CallBusyError(f"The call {call_id} is already being heard.")

    async def end_calls(self, reason: str) -> None:
        """End all calls, and wait until their last events are stored."""
        places = list(self._places.values())
        if not places:
            return
        logger.info("ending {} calls: {}", len(places), reason)
        try:
            async with asyncio.timeout(_SHUTDOWN_S):
                await asyncio.gather(*(place.end(reason) for place in places))
                await asyncio.gather(*(place.left.wait() for place in places))
        except TimeoutError:
            logger.error("{} calls did not end in {} s", len(self._places), _SHUTDOWN_S)


@asynccontextmanager
async def open_runtime(
    settings: Settings, scripts: Mapping[str, Script] | None = None
) -> AsyncIterator[Runtime]:
    """Open what all calls share; close it after them.

    Raises:
        SettingsError: A setting names something that can't work.
        PromptError: The playbook or the prompt is wrong.
        EventLogError: The database does not answer.
    """
    logger.info("speech recognition: {}", chosen_stt(settings).name)
    playbook = load_playbook(settings.coach_playbook, settings.coach_language)
    logger.info(coach_source(settings, playbook).detail)
    async with (
        open_advisor(settings, playbook) as model,
        open_event_log(database_url(settings)) as log,
        _open_hub(settings) as hub,
    ):
        events = EventStream(log, hub, _now)
        async with housekeeping(events, log, settings.retention_days, _now):
            yield Runtime(
                settings=settings,
                log=log,
                hub=hub,
                events=events,
                scorer=SpeechScorer(SileroModel()),
                playbook=playbook,
                coaches=CoachFactory(playbook, model, CoachOptions.of(settings)),
                scripts=scripts or {},
            )


def database_url(settings: Settings) -> str:
    """The event log's address: DATABASE_URL, or an SQLite file in DATA_DIR.

    Raises:
        SettingsError: DATA_DIR can't be made.
    """
    if settings.database_url:
        return settings.database_url.get_secret_value()
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"DATA_DIR={settings.data_dir}: {error.strerror}") from None
    return f"sqlite:///{settings.data_dir / 'calls.db'}"


@asynccontextmanager
async def _open_hub(settings: Settings) -> AsyncIterator[Hub]:
    if settings.redis_url:
        async with open_redis_hub(settings.redis_url.get_secret_value()) as hub:
            yield hub
        return
    hub = Hub()
    yield hub
    hub.close()


def _now() -> datetime:
    return datetime.now(UTC)
