"""The end of the process: what was heard is kept."""

from pathlib import Path

import pytest

from conversation.speech.speakers import Speaker
from peers.server_process import ServerProcess
from tests.e2e.fork import Fork, messages, split
from tests.e2e.listener import Listener
from tests.e2e.scene import TOO_DEAR, scene
from tests.e2e.stage import SPEED, Stage, new_call_id, spoken, turns

pytestmark = pytest.mark.asyncio(loop_scope="session")

SERVICE_RESTART = 1012


async def test_sigterm_in_mid_sentence_keeps_what_was_heard(stage: Stage, tmp_path: Path):
    """The words so far are a turn, the call has its end, all is stored, and the exit code is 0."""
    settings = {
        "DEEPGRAM_API_KEY": "k",
        "DEEPGRAM_BASE_URL": stage.deepgram.url,
        "OPENAI_API_KEY": "k",
        "OPENAI_BASE_URL": stage.openai.url,
    }
    phrase, call_id = TOO_DEAR.at(400), new_call_id()
    begun, _ = split(messages(call_id, scene([phrase])), phrase.end_ms - 350)
    async with (
        ServerProcess(tmp_path, **settings) as server,
        Listener(server.live(call_id)) as listener,
        Fork(server.media, SPEED) as fork,
    ):
        await fork.stream(begun)
        await listener.next("turn.partial", text="Ninety dollars? That's too")
        assert await server.stop() == 0
        assert await listener.closed() == SERVICE_RESTART
        await fork.closed()
        assert fork.received == []
    [(speaker, text)] = turns(listener.events)
    assert speaker == Speaker.CUSTOMER
    assert text.startswith(spoken("Ninety dollars? That's too"))
    assert listener.events[-1]["type"] == "call.ended"
    assert listener.events[-1]["data"]["reason"] == "shutdown"
    async with ServerProcess(tmp_path, **settings) as again, Listener(again.live(call_id)) as later:
        await later.next("call.ended")
    assert later.events == listener.durable
