"""The bot of Pipecat Cloud, and the page that says how Twilio's calls come to it."""

import asyncio
import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI, WebSocket
from pipecat.runner.types import WebSocketRunnerArguments

from bots import sample
from bots.cloud import bot
from conversation.events.event import EventType
from conversation.speech.speakers import Speaker
from peers.deepgram import DeepgramPeer
from peers.voice_ear import VoiceEar
from peers.voices import recorded_voices
from settings import SettingsError, load
from stores.log.event_log import open_event_log
from tests.browser.app_server import serving
from tests.e2e.scene import TEN_MINUTES, TOO_DEAR, scene
from tests.e2e.stage import said, turns
from tests.product import ROOT
from transports.twilio.play import play

PAGE = (ROOT / "docs" / "deploy-pipecat-cloud.md").read_text("utf-8")
TWIML = ET.fromstring(re.findall(r"```xml\n(.*?)```", PAGE, re.S)[0])  # noqa: S314 - our own page
STREAM = TWIML[0][0]
PARAMETERS = {item.attrib["name"]: item.attrib["value"] for item in STREAM}
CALL = "CA" + 32 * "7"
CUSTOMER, AGENT = Speaker


def test_the_twiml_forks_both_tracks_to_the_bot_and_connects_the_two() -> None:
    """`<Start>` and not `<Connect>`, both tracks, no query, and the bot of pcc-deploy.toml."""
    assert [verb.tag for verb in TWIML] == ["Start", "Dial"]
    assert STREAM.attrib["track"] == "both_tracks"
    assert STREAM.attrib["url"] == "wss://api.pipecat.daily.co/ws/twilio"
    agent, _, organization = PARAMETERS["_pipecatCloudServiceHost"].partition(".")
    assert agent == tomllib.loads((ROOT / "pcc-deploy.toml").read_text("utf-8"))["agent_name"]
    assert organization.isidentifier()
    assert PARAMETERS["_pipecatCloudServiceHost"] in PAGE.split("client.calls")[1]


def test_each_region_has_its_address() -> None:
    """As Pipecat Cloud forms them: the region before the address without one."""
    rows = re.findall(r"^\| `([a-z-]+)` \| `([^`]+)` \|", PAGE, re.M)
    assert len(rows) == 4
    for region, address in rows:
        assert address == STREAM.attrib["url"].replace("://", f"://{region}.")


def test_the_settings_of_the_page_are_the_bots(tmp_path: Path) -> None:
    """With keys of one's own; with TWILIO_AUTH_TOKEN the bot would not start."""
    env = tmp_path / ".env"
    [page] = re.findall(r"```sh\n(DEEPGRAM.*?)```", PAGE, re.S)
    env.write_text(page.replace("your-password", "x7Kq2b").replace("your-", "own-"), "utf-8")
    settings = load(_env_file=env)
    assert settings.database_url
    assert settings.redis_url
    assert settings.deepgram_api_key
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        load(_env_file=env, twilio_auth_token="a-token")


async def test_a_call_by_the_pages_twiml_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pipecat Cloud hands the bot a socket that is open; both parties' turns are in the log.

    What the session's body says of the call counts beside the stream's parameters.
    """
    recording = scene([TOO_DEAR.at(200), TEN_MINUTES.at(2600)], end_ms=5200)
    app, over = FastAPI(), asyncio.Event()

    @app.websocket("/ws/twilio")
    async def twilio(websocket: WebSocket) -> None:
        await websocket.accept()
        await bot(WebSocketRunnerArguments(websocket=websocket, body={"language": "en-GB"}))
        over.set()

    voices = recorded_voices(sample.recording())
    async with (
        DeepgramPeer(lambda: VoiceEar(voices), delay_s=0.02) as deepgram,
        serving(app) as address,
    ):
        database = f"sqlite:///{tmp_path / 'calls.db'}"
        monkeypatch.setenv("DEEPGRAM_BASE_URL", deepgram.url)
        monkeypatch.setenv("DATABASE_URL", database)
        url = address.replace("http", "ws") + "/ws/twilio"
        await play(recording, url, call_id=CALL, parameters=PARAMETERS)
        await over.wait()
    async with open_event_log(database) as log:
        events = [event.as_dict() for event in await log.read(CALL)]
    assert events[0]["data"]["parameters"]["agent_id"] == "maria"
    assert events[0]["data"]["language"] == "en-GB"
    heard = turns(events)
    for speaker, words in said((CUSTOMER, TOO_DEAR.text), (AGENT, TEN_MINUTES.text)):
        assert " ".join(text for who, text in heard if who == speaker) == words
    assert events[-1]["type"] == EventType.CALL_ENDED
    assert not [event for event in events if event["type"] == "error"]
