import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from pipecat.frames.frames import (
    EndFrame,
    InterimTranscriptionFrame,
    StartFrame,
    UserAudioRawFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.frame_processor import FrameDirection
from pipecat.workers.runner import WorkerRunner

from conversation.speech.speakers import Speaker
from frames.speech import PartyEagerPauseFrame, PartyPausedFrame, PartyStartedSpeakingFrame
from frames.turns import EventFrame, FinalizeFrame, SttFinalizedFrame, WordPauseFrame
from peers.deepgram import DeepgramPeer
from peers.deepgram_socket import Fault
from peers.speech import Voice, Word
from peers.voice_ear import VoiceEar
from peers.voices import noise_voice
from pipeline.work import make_worker
from services.stt.providers import make_stt
from settings import load
from tests.services.collector import Collector
from tests.virtual_time import AT_ONCE

# Everything is in one loop and on loopback, so that virtual time moves on only when all is read.
pytestmark = AT_ONCE

CUSTOMER = Speaker.CUSTOMER
WORD_MS = 300
SENTENCES = {1000: "How much is it?", 4000: "It is too much.", 24_000: "Send it by mail."}
ALL = " ".join(SENTENCES.values())


def spoken() -> Voice:
    """The customer's side of a call: each sentence begins at its time, each word takes 300 ms."""
    words = [
        Word(word, start_ms + n * WORD_MS, start_ms + (n + 1) * WORD_MS - 20)
        for start_ms, sentence in SENTENCES.items()
        for n, word in enumerate(sentence.split())
    ]
    return noise_voice("customer", 60_000, words, seed=1)


VOICE = spoken()
ENDS = {start_ms: start_ms + len(said.split()) * WORD_MS for start_ms, said in SENTENCES.items()}


class Branch:
    """A party's recogniser at work; the voice is heard at real time on the (virtual) clock."""

    def __init__(self, url: str, api_key: str, base_ms: int):
        settings = load(deepgram_base_url=url, deepgram_api_key=api_key)
        stt = make_stt(settings, CUSTOMER, sample_rate=8000, script=None)
        assert stt
        self.collector = Collector()
        self._worker = make_worker(Pipeline([stt, self.collector]))
        self._base_ms = base_ms
        self._now_ms = 0

    async def run(self) -> None:
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(self._worker)
        await runner.run()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with self.collector.changed:
            await self.collector.changed.wait_for(condition)

    async def play(self, until_ms: int) -> None:
        """The voice goes on; a pause is noticed 300 ms after a sentence."""
        while self._now_ms < until_ms:
            await asyncio.sleep(0.1)
            at_ms = self._base_ms + self._now_ms
            if self._now_ms in SENTENCES:
                await self._worker.queue_frame(
                    PartyStartedSpeakingFrame(speaker=CUSTOMER, at_ms=at_ms)
                )
            begin = self._now_ms * 16
            frame = UserAudioRawFrame(VOICE.pcm[begin : begin + 1600], 8000, 1, user_id=CUSTOMER)
            frame.pts = at_ms * 1_000_000
            await self._worker.queue_frame(frame)
            self._now_ms += 100
            if self._now_ms - 300 in ENDS.values():
                await self.pause()

    async def pause(self) -> None:
        await self._worker.queue_frame(PartyPausedFrame(speaker=CUSTOMER))

    async def eager_pause(self, *, resumed: bool = False) -> None:
        await self._worker.queue_frame(PartyEagerPauseFrame(speaker=CUSTOMER, resumed=resumed))

    async def finalize_early(self) -> None:
        """What the end of the branch asks for in an eager pause, when it has come there."""
        await self.eager_pause()
        await self.until(lambda: isinstance(self.collector.frames[-1], PartyEagerPauseFrame))
        await self.collector.push_frame(FinalizeFrame(CUSTOMER), FrameDirection.UPSTREAM)

    async def end(self) -> None:
        await self._worker.queue_frame(EndFrame())


@asynccontextmanager
async def hearing(
    peer: DeepgramPeer, api_key: str = "k", base_ms: int = 0
) -> AsyncIterator[Branch]:
    """A recogniser at work until the block ends, and its end after that."""
    branch = Branch(peer.url, api_key, base_ms)
    running = asyncio.create_task(branch.run())
    try:
        await branch.until(lambda: any(isinstance(f, StartFrame) for f in branch.collector.frames))
        yield branch
    finally:
        await branch.end()
        await running


def a_peer(api_key: str | None = None) -> DeepgramPeer:
    """A peer that knows the voice, and answers at once."""
    return DeepgramPeer(lambda: VoiceEar([VOICE]), delay_s=0, api_key=api_key)


async def test_words_come_with_their_place_in_the_call():
    """Interim words, then final ones with times on the call's clock, then a confirmation."""
    async with a_peer() as peer, hearing(peer, base_ms=60_000) as branch:
        await branch.play(3000)
        await branch.until(lambda: branch.collector.confirmed > 0)
        frames = branch.collector.frames
        assert any(isinstance(f, InterimTranscriptionFrame) and f.text for f in frames)
        (final,) = branch.collector.finals
        assert final.text == SENTENCES[1000]
        assert final.result == {
            "start_ms": pytest.approx(61_000, abs=20),
            "end_ms": pytest.approx(60_000 + ENDS[1000], abs=40),
            "confidence": 0.99,
        }
        assert branch.collector.states == []
    assert len(peer.sockets) == 1
    assert peer.sockets[0].seconds == pytest.approx(3.0)


async def test_the_start_does_not_wait_for_the_connection():
    """While the handshake hangs, the line runs; what is said meanwhile is heard afterwards."""
    async with a_peer() as peer:
        peer.answering.clear()
        async with hearing(peer) as branch:
            await branch.play(3000)
            peer.answering.set()
            await branch.play(7000)
        assert branch.collector.words == "How much is it? It is too much."


async def test_a_server_that_refuses_at_first_loses_no_word():
    """Degraded, once; then heard again, with every word that was said meanwhile."""
    async with a_peer() as peer:
        peer.fault = Fault(status=503)
        async with hearing(peer) as branch:
            await branch.play(9000)
            peer.fault = None
            await branch.play(30_000)
        assert branch.collector.words == ALL
        assert branch.collector.states == ["degraded", "ok"]
        assert len(peer.refused) >= 2


async def test_short_lived_connections_in_a_row_lose_no_word():
    """A server that drops every connection within two seconds is asked again and again."""
    async with a_peer() as peer:
        peer.fault = Fault(cut_after_s=1.7)
        async with hearing(peer) as branch:
            await branch.play(22_000)
            assert len(peer.sockets) >= 4
            peer.fault = None
            await branch.play(40_000)
        assert branch.collector.words == ALL
        assert branch.collector.states[-1] == "ok"


async def test_a_server_that_stops_reading_loses_no_word():
    """A connection that is dead without saying so is noticed by what it does not answer."""
    async with a_peer() as peer:
        peer.fault = Fault(deaf=True)
        async with hearing(peer) as branch:
            await branch.play(3000)
            peer.fault = None
            await branch.play(40_000)
        assert branch.collector.words == ALL
        assert branch.collector.states == ["degraded", "ok"]


async def test_a_key_that_is_refused_is_told_once():
    """401 is for good, as it says: `down`, and the line goes on without words."""
    async with a_peer("right") as peer:
        async with hearing(peer, "wrong") as branch:
            await branch.play(30_000)
        assert branch.collector.states == ["down"]
        assert branch.collector.words == ""
        assert set(peer.refused) == {401}
        assert len(peer.refused) <= 8


async def test_the_last_words_come_before_the_end():
    """Words that are still being recognised when the call ends are waited for."""
    async with a_peer() as peer:
        async with hearing(peer) as branch:
            await branch.play(ENDS[1000] + 300)
        assert branch.collector.words == SENTENCES[1000]
        assert isinstance(branch.collector.frames[-1], EndFrame)


async def test_a_pause_in_silence_is_confirmed():
    """A cough, of which the recogniser makes nothing, is confirmed with an empty answer."""
    async with a_peer() as peer, hearing(peer) as branch:
        await branch.play(500)
        await branch.pause()
        await branch.until(lambda: branch.collector.confirmed == 1)
        assert branch.collector.finals == []


async def test_a_lost_connection_is_made_again_soon():
    """A reset is a matter of a second, not of Pipecat's four."""
    async with a_peer() as peer:
        peer.fault = Fault(cut_after_s=1.7)
        async with hearing(peer) as branch:
            await branch.play(1800)
            peer.fault = None
            await branch.play(3000)
            assert len(peer.sockets) == 2
            assert branch.collector.words == SENTENCES[1000]
            assert branch.collector.states == ["degraded"]
            await branch.play(8000)
            assert branch.collector.states == ["degraded", "ok"]


async def test_a_server_that_is_busy_is_asked_again():
    """429 is no refusal for good: too many connections now may be fewer soon."""
    async with a_peer() as peer:
        peer.fault = Fault(status=429)
        async with hearing(peer) as branch:
            await branch.play(3000)
            peer.fault = None
            await branch.play(20_000)
        assert branch.collector.words == "How much is it? It is too much."
        assert branch.collector.states == ["degraded", "ok"]


async def test_the_end_of_the_call_does_not_wait_for_the_next_try():
    """Who hangs up while the server was out of order for long loses no word if it is back."""
    async with a_peer() as peer:
        peer.fault = Fault(status=503)
        async with hearing(peer) as branch:
            await branch.play(30_000)  # by now the tries are eight seconds apart
            peer.fault = None
        assert SENTENCES[24_000] in branch.collector.words
        assert isinstance(branch.collector.frames[-1], EndFrame)


async def test_the_end_of_a_call_that_nobody_hears():
    """A server that stays out of order holds the end up for some seconds at most."""
    async with a_peer() as peer:
        peer.fault = Fault(status=503)
        async with hearing(peer) as branch:
            await branch.play(3000)
            before = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - before < 6
        assert branch.collector.words == ""
        assert branch.collector.states == ["degraded", "down"]
        lost = branch.collector.frames[-2]
        assert isinstance(lost, EventFrame)
        assert re.search(r"1\.\d s of what the customer said was lost", str(lost.payload))


async def test_answers_that_are_no_json_are_survived():
    """A server that babbles is degraded, and costs the call nothing but words."""
    async with a_peer() as peer:
        peer.fault = Fault(babble=True)
        async with hearing(peer) as branch:
            await branch.play(3000)
            peer.fault = None
            await branch.play(40_000)
        assert SENTENCES[24_000] in branch.collector.words


def asked(peer: DeepgramPeer) -> int:
    """How often the last connection was asked for final words."""
    return sum(text["type"] == "Finalize" for text in peer.sockets[-1].texts)


async def test_words_are_final_in_the_eager_pause_before_a_pause():
    """One request, in the eager pause; the words come at once, the confirmation after the pause."""
    async with a_peer() as peer, hearing(peer) as branch:
        await branch.play(ENDS[1000] + 100)
        await branch.finalize_early()
        await branch.until(lambda: bool(branch.collector.finals))
        assert branch.collector.words == SENTENCES[1000]
        assert branch.collector.confirmed == 0
        await branch.play(ENDS[1000] + 400)
        await branch.until(lambda: branch.collector.confirmed == 1)
        kinds = [type(frame) for frame in branch.collector.frames]
        assert kinds.index(PartyPausedFrame) < kinds.index(SttFinalizedFrame)
        await branch.play(8000)
        await branch.until(lambda: branch.collector.confirmed == 2)
        assert branch.collector.words == "How much is it? It is too much."
        assert asked(peer) == 2


async def test_an_answer_that_takes_until_the_pause_confirms_it():
    """The pause asks no second time while the answer to the eager pause is on its way."""
    async with (
        DeepgramPeer(lambda: VoiceEar([VOICE]), delay_s=0.35) as peer,
        hearing(peer) as branch,
    ):
        await branch.play(ENDS[1000] + 100)
        await branch.finalize_early()
        await branch.play(ENDS[1000] + 400)
        assert branch.collector.finals == []
        await branch.until(lambda: branch.collector.confirmed == 1)
        assert branch.collector.words == SENTENCES[1000]
        assert asked(peer) == 1


async def test_who_speaks_on_is_finalized_again():
    """An eager pause that was none confirms nothing; its pause is confirmed as any."""
    async with a_peer() as peer, hearing(peer) as branch:
        await branch.play(ENDS[1000] - 600)
        await branch.finalize_early()
        await branch.until(lambda: branch.collector.words == "How much")
        await branch.eager_pause(resumed=True)
        await branch.play(ENDS[1000] + 400)
        await branch.until(lambda: branch.collector.confirmed == 1)
        assert branch.collector.words == SENTENCES[1000]
        assert asked(peer) == 2


async def test_a_request_that_comes_too_late_is_not_sent():
    """Who has spoken on meanwhile, or paused, is not asked early."""
    async with a_peer() as peer, hearing(peer) as branch:
        await branch.play(2000)
        await branch.eager_pause()
        await branch.eager_pause(resumed=True)
        await branch.collector.push_frame(FinalizeFrame(CUSTOMER), FrameDirection.UPSTREAM)
        await branch.play(2600)
        await branch.collector.push_frame(FinalizeFrame(CUSTOMER), FrameDirection.UPSTREAM)
        await branch.play(3000)
        await branch.until(lambda: branch.collector.confirmed == 1)
        assert asked(peer) == 1


async def test_a_pause_of_the_words_is_asked_and_confirmed():
    """Though the party seems to speak on; the pause that is heard later is another one."""
    async with a_peer() as peer, hearing(peer) as branch:
        await branch.play(2000)
        await branch.collector.push_frame(WordPauseFrame(CUSTOMER), FrameDirection.UPSTREAM)
        await branch.until(lambda: branch.collector.confirmed == 1)
        assert asked(peer) == 1
        await branch.play(3000)
        await branch.until(lambda: branch.collector.confirmed == 2)
        assert asked(peer) == 2


async def test_without_a_connection_the_pause_is_soon_enough():
    """What is asked for in an eager pause while the handshake hangs is asked once, at its end."""
    async with a_peer() as peer:
        peer.answering.clear()
        async with hearing(peer) as branch:
            await branch.play(ENDS[1000] + 100)
            await branch.finalize_early()
            await branch.play(3000)
            peer.answering.set()
            await branch.play(3500)
            await branch.until(lambda: branch.collector.confirmed == 1)
            assert branch.collector.words == SENTENCES[1000]
            assert asked(peer) == 1


async def test_a_connection_that_dies_owing_an_early_answer():
    """The next one is asked for each pause, in its place, and each answer confirms its own."""
    async with a_peer() as peer:
        peer.fault = Fault(deaf=True)
        async with hearing(peer) as branch:
            await branch.play(ENDS[1000] + 100)
            await branch.finalize_early()
            await branch.play(3000)
            peer.fault = None
            await branch.play(20_000)
            await branch.until(lambda: branch.collector.confirmed == 2)
            assert branch.collector.words == "How much is it? It is too much."
        assert asked(peer) == 2


async def test_the_end_right_after_an_eager_pause_waits_for_its_words():
    """A call that ends while an early answer is on its way has all words, and no second request."""
    async with DeepgramPeer(lambda: VoiceEar([VOICE]), delay_s=0.35) as peer:
        async with hearing(peer) as branch:
            await branch.play(ENDS[1000] + 100)
            await branch.finalize_early()
            await branch.pause()
        assert branch.collector.words == SENTENCES[1000]
        assert branch.collector.confirmed == 1
        assert asked(peer) == 1
