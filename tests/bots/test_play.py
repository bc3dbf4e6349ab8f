"""`callshadow play`: what it says of the call."""

import argparse
from pathlib import Path
from shutil import copy

import numpy as np
import pytest
import soundfile

from bots import play, sample
from pipeline.runtime import open_runtime
from server.listening_socket import web_address
from server.serving import serving
from settings import load
from transports.twilio.addresses import media_address
from transports.twilio.play import PlayError


async def shown(
    capsys: pytest.CaptureFixture[str], folder: Path, call: Path, *, stt: bool
) -> list[str]:
    """The lines of `play` of a call, into a server that knows the bundled transcript or not."""
    settings = load(data_dir=folder)
    async with (
        open_runtime(settings, sample.scripts() if stt else {}) as runtime,
        serving(runtime, settings.host, 0) as (_, port),
    ):
        to = media_address(web_address(settings.host, port))
        args = argparse.Namespace(file=call, agent=None, to=to, speed=100.0)
        assert await play.main(args, settings) == 0
    return capsys.readouterr().out.splitlines()


async def test_the_call_is_named_at_once_and_what_was_heard_at_the_end(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its id, where it is seen, and the server's turns and advice; here of 20 s."""
    begun = tmp_path / sample.PATH.name
    sound, rate = soundfile.read(sample.PATH, dtype="int16")
    soundfile.write(begun, sound[: 20 * rate], rate)
    copy(sample.PATH.with_suffix(".json"), tmp_path)
    monkeypatch.setattr(sample, "PATH", begun)
    begins, page, ends = await shown(capsys, tmp_path, begun, stt=True)
    call_id = begins.split()[1].rstrip(":")
    assert "playing 0 s to ws://127.0.0.1:" in begins
    assert page.endswith(f"/calls/{call_id}")
    assert ends.startswith(f"call {call_id}: played 20.")
    assert "the server heard " in ends


async def test_nothing_is_played_to_an_address_that_can_not_be_reached(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """The error is all that is said: no call has begun, and no page shows one."""
    for to in ("ws://127.0.0.1:1/twilio/media", "http://127.0.0.1:1"):
        args = argparse.Namespace(file=sample.PATH, agent=None, to=to, speed=100.0)
        with pytest.raises(PlayError):
            await play.main(args, load(data_dir=tmp_path))
        assert capsys.readouterr().out == ""


async def test_a_server_that_heard_nothing_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """Silence on the screen has its reason."""
    call = tmp_path / "call.wav"
    soundfile.write(call, np.zeros((8000, 2)), 8000)
    lines = await shown(capsys, tmp_path, call, stt=False)
    assert "the server transcribed nothing" in lines[-1]
