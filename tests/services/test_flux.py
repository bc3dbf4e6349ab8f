"""Calls over real sockets to Deepgram's Flux, in virtual time."""

import asyncio

import pytest

from conversation.events.status_codes import StatusCode
from peers.deepgram import DeepgramPeer
from peers.deepgram_socket import Fault
from peers.voice_ear import VoiceEar
from services.stt.deepgram import provider
from services.stt.deepgram.flux import flux_listening
from services.stt.deepgram.query import Query
from services.stt.refusal import SttRefusedError
from settings import load
from tests.services.spoken_call import wrong
from tests.services.test_deepgram_outages import AWAY, heard, talk

pytestmark = pytest.mark.looptime

QUERY: Query = {"model": "flux-general-en", "encoding": "linear16", "sample_rate": "8000"}
TURNS = talk(6)


@pytest.mark.parametrize(
    "faults",
    [
        {},
        {0: Fault(finals_late_s=2)},
        {7.3: AWAY, 12.0: None},
        {7.3: Fault(cut_after_s=2), 11.0: None},
    ],
)
async def test_each_turn_is_told_once_and_none_is_lost(faults: dict[float, Fault | None]):
    """Well, late, away in mid-sentence, or coming and going: as it was spoken."""
    call = await heard(TURNS, faults, listen=flux_listening, query=QUERY)
    assert list(wrong(TURNS, call)) == []
    assert len(call.told) == len(TURNS)
    assert not [status for status in call.statuses if status.code is StatusCode.STT_LOST]
    if not faults:
        assert call.statuses == []
        behind_s = [at - turn.end_ms / 1000 for at, turn in zip(call.told_at, TURNS, strict=True)]
        assert max(behind_s) < 1.3


async def test_a_server_that_does_not_say_that_it_is_ready_is_none():
    """`Connected` has to come within ten seconds."""
    async with DeepgramPeer(lambda: VoiceEar([]), delay_s=0) as peer:
        peer.fault = Fault(deaf=True)
        with pytest.raises(SttRefusedError) as error:
            async with flux_listening(peer.url, "k", QUERY):
                pass
        assert not error.value.refusal.permanent
        assert asyncio.get_running_loop().time() == pytest.approx(10, abs=0.1)


async def test_the_model_that_hears_english_alone_is_told_for_another_language():
    """It would write down French as English words, without a complaint."""
    probe = await provider.probe(load(deepgram_model="flux-general-en", coach_language="fr"))
    told = "flux-general-en hears English alone; fr takes DEEPGRAM_MODEL=flux-general-multi"
    assert (probe.ok, probe.detail) == (False, told)


async def test_a_model_of_flux_is_asked_at_its_own_address():
    """By the model's name alone; what its address does not know is not asked for."""
    async with DeepgramPeer(lambda: VoiceEar([]), delay_s=0) as peer:
        settings = load(
            deepgram_base_url=peer.url,
            deepgram_model="flux-general-multi",
            deepgram_options="eot_threshold=0.8",
            coach_language="fr-CA",
        )
        probe = await provider.probe(settings)
        (socket,) = peer.sockets
    assert probe.ok
    assert socket.is_flux
    assert socket.query["language_hint"] == "fr"
    assert socket.query["eot_threshold"] == "0.8"
