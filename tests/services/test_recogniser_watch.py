"""The watch over one party's recogniser: dead, late, losing, recovered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from services.stt.audio_sender import AudioSender
from services.stt.connection import SttResult
from services.stt.health import SttHealth
from services.stt.kept_connection import KeptConnection
from services.stt.recogniser_watch import RecogniserWatch
from tests.services.memory_vendor import MemoryVendor

pytestmark = pytest.mark.looptime


class Watched:
    """A recogniser under watch; looked at whenever time passes."""

    def __init__(self) -> None:
        self.vendor = MemoryVendor()
        self.kept = KeptConnection(self.vendor.connect, heard=self._heard, lost=self._lost)
        self.sender = AudioSender(self.kept, replaying=self._replaying)
        self.health = SttHealth(Speaker.AGENT, vendor="Acme")
        self.watch = RecogniserWatch(self.sender, self.kept, self.health)
        self.codes: list[str] = []

    async def pass_time(self, seconds: float, *, speaks: bool = False) -> None:
        """Half a second at a time, with or without speech in it."""
        for _ in range(round(seconds * 2)):
            await asyncio.sleep(0.5)
            if speaks:
                self.sender.finalize.started()
                await self.sender.add(self.sender.buffer.sent_ms, b"12", 500)
            status = self.watch.look()
            await self.sender.send_waiting()
            self.codes += [status.code] if status else []

    def say(self, until_ms: float, *, from_ms: float = 0.0, is_final: bool = True) -> None:
        """The newest connection tells words up to there."""
        said = SttResult("Yes.", from_ms, until_ms, until_ms, is_final=is_final, from_ms=from_ms)
        self.vendor.connections[-1].say(said)

    async def _heard(self, result: SttResult) -> None:
        self.sender.received(result)

    async def _lost(self, error: Exception | None) -> bool:
        self.health.lost()
        return False

    async def _replaying(self) -> None:
        pass


@asynccontextmanager
async def watched(*, tells_silence: bool = False) -> AsyncIterator[Watched]:
    stage = Watched()
    stage.vendor.tells_silence = tells_silence
    running = asyncio.create_task(stage.kept.run())
    await asyncio.sleep(0.01)
    yield stage
    running.cancel()
    await asyncio.wait([running])
    await stage.sender.close()


async def test_silence_is_no_trouble():
    """A connection over which nobody speaks owes nothing, for hours."""
    async with watched() as stage:
        await stage.pass_time(600)
        assert stage.codes == []
        assert len(stage.vendor.connections) == 1


async def test_a_connection_that_tells_nothing_of_speech_is_late_then_given_up():
    """After five seconds, and after twelve; what it was sent is sent to the next."""
    async with watched() as stage:
        await stage.pass_time(6, speaks=True)
        assert stage.codes == [StatusCode.STT_LATE]
        assert stage.watch.is_behind()
        await stage.pass_time(8, speaks=True)
        assert len(stage.vendor.connections) == 2
        await stage.pass_time(10)
        assert None in stage.vendor.connections[0].heard  # asked, before it was given up
        assert stage.vendor.connections[1].heard[:12] == [b"12"] * 12


async def test_a_new_connection_is_not_judged_by_what_the_last_one_owed():
    """No audio comes any more to send to it at once; what waits is sent, and it is heard out."""
    async with watched() as stage:
        await stage.pass_time(13, speaks=True)
        while len(stage.vendor.connections) == 1:
            await asyncio.sleep(0.05)
            stage.watch.look()
        for _ in range(40):
            await asyncio.sleep(0.05)
            stage.watch.look()  # before anything is sent
        assert len(stage.vendor.connections) == 2


async def test_a_connection_that_answers_when_asked_is_not_given_up():
    """It tells nothing of noise that was taken for speech; its empty answer says that it lives."""
    async with watched() as stage:
        for _ in range(240):
            await stage.pass_time(0.5, speaks=True)
            connection = stage.vendor.connections[-1]
            if None in connection.heard:
                connection.heard.clear()
                at_ms = stage.sender.buffer.sent_ms
                connection.say(
                    SttResult("", at_ms, at_ms, at_ms, is_final=True, from_finalize=True)
                )
            await stage.pass_time(0.5, speaks=True)
        assert len(stage.vendor.connections) == 1
        assert StatusCode.STT_LOST not in stage.codes


@pytest.mark.parametrize("is_final", [False, True])
async def test_a_connection_that_hears_slowly_lives(is_final: bool):
    """What it tells is ten seconds late: that is told, and it is not cut."""
    async with watched() as stage:
        await stage.pass_time(10, speaks=True)
        for seconds in range(60):
            stage.say(seconds * 1000 + 500, is_final=is_final)
            await stage.pass_time(1, speaks=True)
        assert stage.codes == [StatusCode.STT_LATE]
        assert len(stage.vendor.connections) == 1


async def test_a_connection_that_keeps_up_again_has_recovered():
    """Once it has been steady; and is behind no more."""
    async with watched() as stage:
        await stage.pass_time(6, speaks=True)
        for _ in range(4):
            stage.say(stage.sender.buffer.sent_ms)
            await stage.pass_time(1, speaks=True)
        assert stage.codes == [StatusCode.STT_LATE, StatusCode.STT_RECOVERED]
        assert not stage.watch.is_behind()


async def test_the_last_breath_of_speech_that_is_sent_behind_its_result_is_owed_no_other():
    """Words end before it is noticed that the party has; a recogniser may tell no silence."""
    async with watched() as stage:
        for _ in range(4):
            await stage.pass_time(1, speaks=True)
            stage.say(stage.sender.buffer.sent_ms)
        await asyncio.sleep(0.01)
        await stage.pass_time(0.5, speaks=True)
        await stage.pass_time(30)
        assert stage.codes == []


async def test_what_there_is_no_room_for_is_told_while_it_is_lost():
    """And how much, when there is a connection again."""
    async with watched() as stage:
        stage.vendor.refusal = ConnectionRefusedError()
        stage.vendor.connections[0].end()
        await stage.pass_time(75, speaks=True)
        assert stage.codes == [StatusCode.STT_LOSING]
        stage.vendor.refusal = None
        for _ in range(120):
            if len(stage.vendor.connections) > 1:
                stage.say(stage.sender.buffer.sent_ms)
            await stage.pass_time(0.5)
        assert stage.codes == [StatusCode.STT_LOSING, StatusCode.STT_LOST]


async def test_speech_that_final_words_pass_over_is_told_as_lost():
    """A final message that could not be read leaves a hole before the next one."""
    async with watched() as stage:
        await stage.pass_time(3, speaks=True)
        stage.say(1000)
        await stage.pass_time(1, speaks=True)
        stage.say(4000, from_ms=3000)
        await stage.pass_time(2)
        assert stage.codes == [StatusCode.STT_LOST]


async def test_an_answer_whose_words_end_early_leaves_nothing_owed():
    """What was heard as speech after the last word is none; the connection lives in silence."""
    async with watched() as stage:
        await stage.pass_time(3, speaks=True)
        stage.sender.finalize.paused()
        await stage.pass_time(0.5)
        said = SttResult("Yes.", 0, 1500, 1500, is_final=True, from_finalize=True)
        stage.vendor.connections[-1].say(said)
        await stage.pass_time(60)
        assert stage.codes == []
        assert len(stage.vendor.connections) == 1


async def streamed(stage: Watched, seconds: int, *, each_s: float = 1.0) -> None:
    """The party speaks, and interim words come, that far apart, of all that was sent."""
    for _ in range(round(seconds / each_s)):
        await stage.pass_time(each_s, speaks=True)
        stage.say(stage.sender.buffer.sent_ms, is_final=False)


async def test_a_connection_that_falls_silent_in_speech_is_told_within_two_seconds():
    """And taken back with the next words; nothing is given up, nor made to wait, so early."""
    async with watched() as stage:
        await streamed(stage, 8)
        await stage.pass_time(2, speaks=True)
        assert stage.codes == [StatusCode.STT_LATE]
        assert not stage.watch.is_behind()
        await streamed(stage, 2)
        assert stage.codes == [StatusCode.STT_LATE, StatusCode.STT_RECOVERED]
        assert len(stage.vendor.connections) == 1


async def test_the_next_connection_is_known_to_be_as_quick():
    """One that is silent from its begin is told as soon."""
    async with watched() as stage:
        await streamed(stage, 8)
        stage.vendor.connections[0].end()
        await stage.pass_time(1)
        stage.codes.clear()
        await stage.pass_time(2, speaks=True)
        assert stage.health.lost() is None  # it was told as trouble already, once
        assert len(stage.vendor.connections) == 2


@pytest.mark.parametrize("each_s", [1.0, 1.5, 2.0, 2.5])
async def test_a_recogniser_that_is_merely_slow_is_no_alarm(each_s: float):
    """Words that are always as far apart are usual."""
    async with watched() as stage:
        await streamed(stage, 60, each_s=each_s)
        assert stage.codes == []


async def test_a_recogniser_without_interim_words_is_no_alarm():
    """Its final words come when the party has paused, however long they spoke."""
    async with watched() as stage:
        for seconds in (1, 1, 2, 1, 4):
            await stage.pass_time(seconds, speaks=True)
            stage.say(stage.sender.buffer.sent_ms)
            await stage.pass_time(1)
        assert stage.codes == []


async def test_a_connection_that_is_mute_from_the_first_word_is_told_within_two_seconds():
    """Where its kind would have told of the silence before; no turn waits for it, so early."""
    async with watched(tells_silence=True) as stage:
        await hushed(stage, 30, told=False)
        await stage.pass_time(2, speaks=True)
        assert stage.codes == [StatusCode.STT_LATE]
        assert not stage.watch.is_behind()
        await streamed(stage, 6)
        assert stage.codes == [StatusCode.STT_LATE, StatusCode.STT_RECOVERED]
        assert len(stage.vendor.connections) == 1


async def hushed(stage: Watched, seconds: int, *, told: bool) -> None:
    """Silence is sent, and is told once a second, or not."""
    for _ in range(seconds):
        await stage.sender.add(stage.sender.buffer.sent_ms, b"00", 1000)
        await stage.pass_time(1)
        at_ms = stage.sender.buffer.sent_ms
        if told:
            stage.vendor.connections[-1].say(SttResult("", 0, at_ms, at_ms, is_final=False))


@pytest.mark.parametrize(("silent_s", "slow_s"), [(0, 1.0), (0, 1.5), (2, 2.0), (2, 4.5)])
async def test_one_that_has_told_of_silence_is_heard_out(silent_s: int, slow_s: float):
    """Its first words may take their time; without silence before, up to a second and a half."""
    async with watched(tells_silence=True) as stage:
        await hushed(stage, silent_s, told=True)
        await stage.pass_time(slow_s, speaks=True)
        stage.say(stage.sender.buffer.sent_ms, is_final=False)
        await stage.pass_time(1, speaks=True)
        assert stage.codes == []
