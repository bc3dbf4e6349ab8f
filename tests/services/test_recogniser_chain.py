"""A chain of recognisers: over real sockets in virtual time, and of connections of no vendor."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest

from conversation.events.status_codes import StatusCode
from peers.deepgram import DeepgramPeer
from peers.deepgram_socket import Fault
from peers.speech import Voice
from peers.voice_ear import VoiceEar
from services.stt.connection import Connect
from services.stt.deepgram.connection import listening
from services.stt.recogniser_chain import Member, RecogniserChain
from services.stt.refusal import SttRefusal, SttRefusedError
from tests.logged import logged
from tests.services.memory_vendor import MemoryConnection, MemoryVendor
from tests.services.spoken_call import (
    AGENT,
    CUSTOMER,
    PIECE_MS,
    Audio,
    Call,
    hear,
    too_early,
    wrong,
)
from tests.services.test_deepgram_outages import AWAY, PIECE_BYTES, QUERY, talk, voice_of

pytestmark = pytest.mark.looptime

TURNS = talk(5)  # some 20 s
Change = Callable[[DeepgramPeer], None]


def out_of_order(fault: Fault | None) -> Change:
    """Connections that are open end, and the next ones fail so."""

    def change(peer: DeepgramPeer) -> None:
        peer.fault = fault
        peer.cut()

    return change


def unanswering(peer: DeepgramPeer) -> None:
    """Handshakes are not answered any more."""
    peer.answering.clear()
    peer.cut()


@dataclass
class Stage:
    """Two vendors who know the voices of a call; the customer's chain begins with the first."""

    first: DeepgramPeer
    second: DeepgramPeer

    def chain(self) -> Connect:
        return RecogniserChain(
            [Member("Deepgram", self._to(self.first)), Member("Acme", self._to(self.second))]
        ).connect

    def agents(self) -> Connect:
        return self._to(self.second)

    @staticmethod
    def _to(peer: DeepgramPeer) -> Connect:
        return lambda: listening(peer.url, "k", QUERY)


@asynccontextmanager
async def staged(voices: list[Voice]) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        peers = [DeepgramPeer(lambda: VoiceEar(voices), delay_s=0.1) for _ in range(2)]
        yield Stage(*[await stack.enter_async_context(peer) for peer in peers])


async def heard(changes: dict[float, Change]) -> Call:
    """What came of a call whose customer's first recogniser changes so many seconds into it."""
    voices = {speaker: voice_of(speaker, TURNS) for speaker in (CUSTOMER, AGENT)}

    def audio_of(voice: Voice) -> Audio:
        def audio(at_ms: int) -> bytes:
            begin = at_ms // PIECE_MS * PIECE_BYTES
            return voice.pcm[begin : begin + PIECE_BYTES]

        return audio

    async def change(stage: Stage) -> None:
        for at_s, what in changes.items():
            await asyncio.sleep(at_s - asyncio.get_running_loop().time())
            what(stage.first)

    async with staged(list(voices.values())) as stage:
        changing = asyncio.create_task(change(stage))
        await asyncio.sleep(0)
        connects = {CUSTOMER: stage.chain(), AGENT: stage.agents()}
        parties = {who: (connects[who], audio_of(voice)) for who, voice in voices.items()}
        call = await hear(TURNS, parties)
        await changing
        return call


def told(call: Call) -> list[tuple[StatusCode | str, str]]:
    """The statuses of a call: code and state."""
    return [(status.code, status.state.value) for status in call.statuses]


POLICY = Fault(closes=(1008, "policy"))
FATAL = Fault(error='{"type": "Error", "variant": "NET-0001"}')
WAIT = Fault(status=429, headers={"Retry-After": "60"})
FAILED_OVER = (StatusCode.STT_FAILOVER, "degraded")


@pytest.mark.parametrize(
    ("at_s", "change", "before"),
    [
        (0.0, out_of_order(Fault(status=401)), []),
        (0.0, unanswering, []),
        (6.3, out_of_order(AWAY), ["stt_reconnecting"]),
        (9.0, unanswering, ["stt_reconnecting"]),
        (0.0, out_of_order(POLICY), ["stt_refused"]),
        (6.3, out_of_order(POLICY), ["stt_reconnecting", "stt_refused"]),
        (0.0, out_of_order(replace(POLICY, cut_after_s=1.0, mute=True)), ["stt_refused"]),
        (0.0, out_of_order(FATAL), ["stt_unreachable"]),
        (6.3, out_of_order(FATAL), ["stt_reconnecting"]),
        (0.0, out_of_order(WAIT), []),
        (6.3, out_of_order(WAIT), ["stt_reconnecting"]),
    ],
)
async def test_the_next_takes_over_within_two_seconds(
    at_s: float, change: Change, before: list[str]
):
    """Refused, away or stalled, at the start or in mid-sentence: no word lost, none twice."""
    call = await heard({at_s: change})
    assert list(wrong(TURNS, call)) == []
    assert list(too_early(call)) == []
    assert len(call.told) == len(TURNS)
    codes = [str(code) for code, _ in told(call)]
    assert codes == [*before, "stt_failover"]
    assert {status.speaker for status in call.statuses} == {CUSTOMER}
    assert call.status_at[-1] - at_s <= 2
    assert call.statuses[-1].detail.startswith("Acme hears the customer instead: Deepgram ")


async def test_a_recogniser_that_comes_and_goes_is_left():
    """Connections of two seconds each are no connection."""
    call = await heard({6.3: out_of_order(Fault(cut_after_s=1.9))})
    assert list(wrong(TURNS, call)) == []
    assert call.status_at[told(call).index(FAILED_OVER)] <= 6.3 + 2 + 2


async def test_the_first_hears_again_between_two_turns():
    """One status at the change, one at the return; which is in nobody's turn."""
    call = await heard({6.3: out_of_order(AWAY), 10.0: out_of_order(None)})
    assert list(wrong(TURNS, call)) == []
    assert len(call.told) == len(TURNS)
    codes = [str(code) for code, _ in told(call)]
    assert codes == ["stt_reconnecting", "stt_failover", "stt_recovered"]
    back = call.statuses[-1]
    assert (back.state.value, back.detail) == ("ok", "Deepgram hears the customer again.")
    back_ms = call.status_at[-1] * 1000
    own = [turn for turn in TURNS if turn.speaker is CUSTOMER]
    assert not any(turn.start_ms <= back_ms <= turn.end_ms for turn in own)


@pytest.mark.parametrize("fault", [POLICY, FATAL], ids=["closes", "error"])
async def test_one_that_takes_connections_and_ends_them_is_not_well(fault: Fault):
    """It is asked now and then whether it is, and not returned to."""
    call = await heard({6.3: out_of_order(fault)})
    assert list(wrong(TURNS, call)) == []
    codes = [str(code) for code, _ in told(call)]
    assert codes in (
        ["stt_reconnecting", "stt_failover"],
        ["stt_reconnecting", "stt_refused", "stt_failover"],
    )


KEY = SttRefusal(StatusCode.STT_REFUSED, "refused the key; check ACME_KEY", permanent=True)


async def test_when_all_refuse_for_good_there_is_nobody():
    """The first one's cause is told; where another may yet answer, that is."""
    first, second = MemoryVendor(), MemoryVendor()
    first.refusal = SttRefusedError(KEY, 401)
    second.refusal = SttRefusedError(replace(KEY, permanent=False), 429)
    chain = RecogniserChain([Member("First", first.connect), Member("Second", second.connect)])
    for permanent in (False, True):
        second.refusal = SttRefusedError(replace(KEY, permanent=permanent), 429)
        with pytest.raises(SttRefusedError) as error:
            async with chain.connect():
                pass
        assert error.value.refusal.permanent is permanent


async def test_a_first_choice_whose_key_is_put_right_hears_again():
    """It is looked for as any other that is better."""
    first, second = MemoryVendor(), MemoryVendor()
    first.refusal = SttRefusedError(KEY, 401)
    chain = RecogniserChain([Member("First", first.connect), Member("Second", second.connect)])
    async with chain.connect() as connection:
        assert connection.owner
        assert connection.owner.vendor == "Second"
        first.refusal = None
        await asyncio.sleep(30)
        assert connection.owner.superseded
    async with chain.connect() as connection:
        assert connection.owner
        assert (connection.owner.vendor, connection.owner.instead) == ("First", "")


async def test_a_dead_recogniser_is_given_no_second_chance():
    """It takes connections, and tells nothing over them: the next is asked at once."""
    first, second = MemoryVendor(), MemoryVendor()
    chain = RecogniserChain([Member("First", first.connect), Member("Second", second.connect)])
    async with chain.connect() as connection:
        connection.abort()
    async with chain.connect() as connection:
        assert connection.owner
        assert connection.owner.vendor == "Second"
    assert len(first.connections) == 1


async def test_a_better_one_is_looked_for_less_and_less_often():
    """One that is away all the call is asked some ten times in ten minutes."""
    first, second = MemoryVendor(), MemoryVendor()
    first.refusal = ConnectionRefusedError()
    chain = RecogniserChain([Member("First", first.connect), Member("Second", second.connect)])
    async with chain.connect() as connection:
        tries = len(first.tried_at)
        await asyncio.sleep(600)
        assert 8 <= len(first.tried_at) - tries <= 16
        assert connection.owner
        assert not connection.owner.superseded
        first.refusal = None
        await asyncio.sleep(61)
        assert connection.owner.superseded
    async with chain.connect() as connection:
        assert connection.owner
        assert (connection.owner.vendor, connection.owner.instead) == ("First", "")


async def test_one_that_is_left_alone_is_waited_for():
    """Where nobody else is left, a handshake may take as long as it does."""
    first, second = MemoryVendor(), MemoryVendor()
    first.refusal = SttRefusedError(KEY, 401)
    chain = RecogniserChain([Member("First", first.connect), Member("Second", second.connect)])
    async with chain.connect() as connection:
        assert connection.owner
        assert connection.owner.instead == "First refused the key; check ACME_KEY"


async def test_one_that_asks_us_to_wait_is_not_asked_before():
    """Neither at once nor when it is looked whether it is well; what it asks is bounded."""
    first, second = MemoryVendor(), MemoryVendor()
    wait = SttRefusedError(replace(KEY, permanent=False), 429, retry_after_s=30)
    first.refusal = wait
    chain = RecogniserChain([Member("First", first.connect), Member("Second", second.connect)])
    async with chain.connect():
        await asyncio.sleep(25)
        assert len(first.tried_at) == 1
        await asyncio.sleep(40)
        assert len(first.tried_at) > 1
    assert min(b - a for a, b in pairwise(first.tried_at)) >= 30


async def test_where_all_ask_us_to_wait_the_soonest_is_told():
    """Whoever keeps the connection waits for the first that may be asked."""
    first, second = MemoryVendor(), MemoryVendor()
    refusal = replace(KEY, permanent=False)
    first.refusal = SttRefusedError(refusal, 429, retry_after_s=30)
    second.refusal = SttRefusedError(refusal, 429, retry_after_s=10)
    chain = RecogniserChain([Member("First", first.connect), Member("Second", second.connect)])
    for left_s in (10, 8):
        with pytest.raises(SttRefusedError) as error:
            async with chain.connect():
                pass
        assert error.value.retry_after_s == pytest.approx(left_s, abs=0.1)
        await asyncio.sleep(2)
    assert (len(first.tried_at), len(second.tried_at)) == (1, 1)


async def test_the_last_of_a_chain_may_take_long_to_be_ready():
    """It may have a model to load; why the first does not hear is known meanwhile."""
    first = MemoryVendor()
    first.refusal = ConnectionRefusedError()
    slow = MemoryVendor()

    @asynccontextmanager
    async def loading() -> AsyncIterator[MemoryConnection]:
        await asyncio.sleep(6)
        async with slow.connect() as connection:
            yield connection

    chain = RecogniserChain([Member("First", first.connect), Member("Second", loading)])
    began = asyncio.get_running_loop().time()
    async with chain.connect() as connection:
        assert connection.owner
        assert connection.owner.vendor == "Second"
    assert asyncio.get_running_loop().time() - began < 8


async def test_the_log_tells_a_cause_of_a_chain_once():
    """However often a member is asked, and by how many parties."""
    first, second = MemoryVendor(), MemoryVendor()
    first.refusal = ConnectionRefusedError()
    names = ("Once Told", "Second")
    chains = [
        RecogniserChain([Member(names[0], first.connect), Member(names[1], second.connect)])
        for _ in range(5)
    ]

    async def hear(chain: RecogniserChain) -> None:
        async with chain.connect() as connection:
            await asyncio.sleep(120)
            assert connection.owner
            assert connection.owner.superseded

    with logged("INFO") as lines:
        hearing = asyncio.gather(*map(hear, chains))
        await asyncio.sleep(30)
        first.refusal = None
        await hearing
    assert [line.partition(";")[0].strip() for line in lines] == [
        "speech recognition: no connection to Once Told: ConnectionRefusedError",
        "speech recognition: Once Told hears again",
    ]
