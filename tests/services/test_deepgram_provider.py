"""What `callshadow check` finds out of Deepgram, over a real socket."""

from peers.deepgram import DeepgramPeer
from peers.voice_ear import VoiceEar
from services.stt.deepgram import provider
from settings import load


async def test_the_language_and_the_options_are_asked_for_and_told():
    """As a call asks for them, so that one that Deepgram refuses is found before it."""
    async with DeepgramPeer(lambda: VoiceEar([]), delay_s=0) as peer:
        options = "numerals=true,keyterm=Acme"
        settings = load(
            deepgram_base_url=peer.url, deepgram_language="multi", deepgram_options=options
        )
        probe = await provider.probe(settings)
        query = peer.sockets[0].query
    told = "Deepgram, nova-3 at 127.0.0.1, in multi, with numerals=true, keyterm=Acme"
    assert (probe.ok, probe.detail) == (True, told)
    assert (query["language"], query["numerals"], query["keyterm"]) == ("multi", "true", "Acme")
