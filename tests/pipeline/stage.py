"""A runtime on virtual time, and calls whose audio and speech the tests make up."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import numpy as np

from coach.advisors import Advisor
from coach.factory import CoachFactory
from coach.options import CoachOptions
from conversation.coaching.source import Source
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from knowledge.document import Audience
from knowledge.library import Library
from pipeline.call import run_call
from pipeline.call_registry import CallRegistry
from pipeline.call_start import Call
from pipeline.coaches import Coaches
from pipeline.meaning import Meanings
from pipeline.prompt_switch import PromptSwitch
from pipeline.runtime import Runtime
from pipeline.write_back import WriteBack
from prompts.choice import PromptArm, PromptChoice
from prompts.loader import load_playbook
from prompts.shelf import Shelf
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from settings import Settings, load
from stores.log.event_log import EventLog
from tests.pipeline.memory_log import MemoryLog
from transports.audio.silero_vad import SileroModel, TrackState
from transports.audio.speech_scorer import SpeechScorer
from transports.audio.track_clock import MAX_FILL_MS
from transports.audio.window import Samples
from transports.recording.recording import Script, ScriptTurn, ScriptWord
from transports.source import ExpectedAudio, Feed

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
PLAYBOOK = load_playbook("sales", "en")
START = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)


def script(*said: tuple[Speaker, int, str]) -> Script:
    """A transcript: who says what from when on; a word takes 200 ms."""
    turns = []
    for speaker, start_ms, text in said:
        words = [
            ScriptWord(word=word, start_ms=start_ms + 200 * n, end_ms=start_ms + 200 * (n + 1))
            for n, word in enumerate(text.split())
        ]
        turns.append(
            ScriptTurn(
                speaker=speaker, text=text, words=words, start_ms=start_ms, end_ms=words[-1].end_ms
            )
        )
    return Script(
        title="made up",
        language="en",
        duration_ms=60_000,
        voices={CUSTOMER: "one", AGENT: "two"},
        turns=turns,
    )


PROMPTS = PromptChoice.of("coach", "en")


class OneCoach(Coaches):
    """Coaches all calls by the English sales playbook and, if there is one, an advisor."""

    def __init__(self, settings: Settings, advisor: Advisor | None) -> None:
        super().__init__(settings, Shelf("sales", "en"), None, Meanings())
        self.default = CoachFactory(PLAYBOOK, advisor, CoachOptions.of(settings))
        self.prompts = PROMPTS

    async def of(self, name: str, language: str, arm: PromptArm | None = None) -> CoachFactory:
        return self.default


class EmptyLibrary:
    """A library without a document."""

    async def search(self, text: str, audience: Audience, limit: int) -> list[Source]:
        return []


class VirtualClock(Clock):
    """A clock that goes with the event loop's."""

    def now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())


def make_runtime(
    said: Script,
    advisor: Advisor | None = None,
    *,
    log: MemoryLog | None = None,
    hub: Hub | None = None,
    **settings: Any,
) -> Runtime:
    """The runtime of a process; its recorded recogniser knows `said` by the name `script`."""
    loaded = load(**settings)
    kept, hub, clock = cast("EventLog", log or MemoryLog()), hub or Hub(), VirtualClock()
    coaches = OneCoach(loaded, advisor)
    return Runtime(
        settings=loaded,
        clock=clock,
        log=kept,
        hub=hub,
        events=EventStream(kept, hub, clock),
        calls=CallRegistry(hub, Redactor),
        scorer=SpeechScorer(cast("SileroModel", LoudnessModel()), wait_s=0),
        coaches=coaches,
        scripts={"script": said},
        prompts=PromptSwitch(coaches, kept, hub),
        knowledge=cast("Library", EmptyLibrary()),
        write_back=cast("WriteBack", None),
    )


def log_of(runtime: Runtime) -> MemoryLog:
    """The log of such a runtime."""
    return cast("MemoryLog", runtime.log)


class LoudnessModel:
    """A speech model for made-up audio: what is loud is speech."""

    def score(self, tracks: list[TrackState], windows: Samples) -> list[float]:
        return [float(np.abs(window).max() > 0.1) for window in windows]


class MadeUpSource:
    """A source of made-up audio: the test says who speaks when.

    Times are ms from the stream's start. Speech of whole windows (32 ms) that follows no other of
    its party begins and ends where it was put.
    """

    sample_rate = 8000
    expected_audio: ExpectedAudio | None = None

    def __init__(self) -> None:
        self._feed: Feed | None = None
        self._fed_ms = dict.fromkeys(Speaker, 0)
        self._over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.started = asyncio.Event()

    async def run(self, feed: Feed) -> str:
        self._feed = feed
        self.started.set()
        return await self._over

    def stop(self, reason: str) -> None:
        """The stream is over."""
        if not self._over.done():
            self._over.set_result(reason)

    async def speak(self, speaker: Speaker, start_ms: int, end_ms: int) -> None:
        """A party speaks, and then nothing comes from them until they count as silent."""
        if start_ms - self._fed_ms[speaker] > MAX_FILL_MS:  # a line that is silent, not a jump
            await self.hear(speaker, start_ms)
        await self._packet(speaker, start_ms, end_ms, 8000)
        await asyncio.sleep(2)

    async def hear(self, speaker: Speaker, until_ms: int) -> None:
        """The party's audio arrives up to a time, with no speech in it."""
        await self._packet(speaker, self._fed_ms[speaker], until_ms, 0)
        await settle()

    async def _packet(self, speaker: Speaker, start_ms: int, end_ms: int, level: int) -> None:
        await self.started.wait()
        assert self._feed
        self._fed_ms[speaker] = end_ms
        pcm = np.full((end_ms - start_ms) * 8, level, "<i2").tobytes()
        self._feed(speaker, start_ms, pcm)


async def settle() -> None:
    """Let everything happen that needs no time."""
    await asyncio.sleep(0.01)


class RunningCall:
    """`async with RunningCall(runtime) as call:` hears a call to the end of the block."""

    def __init__(
        self,
        runtime: Runtime,
        call_id: str = "CA1",
        reason: str = "hangup",
        account: str | None = None,
        **parameters: str,
    ):
        self.runtime = runtime
        self.call_id = call_id
        self.source = MadeUpSource()
        self._reason = reason
        self._call = Call(call_id, "twilio", {"recording": "script"} | parameters, account)

    async def __aenter__(self) -> "RunningCall":
        self.task = asyncio.create_task(run_call(self.runtime, self._call, self.source))
        await settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.source.stop(self._reason)
        await self.task
