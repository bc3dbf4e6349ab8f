import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bots import cli, sample
from bots.microphone import HAS_PYAUDIO
from server.serving import ServeError, hold

TOKEN = "0123456789abcdef0123456789abcdef"


def has_ipv6() -> bool:
    """Whether this machine has an IPv6 loopback."""
    try:
        hold("::1", 0).close()
    except (ServeError, OSError):
        return False
    return True


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is written outside the test's own folder."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))


Failure = Callable[..., str]


@pytest.fixture
def failure(capsys: pytest.CaptureFixture[str]) -> Failure:
    """Runs a command that fails by name: exit 1, one line of its own on stderr, no traceback."""

    def run(*argv: str) -> str:
        assert cli.main([*argv]) == 1
        lines = capsys.readouterr().err.splitlines()
        assert not any("Traceback" in line for line in lines)
        own = [line for line in lines if line.startswith("callshadow: ")]
        assert own == lines[-1:]
        return own[0].removeprefix("callshadow: ")

    return run


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["dance"],
        ["demo", "--speed", "0"],
        ["demo", "--speed", "-1"],
        ["demo", "--speed", "nan"],
        ["demo", "--speed", "101"],
        ["demo", "--speed", "fast"],
        ["demo", "--port", "70000"],
        ["demo", "--port", "http"],
        ["serve", "--port", "-1"],
        ["serve", "--workers", "0"],
        ["serve", "--nonsense"],
        ["play"],
        ["play", "call.wav"],
        ["mic", "--role", "client"],
        ["mic", "--device", "first"],
        ["check", "me"],
    ],
)
def test_wrong_usage_is_exit_2(argv: list[str], capsys: pytest.CaptureFixture[str]):
    """A command line that can't be understood is told on stderr, with how it is used."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(argv)
    assert stopped.value.code == 2
    assert "usage: callshadow" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["--help"], *([c, "--help"] for c in ("demo", "serve", "play"))])
def test_help_is_exit_0(argv: list[str], capsys: pytest.CaptureFixture[str]):
    """Each command explains itself."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(argv)
    assert stopped.value.code == 0
    assert "usage: callshadow" in capsys.readouterr().out


def test_a_wrong_setting_is_named(failure: Failure, monkeypatch: pytest.MonkeyPatch):
    """The setting, its value, and what is allowed."""
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    assert failure("check").startswith("LOG_LEVEL=LOUD: ")


def test_a_file_that_is_not_there_is_named(failure: Failure, tmp_path: Path):
    """`play` of no file says so before it dials."""
    path = str(tmp_path / "no.wav")
    told = failure("play", path, "--to", "ws://127.0.0.1:1/twilio/media")
    assert told == f"{path}: no such file"


def test_a_file_that_is_no_call_is_named(failure: Failure, tmp_path: Path):
    """One channel is no two-party call, and a text is no sound."""
    mono, text = tmp_path / "mono.wav", tmp_path / "text.wav"
    soundfile.write(mono, np.zeros(8000), 8000)
    text.write_text("no sound", encoding="utf-8")
    to = ("--to", "ws://127.0.0.1:1/twilio/media")
    assert "stereo" in failure("play", str(mono), *to)
    assert "not a readable sound file" in failure("play", str(text), *to)


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("ws://127.0.0.1:1/twilio/media", "can't be reached"),
        ("http://127.0.0.1:1/twilio/media", "is not a WebSocket address"),
        ("nonsense", "is not a WebSocket address"),
    ],
)
def test_a_server_that_is_not_there_is_named(failure: Failure, to: str, told: str):
    """A refused connection and a wrong address are a line each."""
    message = failure("play", str(sample.PATH), "--to", to)
    assert message.startswith(to)
    assert told in message


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_port_is_named(failure: Failure, command: str):
    """Somebody else listens there."""
    with hold("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        assert failure(command, "--port", str(port)).startswith(f"can't listen on 127.0.0.1:{port}")


def test_an_address_that_is_not_ours_is_named(failure: Failure, monkeypatch: pytest.MonkeyPatch):
    """A HOST of another machine, or of none, can't be listened on."""
    monkeypatch.setenv("API_KEYS", "maria:agent:a-key-of-some-length")
    for host in ("192.0.2.1", "no such host"):
        told = failure("serve", "--host", host, "--port", "0")
        assert told.startswith(f"can't listen on {host}:0")


def test_a_playbook_that_is_not_there_is_named(failure: Failure, monkeypatch: pytest.MonkeyPatch):
    """With those that there are."""
    monkeypatch.setenv("COACH_PLAYBOOK", "nonsense")
    assert failure("serve", "--port", "0").startswith("no playbook 'nonsense'")


def test_a_database_that_is_away_is_named(failure: Failure, monkeypatch: pytest.MonkeyPatch):
    """Without its password."""
    monkeypatch.setenv("DATABASE_URL", f"postgresql+asyncpg://u:{TOKEN}@127.0.0.1:1/calls")
    assert TOKEN not in failure("serve", "--port", "0")


def test_a_folder_that_can_not_be_made_is_named(
    failure: Failure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """DATA_DIR is where the event log wants to be."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file"))
    assert failure("serve", "--port", "0").startswith("DATA_DIR=")


def test_a_recogniser_that_can_not_work_is_named(failure: Failure, monkeypatch: pytest.MonkeyPatch):
    """STT=deepgram wants a key."""
    monkeypatch.setenv("STT", "deepgram")
    assert failure("serve", "--port", "0") == "STT=deepgram: needs DEEPGRAM_API_KEY"


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("check",), ("mic", "--list")])
def test_a_recogniser_that_there_is_not_stops_every_command(
    failure: Failure, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
):
    """The setting's name, the value and what is allowed, as for any wrong setting."""
    monkeypatch.setenv("STT", "whisper")
    told = failure(*command)
    assert told == "STT=whisper: Input should be 'deepgram', 'moonshine' or 'recorded'"


@pytest.mark.skipif(HAS_PYAUDIO, reason="PortAudio is installed here")
def test_a_missing_portaudio_says_what_to_type(failure: Failure):
    """One line with the commands that bring it."""
    told = failure("mic")
    assert "apt-get install portaudio19-dev" in told
    assert "uv sync --extra mic" in told


def test_a_check_that_finds_something_missing_is_exit_1(capsys: pytest.CaptureFixture[str]):
    """The report is on stdout, and the exit code says whether the phone bot could run."""
    assert cli.main(["check"]) == 1
    assert "The phone bot can't run yet." in capsys.readouterr().out


def test_the_demo_plays_the_sample_call_to_its_end(capsys: pytest.CaptureFixture[str]):
    """Exit 0; who says what and what is advised, with the source of each part named."""
    assert cli.main(["demo", "--once", "--no-browser", "--speed", "100", "--port", "0"]) == 0
    shown = capsys.readouterr().out
    assert "Console  http://127.0.0.1:" in shown
    assert "no speech recognition is running" in shown
    assert "no language model is configured" in shown
    assert "customer" in shown
    assert "advice · playbook sales" in shown
    assert "The call ended after" in shown


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
def test_the_demo_works_over_ipv6(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """An IPv6 HOST is played to, and shown, as an address that a browser opens."""
    monkeypatch.setenv("HOST", "::1")
    assert cli.main(["demo", "--once", "--no-browser", "--speed", "100", "--port", "0"]) == 0
    shown = capsys.readouterr().out
    assert "Console  http://[::1]:" in shown
    assert "The call ended after" in shown


def test_the_demo_works_where_twilio_is_configured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """With an auth token set, the demo's own stream is signed as Twilio's would be."""
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("PUBLIC_URL", "https://shadow.example/")
    assert cli.main(["demo", "--once", "--no-browser", "--speed", "100", "--port", "0"]) == 0
    assert "The call ended after" in capsys.readouterr().out


async def test_an_interrupt_ends_the_demo(tmp_path: Path):
    """Ctrl-C in the middle of the call is exit 0, and no error."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bots.cli", "demo", "--no-browser", "--port", "0", "--speed", "4"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    while b" agent" not in await process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")
