"""What `callshadow check` finds out of Deepgram, over a real socket."""

from typing import Any

import pytest

from peers.deepgram import DeepgramPeer
from peers.deepgram_socket import Fault
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


FLUX = {"deepgram_model": "flux-general-en"}
SECRET = "a secret text"
FAULTS = [
    (
        Fault(closes=(1008, f"DATA-0000 {SECRET}")),
        "refuses the connection: closed with 1008 (DATA-0000)",
    ),
    (Fault(closes=(4000, "")), "refuses the connection: closed with 4000"),
    (Fault(closes=(1011, "")), "is out of order: closed with 1011"),
    (
        Fault(closes=(1008, "Insufficient permissions")),
        "does not let this key use the model; check DEEPGRAM_API_KEY and DEEPGRAM_MODEL:"
        " closed with 1008",
    ),
    (
        Fault(error=f'{{"type": "Error", "variant": "NET-0001", "description": "{SECRET}"}}'),
        "is out of order: an Error message, NET-0001",
    ),
    (Fault(status=503), "is out of order (HTTP 503)"),
    (Fault(status=429), "has reached its limit of concurrent connections (HTTP 429)"),
    (
        Fault(status=402, body={"err_code": "ASR_PAYMENT_REQUIRED"}),
        "has no credit left for the account of DEEPGRAM_API_KEY (HTTP 402)",
    ),
    (Fault(status=403), "refused the key; check DEEPGRAM_API_KEY (HTTP 403)"),
    (Fault(cut_after_s=0.05), "takes the connection and breaks it off; check DEEPGRAM_BASE_URL"),
]


@pytest.mark.parametrize("model", [{}, FLUX], ids=["nova", "flux"])
@pytest.mark.parametrize(("fault", "why"), FAULTS, ids=[why for _, why in FAULTS])
async def test_one_that_would_not_hear_a_call_is_told_in_one_line(
    fault: Fault, why: str, model: dict[str, Any]
):
    """Also where it takes the handshake; none of the server's words is in it."""
    async with DeepgramPeer(lambda: VoiceEar([]), delay_s=0) as peer:
        peer.fault = fault
        probe = await provider.probe(load(deepgram_base_url=peer.url, **model))
    assert (probe.ok, probe.detail) == (False, f"127.0.0.1 {why}")


@pytest.mark.looptime
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault(deaf=True), "takes the connection and tells nothing over it"),
        (Fault(babble=True), "answers what can't be read"),
    ],
)
async def test_one_that_tells_nothing_is_none(fault: Fault, why: str):
    """It takes the handshake, and no answer to a call would ever come."""
    async with DeepgramPeer(lambda: VoiceEar([]), delay_s=0) as peer:
        peer.fault = fault
        probe = await provider.probe(load(deepgram_base_url=peer.url))
    assert (probe.ok, probe.detail) == (False, f"127.0.0.1 {why}; check DEEPGRAM_BASE_URL")


async def test_an_address_that_is_none_is_told_by_its_cause():
    """A name that nobody knows, and a port where nobody listens."""
    async with DeepgramPeer(lambda: VoiceEar([]), delay_s=0) as peer:
        gone = peer.url
    name = await provider.probe(load(deepgram_base_url="ws://nobody.invalid"))
    port = await provider.probe(load(deepgram_base_url=gone))
    told = "nobody.invalid is not found by its name (DNS; check DEEPGRAM_BASE_URL) (gaierror)"
    assert name.detail == told
    assert port.detail == "127.0.0.1 can't be reached (ConnectionRefusedError)"
