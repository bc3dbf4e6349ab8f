"""Without keys: what is heard and advised, and whom the process talks to that no setting names."""

import asyncio
import os
from asyncio import StreamReader, StreamWriter
from pathlib import Path

import numpy as np
import pytest

from bots import sample
from peers.server_process import LoopbackServer
from tests.e2e.listener import Listener
from tests.e2e.stage import new_call_id, of_type, played, said, turns
from transports.audio.mulaw import RATE
from transports.recording.recording import Recording, ScriptTurn

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLAYBOOK = """
name: desk
version: 1
language: en
title: Support desks
goal: Find out what the waiting costs.
stages: [{id: needs, title: Needs}]
rules:
  - id: waiting
    signal: long_waits
    cues: [wait times]
    examples:
      - people hang on the line for ages and it is getting worse
      - our queue is longer every month
      - callers give up because nobody answers
      - it takes us far too long to pick up
      - our customers wait half an hour before they reach anybody
      - the time until somebody answers keeps growing
      - we are slower at the phone than we were last year
      - waiting times at our desk are a real problem
    moves:
      - headline: Ask what the waiting costs them
        recommended_direction: Have them put a number on it.
none: [My name is Daniel., Thanks for calling., How are you today?, I work in the sales team.]
"""
"""Of one rule with examples: the encoder takes four seconds of CPU for those of a bundled one."""
FIRST_TURNS = 2
"""Of the sample call. At the speed of life: a usage report of the libraries comes some 10 s after
their import."""


async def test_without_keys_a_call_is_coached_and_no_third_party_is_asked(tmp_path: Path):
    """As `callshadow serve` starts: the bundled transcript and a playbook stand in, and say so.

    Meanings are read. Nothing goes to a proxy, and nothing is put into the home.
    """
    asked: list[str] = []

    async def record(reader: StreamReader, writer: StreamWriter) -> None:
        asked.append((await reader.readline()).decode("latin-1").strip())
        writer.close()

    home = tmp_path / "home"
    home.mkdir()
    playbook = tmp_path / "desk.yaml"
    playbook.write_text(PLAYBOOK, "utf-8")
    script, recording = first_turns()
    async with await asyncio.start_server(record, "127.0.0.1", 0) as proxy:
        address = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), address)
        settings = {
            "HOME": str(home),
            "COACH_PLAYBOOK": str(playbook),
            "AFTER_CALL": "summary,follow_through",
            "NO_PROXY": "127.0.0.1",
        }
        server = LoopbackServer(tmp_path, settings | proxies)
        call_id = new_call_id()
        live = f"ws://127.0.0.1:{server.port}/api/calls/{call_id}/live"
        async with server, Listener(live) as listener:
            parameters = {"source": "replay", "recording": sample.NAME}
            await played(recording, server.media, call_id, parameters=parameters)
            await listener.next("call.ended")
    assert server.exit_code == os.EX_OK, server.log()
    assert asked == []
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert turns(listener.events) == said(*((turn.speaker, turn.text) for turn in script))
    details = {
        status["component"]: status["detail"] for status in of_type(listener.events, "status")
    }
    assert "DEEPGRAM_API_KEY" in details["stt"]
    assert "OPENAI_API_KEY" in details["coach"]
    finals = of_type(listener.events, "suggestion.final")
    assert [final["turn_id"] for final in finals] == ["c1"]
    assert {final["lane"] for final in finals} == {"instant"}


def first_turns() -> tuple[list[ScriptTurn], Recording]:
    """Who says what first in the sample call, and the sound of it."""
    recording = sample.recording()
    assert recording.script
    script = recording.script.turns[:FIRST_TURNS]
    end = (script[-1].end_ms + 500) * RATE // 1000
    tracks = {speaker: np.array(track[:end]) for speaker, track in recording.tracks.items()}
    return script, Recording(tracks)
