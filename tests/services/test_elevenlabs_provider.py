"""ElevenLabs: whether it works, and what a listener is told where it does not."""

import pytest

from peers.elevenlabs import ElevenLabsPeer
from peers.elevenlabs_socket import VoiceFault
from services.tts.elevenlabs import provider
from services.tts.providers import chosen_voice
from settings import SettingsError, load


@pytest.mark.parametrize(
    ("fault", "key", "ok", "said"),
    [
        (VoiceFault(), "a-key", True, "eleven_flash_v2_5"),
        (VoiceFault(), "another", False, "ELEVENLABS_API_KEY"),
        (VoiceFault(close=1008), "a-key", False, "ELEVENLABS_VOICE"),
        (VoiceFault(status=503), "a-key", False, "127.0.0.1 is out of order (HTTP 503)"),
    ],
)
async def test_a_probe_says_what_is_wrong(fault: VoiceFault, key: str, ok: bool, said: str):
    """By the handshake, or by the close after it, as a listener's connection would meet it."""
    async with ElevenLabsPeer(api_key="a-key") as peer:
        peer.fault = fault
        settings = load(elevenlabs_api_key=key, elevenlabs_base_url=peer.url)
        probe = await provider.probe(settings)
        assert probe.ok == ok
        assert said in probe.detail
        assert all(not socket.contexts for socket in peer.sockets)


def test_without_a_key_nobody_whispers():
    """Nothing is asked of anybody."""
    assert chosen_voice(load()) is None
    assert chosen_voice(load(elevenlabs_api_key="a-key")) is not None


@pytest.mark.parametrize(
    ("base", "address"),
    [
        (None, "wss://api.elevenlabs.io"),
        ("https://api.eu.residency.elevenlabs.io/v1/", "wss://api.eu.residency.elevenlabs.io"),
        ("ws://127.0.0.1:9", "ws://127.0.0.1:9"),
        ("http://127.0.0.1:9/", "ws://127.0.0.1:9"),
    ],
)
def test_the_address_is_that_of_its_sockets(base: str | None, address: str):
    """However it is written."""
    settings = load(elevenlabs_api_key="a-key", elevenlabs_base_url=base)
    assert provider.address(settings) == address


@pytest.mark.parametrize("name", ["elevenlabs_voice", "elevenlabs_model"])
def test_a_voice_or_a_model_can_not_change_the_address(name: str):
    """They stand in it."""
    with pytest.raises(SettingsError, match=name.upper()):
        load(**{name: "x/../../v1?a=b"})
