"""The life of the process: how it ends a call, and what it does without keys."""

from pathlib import Path

import numpy as np
import pytest

from bots import sample
from conversation.speech.speakers import Speaker
from peers.server_process import ServerProcess
from tests.e2e.fork import Fork, messages, split
from tests.e2e.listener import Listener
from tests.e2e.scene import TOO_DEAR, scene
from tests.e2e.stage import SPEED, Stage, new_call_id, of_type, said, spoken, turns
from transports.audio.mulaw import RATE
from transports.recording.recording import Recording
from transports.twilio.play import play

pytestmark = pytest.mark.asyncio(loop_scope="session")

SERVICE_RESTART = 1012
FIRST_TURNS = 2
"""Of the sample call, for the server without keys."""


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


async def test_without_keys_the_sample_call_is_recognised_and_coached(tmp_path: Path):
    """The bundled transcript and the playbook stand in, and say so; nothing else is needed."""
    recording = sample.recording()
    assert recording.script
    script = recording.script.turns[:FIRST_TURNS]
    end = (script[-1].end_ms + 500) * RATE // 1000
    tracks = {speaker: np.array(track[:end]) for speaker, track in recording.tracks.items()}
    call_id = new_call_id()
    async with (
        ServerProcess(tmp_path, COACH_MEANING="true") as server,
        Listener(server.live(call_id)) as listener,
    ):
        parameters = {"source": "replay", "recording": sample.NAME}
        await play(
            Recording(tracks),
            server.media,
            call_id=call_id,
            parameters=parameters,
            speed=SPEED,
        )
        await listener.next("call.ended")
    assert turns(listener.events) == said(*((turn.speaker, turn.text) for turn in script))
    details = {
        status["component"]: status["detail"] for status in of_type(listener.events, "status")
    }
    assert "DEEPGRAM_API_KEY" in details["stt"]
    assert "OPENAI_API_KEY" in details["coach"]
    finals = of_type(listener.events, "suggestion.final")
    assert [final["turn_id"] for final in finals] == ["c1"]
    assert {final["lane"] for final in finals} == {"instant"}
