"""Voice line: a text in, its sound out, over a real socket."""

import asyncio

from peers.elevenlabs import ElevenLabsPeer
from peers.elevenlabs_socket import VoiceFault
from pipeline.voice_line import VoiceListener, voice_line
from services.tts.elevenlabs import provider
from settings import load


class Heard:
    """What was heard of a line."""

    def __init__(self) -> None:
        self.sound = 0
        self.broken: list[BaseException | None] = []
        self.whole = asyncio.Event()
        self.changed = asyncio.Event()
        self.ear = VoiceListener(self.take, self.whole.set, self.breaks)

    async def take(self, pcm: bytes) -> None:
        self.sound += len(pcm)
        self.changed.set()

    def breaks(self, error: BaseException | None) -> None:
        self.broken.append(error)
        self.changed.set()


async def test_texts_are_said_one_at_a_time_and_let_go():
    """All of a text's sound comes, none of one that is let go, and what breaks is told once."""
    async with ElevenLabsPeer(pace=5) as peer:
        heard = Heard()
        voice = provider.make(load(elevenlabs_api_key="a-key", elevenlabs_base_url=peer.url))
        async with voice_line(voice, heard.ear) as line:
            await line.say("Yes.")
            await heard.whole.wait()
            assert heard.sound == round(len("Yes.") * 0.06 * 16000) * 2
            assert line.connected
            heard.changed.clear()
            await line.say("A text that takes its time, and is let go long before its end.")
            await heard.changed.wait()
            assert await line.hush()
            before = heard.sound
            await line.say("No.")
            heard.whole.clear()
            await heard.whole.wait()
            assert heard.sound - before == round(len("No.") * 0.06 * 16000) * 2
        assert heard.broken == []
        (socket,) = peer.sockets
        await peer.until(lambda: socket.closed)
        peer.fault = VoiceFault(status=401)
        heard.changed.clear()
        voice = provider.make(load(elevenlabs_api_key="a-key", elevenlabs_base_url=peer.url))
        async with voice_line(voice, heard.ear) as line:
            await heard.changed.wait()
            await line.say("Is anybody there?")
            await line.hush()
        assert not line.connected
        assert len(heard.broken) == 1
