"""A runtime on virtual time, and calls whose audio and speech the tests make up."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from pipecat.frames.frames import UserAudioRawFrame

from coach.advisors import Advisor
from coach.factory import CoachFactory
from coach.options import CoachOptions
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from frames.speech import PartyPausedFrame, PartySilentFrame, PartyStartedSpeakingFrame
from pipeline.call import Call, run_call
from pipeline.call_registry import CallRegistry
from pipeline.runtime import Runtime
from prompts.loader import load_playbook
from pubsub.clock import Clock
from pubsub.event_stream import EventStream
from pubsub.hub import Hub
from settings import load
from stores.event_log import EventLog
from tests.pipeline.memory_log import MemoryLog
from transports.audio.silero_vad import SileroModel, SpeechScorer
from transports.call_input import CallInput
from transports.recording.recording import Script, ScriptTurn, Word

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
PLAYBOOK = load_playbook("sales", "en")
START = datetime(2026, 11, 20, 8, 0, 0, tzinfo=UTC)


def script(*said: tuple[Speaker, int, str]) -> Script:
    """A transcript: who says what from when on; a word takes 200 ms."""
    turns = []
    for speaker, start_ms, text in said:
        words = [
            Word(word=word, start_ms=start_ms + 200 * n, end_ms=start_ms + 200 * (n + 1))
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
    return Runtime(
        settings=loaded,
        clock=clock,
        log=kept,
        hub=hub,
        events=EventStream(kept, hub, clock),
        calls=CallRegistry(hub, Redactor),
        # The inputs here make up their speech themselves: there is nothing to score.
        scorer=SpeechScorer(cast("SileroModel", None)),
        playbook=PLAYBOOK,
        coaches=CoachFactory(PLAYBOOK, advisor, CoachOptions.of(loaded)),
        scripts={"script": said},
    )


def log_of(runtime: Runtime) -> MemoryLog:
    """The log of such a runtime."""
    return cast("MemoryLog", runtime.log)


class MadeUpInput(CallInput):
    """An input whose audio and speech the test pushes.

    Attributes:
        silent_s: Seconds since the last audio, as the call is told.
        heard_ms: The end of the audio, as the call is told.
        base_ms: Where the stream begins on the call's clock.
    """

    def __init__(self, front_end: Any) -> None:
        super().__init__(front_end)
        self.silent_s = 0.0
        self.heard_ms = 0
        self.base_ms: int = front_end.keywords["base_ms"]
        self.started = asyncio.Event()

    @property
    def idle_s(self) -> float:
        return self.silent_s

    @property
    def now_ms(self) -> int:
        return self.heard_ms

    async def listen(self) -> str:
        self.started.set()
        await asyncio.Event().wait()
        return "never"

    async def speak(self, speaker: Speaker, start_ms: int, end_ms: int) -> None:
        """A party speaks, and falls silent."""
        await self.started.wait()
        now = asyncio.get_running_loop().time()
        await self.push_frame(PartyStartedSpeakingFrame(speaker=speaker, at_ms=start_ms))
        await self.hear(speaker, end_ms)
        await self.push_frame(PartyPausedFrame(speaker=speaker, at_ms=end_ms, spoken_at=now))
        await self.push_frame(PartySilentFrame(speaker=speaker, at_ms=end_ms))
        await settle()

    async def hear(self, speaker: Speaker, until_ms: int) -> None:
        """The party's audio arrives up to a time."""
        frame = UserAudioRawFrame(bytes(1600), 8000, 1, user_id=speaker)
        frame.pts = (until_ms - 100) * 1_000_000
        self.heard_ms = until_ms
        await self.push_frame(frame)


async def settle() -> None:
    """Let everything happen that needs no time."""
    await asyncio.sleep(0.01)


class RunningCall:
    """`async with RunningCall(runtime) as call:` hears a call to the end of the block."""

    def __init__(
        self, runtime: Runtime, call_id: str = "CA1", reason: str = "hangup", **parameters: str
    ):
        self.runtime = runtime
        self.call_id = call_id
        self._input: MadeUpInput | None = None
        self._reason = reason
        self._call = Call(call_id, "twilio", {"recording": "script"} | parameters)

    @property
    def input(self) -> MadeUpInput:
        """What the call hears."""
        assert self._input, "the call has not started"
        return self._input

    async def __aenter__(self) -> "RunningCall":
        self.task = asyncio.create_task(run_call(self.runtime, self._call, self._make_input))
        await settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.input.end(self._reason)
        await self.task

    def _make_input(self, front_end: Any) -> MadeUpInput:
        self._input = MadeUpInput(front_end)
        return self._input
