"""`callshadow mic` hears two real sound devices: PulseAudio's, whose sound goes nowhere."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
import soundfile

from bots import sample
from conversation.speech.speakers import Speaker
from peers.forked import ForkedProcess
from peers.server_process import NO_TLS, LoopbackServer
from tests.e2e.listener import Listener
from transports.audio.mulaw import RATE

PROGRAMS = ("pulseaudio", "pactl", "paplay")
START_S = 30
NO_MEANINGS = {"COACH_MEANING": "false"}
"""The encoder takes seconds of CPU, and hears nobody."""
ALSA = Path("/usr/share/alsa/alsa.conf")
LINE = """
pcm.{name} {{
  type pulse
  device "{name}.monitor"
  hint {{ show on description "{name}" }}
}}
"""


@asynccontextmanager
async def sound_server(folder: Path) -> AsyncIterator[dict[str, str]]:
    """PulseAudio with a sink a party, and the environment whose programs know it."""
    socket, alsa = folder / "pulse.socket", folder / "asound.conf"
    alsa.write_text(f"<{ALSA}>" + "".join(LINE.format(name=speaker) for speaker in Speaker))
    environment = {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{socket}",
        "ALSA_CONFIG_PATH": str(alsa),
    }
    loaded = [
        f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
        *(f"module-null-sink sink_name={speaker} rate=48000" for speaker in Speaker),
    ]
    quiet = asyncio.subprocess.DEVNULL
    server = await asyncio.create_subprocess_exec(
        *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
        *(f"--load={module}" for module in loaded),
        env=os.environ | environment,
        stdout=quiet,
        stderr=quiet,
    )
    try:
        async with asyncio.timeout(START_S):
            while await _run(environment, "pactl", "info"):  # noqa: ASYNC110 - no program of ours
                await asyncio.sleep(0.1)
        yield environment
    finally:
        server.kill()
        await server.wait()


class MicrophoneProcess(LoopbackServer):
    """`callshadow mic`, forked from a process that has imported the product."""

    async def _start(self) -> ForkedProcess:
        return await self._fork()


async def _run(environment: dict[str, str], *command: str) -> int:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command, env=os.environ | environment, stdout=quiet, stderr=quiet
    )
    return await process.wait()


async def _devices(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """The number of each device, as `mic --list` tells it."""
    listing, log = folder / "devices.txt", folder / "list.log"
    with listing.open("wb") as file, log.open("wb") as errors:
        process = await ForkedProcess.start(
            ("mic", "--list"),
            folder,
            os.environ | environment,
            stdout=file.fileno(),
            stderr=errors.fileno(),
        )
        assert await process.wait() == os.EX_OK
    told = listing.read_text(encoding="utf-8")
    return {name: number for number, name in re.findall(r"(\d+)  (\w+)", told)}


async def _call_id(client: httpx.AsyncClient) -> str:
    """The call's id, as soon as it has begun: the server is there before its devices are open."""
    async with asyncio.timeout(START_S):
        while not (calls := (await client.get("/api/calls")).json()):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return str(calls[0]["call_id"])


def _says(speaker: Speaker, folder: Path) -> str:
    """A file of a party's first two seconds of speech in the sample call."""
    call, script = sample.recording(), sample.recording().script
    assert script
    begin = script.spoken_by(speaker)[0].start_ms * RATE // 1000
    path = folder / f"{speaker}.wav"
    soundfile.write(path, call.tracks[speaker][begin : begin + 2 * RATE], RATE)
    return str(path)


@pytest.fixture
def equipped() -> None:
    """Sound for programs; what is missing skips, or fails with CALLSHADOW_REQUIRE_PULSEAUDIO=1."""
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if not find_spec("pyaudio"):
        missing.append("the extra `mic`")
    if not missing:
        return
    told = f"missing: {', '.join(missing)}"
    if os.environ.get("CALLSHADOW_REQUIRE_PULSEAUDIO") == "1":
        pytest.fail(told)
    pytest.skip(told)


@asynccontextmanager
async def heard_on(
    folder: Path, environment: dict[str, str], *chosen: str
) -> AsyncIterator[Listener]:
    """What `callshadow mic` tells of the chosen devices."""
    command = ("-m", "bots.cli", "mic", *chosen, "--port")
    async with (
        MicrophoneProcess(folder, environment | NO_MEANINGS, command) as server,
        httpx.AsyncClient(base_url=server.http, verify=NO_TLS) as client,
    ):
        address = f"{server.http}/api/calls/{await _call_id(client)}/live"
        async with Listener(address.replace("http", "ws", 1)) as listener:
            yield listener


@pytest.mark.usefixtures("equipped")
async def test_two_devices_are_two_parties(tmp_path: Path):
    """Who is heard on which device speaks, and nobody else."""
    async with sound_server(tmp_path) as environment:
        devices = await _devices(environment, tmp_path)
        chosen = ("--device", devices["customer"], "--other-device", devices["agent"])
        async with heard_on(tmp_path, environment, *chosen) as listener:
            for speaker in (Speaker.AGENT, Speaker.CUSTOMER):
                await _run(environment, "paplay", "-d", speaker, _says(speaker, tmp_path))
                await listener.next("speech.stopped", speaker=speaker)
        heard = [event for event in listener.events if event["type"] == "speech.started"]
        assert heard[0]["data"]["speaker"] == Speaker.AGENT
        turns = [event["data"]["speaker"] for event in heard]
        assert turns == sorted(turns), "each was heard on their own device"


@pytest.mark.usefixtures("equipped")
@pytest.mark.parametrize("speaker", Speaker)
async def test_one_device_is_one_party(tmp_path: Path, speaker: Speaker):
    """Who it is, the command says; what another device plays meanwhile is not heard."""
    async with sound_server(tmp_path) as environment:
        devices = await _devices(environment, tmp_path)
        chosen = ("--device", devices["agent"], "--role", speaker)
        async with heard_on(tmp_path, environment, *chosen) as listener:
            await _run(environment, "paplay", "-d", "customer", _says(Speaker.CUSTOMER, tmp_path))
            played_at = datetime.now(UTC)
            await _run(environment, "paplay", "-d", "agent", _says(Speaker.AGENT, tmp_path))
            await listener.next("speech.stopped", speaker=speaker)
        spoken = [event for event in listener.events if event["type"] == "speech.started"]
        assert {event["data"]["speaker"] for event in spoken} == {speaker}
        assert datetime.fromisoformat(spoken[0]["at"]) > played_at
