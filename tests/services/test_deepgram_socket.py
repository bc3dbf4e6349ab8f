"""The connection to Deepgram, over a real socket."""

import asyncio

import pytest
from pipecat.services.deepgram.stt import DeepgramSTTService
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from conversation.speech.speakers import Speaker
from peers.deepgram import DeepgramPeer
from peers.voice_ear import VoiceEar
from peers.websocket_peer import WebSocketPeer
from services.stt.deepgram import ShadowDeepgramSTTService
from services.stt.deepgram_socket import listening

OPTIONS = {"model": "nova-3", "encoding": "linear16", "sample_rate": "8000", "keyterm": ["a", "b"]}


def a_peer() -> DeepgramPeer:
    return DeepgramPeer(lambda: VoiceEar([]), delay_s=0, api_key="right")


async def test_a_connection_says_who_asks_for_what():
    """Key, options and path are as Deepgram wants them, whatever form the address has."""
    async with a_peer() as peer:
        for address in (peer.url, f"{peer.url}/", peer.url.replace("ws:", "http:")):
            async with listening(address, "right", OPTIONS) as socket:
                await socket.send_finalize()
                answer = await anext(aiter(socket.answers()))
                assert answer
                assert answer.from_finalize
        assert [socket.query["model"] for socket in peer.sockets] == ["nova-3"] * 3


async def test_audio_is_not_compressed():
    """It would cost more than it saves; so nothing is offered."""
    async with a_peer() as peer, listening(peer.url, "right", OPTIONS):
        assert "sec-websocket-extensions" not in peer.sockets[0].headers


class Busy(WebSocketPeer):
    """Reads nothing for two minutes, pings included."""

    async def _handle(self, connection: ServerConnection) -> None:
        connection.transport.pause_reading()
        await asyncio.sleep(120)
        connection.transport.resume_reading()
        await connection.wait_closed()


@pytest.mark.looptime
async def test_a_pong_may_be_late():
    """A connection outlives a minute in which nothing comes, and is not kept for ever."""
    async with Busy() as peer, listening(peer.url, "right", OPTIONS) as socket:
        answer = asyncio.ensure_future(anext(aiter(socket.answers())))
        await asyncio.sleep(60)
        assert not answer.done()
        with pytest.raises(ConnectionClosedError):
            await answer


async def test_a_refusal_tells_its_status():
    """The error is typed, and carries no key."""
    async with a_peer() as peer:
        with pytest.raises(InvalidStatus) as error:
            async with listening(peer.url, "a-secret", OPTIONS):
                pass
        assert error.value.response.status_code == 401
        assert "a-secret" not in str(error.value)


async def test_all_that_pipecat_sets_is_set():
    """The constructor that is left out has nothing to add but the SDK's client."""
    settings = DeepgramSTTService.Settings(model="nova-3")
    ours = ShadowDeepgramSTTService(Speaker.CUSTOMER, api_key="k", base_url=None, settings=settings)
    for name, value in vars(DeepgramSTTService(api_key="k")).items():
        if name != "_client":
            assert hasattr(ours, name)
            assert type(getattr(ours, name)) is type(value) or name in ("_settings", "_name")
    ours.settings.validate_complete()
