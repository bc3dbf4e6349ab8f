"""Two recordings, one a party, become a call; what is no recording is refused."""

import io
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile
from fastapi import FastAPI

from bots import sample
from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from peers.deepgram import DeepgramPeer
from peers.voice_ear import VoiceEar
from peers.voices import recorded_voices
from pipeline.runtime import Runtime
from server.app import create_app
from server.intake.recording_intake import MAX_BYTES
from tests.e2e.scene import TEN_MINUTES, TOO_DEAR, scene
from tests.e2e.stage import of_type, said, turns
from tests.server.stage import API_KEYS, BENS, MARIA, ManualClock, an_app, asked, make_runtime

CALL = "upload-1"
PATH = f"/api/calls/{CALL}/audio"
CUSTOMER, AGENT = Speaker
NOBODY = "ws://127.0.0.1:9"


def wav(samples: Any, rate: int = 8000, kind: str = "WAV") -> bytes:
    """A sound file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind)
    return file.getvalue()


SILENCE = wav(np.zeros(800, np.int16))


def files(customer: bytes = SILENCE, agent: bytes = SILENCE) -> dict[str, bytes]:
    return {"customer": customer, "agent": agent}


@asynccontextmanager
async def an_api(folder: Path, **settings: Any) -> AsyncIterator[tuple[Runtime, httpx.AsyncClient]]:
    """The runtime and a client of an application, which stops at the end."""
    async with make_runtime(folder, **settings) as runtime:
        app: FastAPI = create_app(runtime)
        async with app.router.lifespan_context(app), asked(app) as client:
            yield runtime, client


async def test_two_files_are_heard_as_a_call(tmp_path: Path) -> None:
    """Each party's words are turns of theirs, from files of any rate; the customer's get advice."""
    recording = scene([TOO_DEAR.at(200), TEN_MINUTES.at(2600)], end_ms=5200)
    voices = recorded_voices(sample.recording())
    tracks = recording.tracks
    sent = files(wav(tracks[CUSTOMER][: 8 * 3000]), wav(np.repeat(tracks[AGENT], 2), 16000, "FLAC"))
    async with (
        DeepgramPeer(lambda: VoiceEar(voices), delay_s=0.02) as deepgram,
        an_api(tmp_path, deepgram_base_url=deepgram.url) as (runtime, client),
    ):
        answer = await client.post(PATH, files=sent)
        assert answer.status_code == 202
        accepted = answer.json()
        assert (accepted["call_id"], accepted["duration_ms"]) == (CALL, recording.duration_ms)
        events = []
        async for delivery in runtime.events.follow(CALL):
            events.append(delivery.event.as_dict())
            if delivery.event.type is EventType.CALL_ENDED:
                break
            if delivery.event.type is EventType.CALL_STARTED:
                again = await client.post(PATH, files=files())
                assert (again.status_code, again.json()["error_code"]) == (409, "call_running")
        stored = (await client.get(accepted["events"])).json()
    assert stored == [event for event in events if event["seq"] is not None]
    assert events[0]["data"]["source"] == "upload"
    assert turns(events) == said((CUSTOMER, TOO_DEAR.text), (AGENT, TEN_MINUTES.text))
    assert [final["turn_id"] for final in of_type(events, "suggestion.final")] == ["c1"]
    assert events[-1]["data"]["reason"] == "finished"


async def test_a_call_that_ended_long_ago_gets_no_recording(tmp_path: Path) -> None:
    """Eleven minutes after its end: 409, before anything is heard."""
    clock = ManualClock()
    async with an_app(tmp_path, clock, deepgram_base_url=NOBODY) as (_, app), asked(app) as client:
        clock.advance(11 * 60)
        answer = await client.post(f"/api/calls/{BENS}/audio", files=files())
    assert (answer.status_code, answer.json()["error_code"]) == (409, "call_over")


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        pytest.param(files(agent=b"RIFF, or not"), "agent.wav: not a readable", id="no sound"),
        pytest.param(files(agent=b""), "agent.wav: not a readable", id="empty"),
        pytest.param(
            files(customer=wav(np.zeros((80, 2), np.int16))),
            "customer.wav: has 2 channels",
            id="stereo",
        ),
        pytest.param(
            files(customer=wav(np.zeros(0, np.int16))), "customer.wav: holds no", id="no audio"
        ),
        pytest.param(
            files(agent=wav(np.zeros(20_000, np.int16), 1)), "agent.wav: is longer", id="long"
        ),
        pytest.param(
            files(agent=wav(np.zeros(2, np.int16), 1)), "agent.wav: has a rate of 1 Hz", id="slow"
        ),
        pytest.param(
            files(agent=wav(np.zeros(800, np.int16), 192_000)), "agent.wav: has a rate", id="fast"
        ),
    ],
)
async def test_what_is_no_recording_is_refused(
    tmp_path: Path, sent: dict[str, bytes], complaint: str
) -> None:
    """415, with the party's file and what is wrong with it, and no path of the server's."""
    async with an_api(tmp_path, deepgram_base_url=NOBODY) as (runtime, client):
        answer = await client.post(PATH, files=sent)
        assert await runtime.log.call(CALL) is None
    assert (answer.status_code, answer.json()["error_code"]) == (415, "unreadable_audio")
    assert answer.json()["message"].startswith(complaint)
    assert tempfile.gettempdir() not in answer.text


async def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """Both parties' files are needed."""
    async with an_api(tmp_path, deepgram_base_url=NOBODY) as (_, client):
        answer = await client.post(PATH, files={"customer": SILENCE})
    assert (answer.status_code, answer.json()["error_code"]) == (422, "invalid_request")
    assert answer.json()["message"].startswith("body.agent: ")


@pytest.mark.parametrize(
    ("left", "words"), [(None, CUSTOMER), (CUSTOMER, CUSTOMER), (AGENT, AGENT)]
)
async def test_one_stereo_file_is_heard_as_a_call(
    tmp_path: Path, left: Speaker | None, words: Speaker
) -> None:
    """As Twilio records it: the left channel is the customer, or who `inbound_role` says."""
    recording = scene([TOO_DEAR.at(200)], end_ms=3000)
    sides = [recording.tracks[CUSTOMER], recording.tracks[AGENT]]
    async with (
        DeepgramPeer(lambda: VoiceEar(recorded_voices(sample.recording())), delay_s=0.02) as ear,
        an_api(tmp_path, deepgram_base_url=ear.url) as (runtime, client),
    ):
        answer = await client.post(
            PATH,
            files={"recording": wav(np.stack(sides, axis=1))},
            data={"inbound_role": left} if left else {},
        )
        assert answer.status_code == 202
        events = []
        async for delivery in runtime.events.follow(CALL):
            events.append(delivery.event.as_dict())
            if delivery.event.type is EventType.CALL_ENDED:
                break
    assert turns(events) == said((words, TOO_DEAR.text))


async def test_the_names_of_the_parties_come_with_the_upload(tmp_path: Path) -> None:
    """As with the other ways in: whose call it is, and what the console calls the two."""
    names = {"agent_id": "maria", "customer_name": "Dana Whitfield", "agent_name": "Tom Ek"}
    async with an_api(tmp_path, deepgram_base_url=NOBODY) as (runtime, client):
        answer = await client.post(PATH, files=files(), data=names)
        assert answer.status_code == 202
        async for delivery in runtime.events.follow(CALL):
            if delivery.event.type is EventType.CALL_ENDED:
                break
        call = (await client.get(f"/api/calls/{CALL}")).json()["call"]
        assert call["parameters"] == names
        assert call["agent_id"] == "maria"
        again = await client.post(PATH, files=files(), data={"agent_name": "Ina"})
        assert again.status_code == 202
        async for delivery in runtime.events.follow(CALL, call["last_seq"]):
            if delivery.event.type is EventType.CALL_STARTED:
                assert delivery.event.data["parameters"] == names | {"agent_name": "Ina"}
            if delivery.event.type is EventType.CALL_ENDED:
                break
        odd = await client.post(
            f"{PATH}2".replace("/audio2", "2/audio"), data={"agent_name": "a\nb"}
        )
        assert (odd.status_code, odd.json()["error_code"]) == (422, "invalid_request")
        assert odd.json()["message"].startswith("body.agent_name: ")


async def test_an_agents_upload_is_the_agents_own(tmp_path: Path) -> None:
    """Whatever `agent_id` says."""
    async with (
        an_app(tmp_path, api_keys=API_KEYS, deepgram_base_url=NOBODY) as (runtime, app),
        app.router.lifespan_context(app),
        asked(app, MARIA) as client,
    ):
        sent = await client.post(PATH, files=files(), data={"agent_id": "ben"})
        assert sent.status_code == 202
        async for delivery in runtime.events.follow(CALL):
            assert delivery.event.data["parameters"] == {"agent_id": "maria"}
            break


async def test_one_file_or_two_and_not_both(tmp_path: Path) -> None:
    """422 says which field is wrong; a mono recording is 415."""
    async with an_api(tmp_path, deepgram_base_url=NOBODY) as (_, client):
        both = await client.post(PATH, files=files() | {"recording": SILENCE})
        none = await client.post(PATH, data={"inbound_role": "agent"})
        boss = await client.post(PATH, files={"recording": SILENCE}, data={"inbound_role": "boss"})
        mono = await client.post(PATH, files={"recording": SILENCE})
    assert [answer.status_code for answer in (both, none, boss, mono)] == [422, 422, 422, 415]
    assert both.json()["message"].startswith("body.recording: ")
    assert "recording" in none.json()["message"]
    assert boss.json()["message"].startswith("body.inbound_role: ")
    assert mono.json()["message"].startswith("recording.wav: has 1 channel; ")


async def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """413, before it is looked into."""
    async with an_api(tmp_path, deepgram_base_url=NOBODY) as (_, client):
        answer = await client.post(PATH, files=files(agent=bytes(MAX_BYTES + 1)))
    assert (answer.status_code, answer.json()["error_code"]) == (413, "file_too_large")


async def test_without_speech_recognition_nothing_is_taken(tmp_path: Path) -> None:
    """503 that names the setting, rather than a call that stays silent."""
    async with an_api(tmp_path) as (_, client):
        answer = await client.post(PATH, files=files())
    assert (answer.status_code, answer.json()["error_code"]) == (503, "no_speech_recognition")
    assert "DEEPGRAM_API_KEY" in answer.json()["message"]


async def test_nobody_uploads_into_another_agents_call(tmp_path: Path) -> None:
    """403 for a call that is not theirs; 401 without a key."""
    path = f"/api/calls/{BENS}/audio"
    async with an_app(tmp_path, api_keys=API_KEYS, deepgram_base_url=NOBODY) as (_, app):
        for credential, status in ((MARIA, 403), (None, 401)):
            async with asked(app, credential) as client:
                assert (await client.post(path, files=files())).status_code == status
