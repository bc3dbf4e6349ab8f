import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pipecat.frames.frames import EndFrame, Frame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.workers.runner import WorkerRunner

from conversation.memory.conversation import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from frames.turns import TurnFrame, TurnPartialFrame
from transports.text_input import TextInput

CUSTOMER, AGENT = Speaker

pytestmark = pytest.mark.looptime


class Collector(FrameProcessor):
    """The end of the line: keeps turns and partials."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[TurnFrame | TurnPartialFrame] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, TurnFrame | TurnPartialFrame):
            self.frames.append(frame)
        await self.push_frame(frame, direction)


@asynccontextmanager
async def running(source: TextInput) -> AsyncIterator[Collector]:
    """The input in a pipeline that runs; on leaving, all that was said has arrived."""
    collector = Collector()
    worker = PipelineWorker(Pipeline([source, collector]), idle_timeout_secs=None)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    work = asyncio.create_task(runner.run())
    yield collector
    await worker.queue_frame(EndFrame())
    await work


def text_input(conversation: Conversation | None = None) -> TextInput:
    return TextInput(conversation or Conversation(), Redactor())


async def test_turns_are_numbered_for_each_party_and_follow_each_other() -> None:
    """Without times a turn begins where the last one ended, so that their order stays."""
    source = text_input()
    async with running(source) as heard:
        turns = [
            await source.say(CUSTOMER, "Hello."),
            await source.say(AGENT, "Hello to you.", language="en", confidence=0.5),
            await source.say(CUSTOMER, "Bye."),
        ]
    assert turns == [
        Turn("c1", CUSTOMER, "Hello.", 0, 0),
        Turn("a1", AGENT, "Hello to you.", 1, 1, "en", 0.5),
        Turn("c2", CUSTOMER, "Bye.", 2, 2),
    ]
    assert [frame.turn for frame in heard.frames if isinstance(frame, TurnFrame)] == turns


async def test_turns_without_times_have_the_wall_clock() -> None:
    """A turn lasts from its first words to its last, and the call until now."""
    source = text_input()
    async with running(source):
        await asyncio.sleep(2)
        await source.say_partial(CUSTOMER, "That is")
        await asyncio.sleep(1)
        spoken = await source.say(CUSTOMER, "That is too dear.")
        await asyncio.sleep(0.5)
        typed = await source.say(AGENT, "Compared to what?")
        await asyncio.sleep(10)
        assert (spoken.start_ms, spoken.end_ms) == (2000, 3000)
        assert (typed.start_ms, typed.end_ms) == (3500, 3500)
        assert source.now_ms == 13_500


async def test_a_clock_of_the_sender_is_the_calls_clock() -> None:
    """From the first turn with times on, time passes with the sender's turns alone."""
    source = text_input()
    async with running(source):
        await source.say(CUSTOMER, "One.", start_ms=500, end_ms=900)
        await asyncio.sleep(60)
        assert source.now_ms == 900


async def test_times_of_the_sender_are_kept() -> None:
    """Times stand as they were sent; an end before its start is the start; the clock goes on."""
    source = text_input()
    async with running(source):
        assert (await source.say(CUSTOMER, "One.", start_ms=500, end_ms=900)).end_ms == 900
        late = await source.say(AGENT, "Two.", start_ms=100, end_ms=50)
        assert (late.start_ms, late.end_ms) == (100, 100)
        assert source.now_ms == 901
        assert (await source.say(AGENT, "Three.")).start_ms == 901


async def test_a_resumed_call_goes_on() -> None:
    """Numbers and the clock go on from what was said before."""
    before = Conversation()
    before.add(Turn("c1", CUSTOMER, "Hello.", 0, 700))
    source = text_input(before)
    async with running(source):
        turn = await source.say(CUSTOMER, "Still there?")
    assert (turn.turn_id, turn.start_ms) == ("c2", 701)


async def test_a_partial_has_the_id_of_its_turn() -> None:
    """The words of an unfinished turn are shown under the id that it will have."""
    source = text_input()
    async with running(source) as heard:
        await source.say_partial(CUSTOMER, "That is")
        await source.say_partial(CUSTOMER, "That is too")
        await source.say(CUSTOMER, "That is too dear.")
        await source.say_partial(CUSTOMER, "Really")
    ids = [f.turn.turn_id for f in heard.frames]
    assert ids == ["c1", "c1", "c1", "c2"]


async def test_what_must_not_be_kept_is_hidden() -> None:
    """A card is a placeholder in the turn, and nothing of it shows while it is being said."""
    source = text_input()
    async with running(source) as heard:
        await source.say_partial(CUSTOMER, "My card is 4242 42")
        turn = await source.say(CUSTOMER, "My card is 4242 4242 4242 4242.")
    assert turn.text == "My card is [card 1]."
    [partial, _] = heard.frames
    assert isinstance(partial, TurnPartialFrame)
    assert partial.turn.text == "My card is […]"


async def test_it_is_idle_since_its_last_words() -> None:
    """A new input is not idle, and words of either kind make it busy again."""
    source = text_input()
    async with running(source):
        assert source.idle_s == 0
        for speak in (source.say, source.say_partial):
            await asyncio.sleep(60)
            assert source.idle_s >= 60
            await speak(CUSTOMER, "Hello.")
            assert source.idle_s < 1


async def test_it_ends_once() -> None:
    """The first reason counts."""
    source, reasons = text_input(), list[str]()

    @source.event_handler("on_stream_ended")
    async def ended(_: object, reason: str) -> None:
        reasons.append(reason)

    async with running(source):
        await source.end("hangup")
        await source.end("shutdown")
    assert reasons == ["hangup"]
