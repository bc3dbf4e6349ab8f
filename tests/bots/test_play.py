"""`callshadow play`: what it says of the call."""

import argparse
from pathlib import Path
from shutil import copy

import numpy as np
import pytest
import soundfile

from bots import play, sample
from peers.deepgram import DeepgramPeer
from peers.speech import Word
from pipeline.runtime import open_runtime
from server.serving.listening_socket import web_address
from server.serving.serving import serving
from settings import load
from transports.twilio.addresses import media_address
from transports.twilio.play import PlayError


async def shown(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    call: Path,
    *,
    stt: bool,
    playbook: str = "sales",
    **set_to: str,
) -> list[str]:
    """The lines of `play` of a call, into a server that knows the bundled transcript or not."""
    settings = load(data_dir=folder, **set_to)
    async with (
        open_runtime(settings, sample.scripts() if stt else {}) as runtime,
        serving(runtime, settings.host, 0) as (_, port),
    ):
        to = media_address(web_address(settings.host, port))
        args = argparse.Namespace(file=call, agent=None, to=to, speed=100.0, playbook=playbook)
        assert await play.main(args, settings) == 0
    return capsys.readouterr().out.splitlines()


async def test_the_call_is_named_at_once_and_what_was_heard_at_the_end(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its id, where it is seen, and the server's turns and advice; here of 20 s.

    A playbook that the server does not have is told with those that it has.
    """
    begun = tmp_path / sample.PATH.name
    sound, rate = soundfile.read(sample.PATH, dtype="int16")
    soundfile.write(begun, sound[: 20 * rate], rate)
    copy(sample.PATH.with_suffix(".json"), tmp_path)
    monkeypatch.setattr(sample, "PATH", begun)
    begins, page, ends = await shown(capsys, tmp_path, begun, stt=True, playbook="sails")
    call_id = begins.split()[1].rstrip(":")
    assert "playing 0 s to ws://127.0.0.1:" in begins
    assert page.endswith(f"/calls/{call_id}")
    assert ends.startswith(f"call {call_id}: played 20.")
    assert "the server heard " in ends
    assert "no such playbook; there is collections, " in ends


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "a supervisor's key: set CALLSHADOW_KEY"),
        ("no-such-key", "a supervisor's key: set CALLSHADOW_KEY"),
        ("a-supervisors-key", "the server transcribed nothing. The file is silent"),
    ],
)
async def test_a_server_with_keys_tells_what_it_heard_to_one_of_them(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    key: str | None,
    said: str,
):
    """The one in `CALLSHADOW_KEY`, as for the examples; without it, a line says so."""
    call = tmp_path / "call.wav"
    soundfile.write(call, np.zeros((8_000, 2), np.int16), 8000)
    if key:
        monkeypatch.setenv("CALLSHADOW_KEY", key)
    keys = "ines:supervisor:a-supervisors-key"
    lines = await shown(capsys, tmp_path, call, stt=True, api_keys=keys)
    assert said in lines[-1]


async def test_nothing_is_played_to_an_address_that_can_not_be_reached(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """The error is all that is said: no call has begun, and no page shows one."""
    for to in ("ws://127.0.0.1:1/twilio/media", "http://127.0.0.1:1"):
        args = argparse.Namespace(file=sample.PATH, agent=None, to=to, speed=100.0)
        with pytest.raises(PlayError):
            await play.main(args, load(data_dir=tmp_path))
        assert capsys.readouterr().out == ""


class NoEar:
    """An ear that hears no words."""

    def hear(self, block: object) -> list[Word]:
        return []

    def flush(self) -> list[Word]:
        return []


NO_RECOGNISER = (
    "This call can't be transcribed: no speech recognition is configured. Set DEEPGRAM_API_KEY."
)


@pytest.mark.parametrize(
    ("loud", "stt", "why"),
    [
        (0, "recorded", f"The file is silent: nobody speaks in it. {NO_RECOGNISER}"),
        (0, "deepgram", "The file is silent: nobody speaks in it."),
        (3, "deepgram", "The file is silent: nobody speaks in it."),
        (2000, "recorded", NO_RECOGNISER),
        (2000, "deepgram", "It heard nobody speak in the file."),
        (2000, "refused", "Deepgram refused the key; check DEEPGRAM_API_KEY."),
    ],
)
async def test_a_server_that_transcribed_nothing_is_told_with_its_reason(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, loud: int, stt: str, why: str
):
    """The file's, where it is silent, and the server's: what it told the agent, or nothing else."""
    call = tmp_path / "call.wav"
    hum = loud * np.sin(np.arange(16_000) / 30)
    soundfile.write(call, np.stack([hum, hum], 1).astype(np.int16), 8000)
    async with DeepgramPeer(NoEar, delay_s=0, api_key="right") as peer:
        key = "right" if stt == "deepgram" else "wrong"
        deepgram = {"deepgram_base_url": peer.url, "deepgram_api_key": key}
        settings = deepgram if stt != "recorded" else {}
        lines = await shown(capsys, tmp_path, call, stt=False, **settings)
    assert lines[-1].endswith(f"; the server transcribed nothing. {why}")
