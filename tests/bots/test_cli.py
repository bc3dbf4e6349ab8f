import asyncio
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bots import cli, sample
from bots.microphone import HAS_PYAUDIO
from peers.forked import ForkedProcess
from server.serving.listening_socket import ServeError, hold
from services.stt.providers import PROVIDERS

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


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["dance"], "there is no command 'dance'; it is one of demo, serve, play, mic, check"),
        (["serv"], "did you mean 'serve'?"),
        (["demo", "--sped", "4"], "there is no argument '--sped', did you mean '--speed'?"),
        (["play", "a.wav", "--to", "ws://x", "--sped=4"], "did you mean '--speed'?"),
        (["serve", "--worker-count", "4"], "there is no argument '--worker-count'"),
        (["demo", "--speed", "abc"], "a speed is above 0 and at most 100, where 1 is real time"),
        (["demo", "--speed", "0"], "not '0'"),
        (["serve", "--port", "http"], "a port is a number from 0 to 65535, not 'http'"),
        (["serve", "--workers", "many"], "there can be 1 to 64 workers, not 'many'"),
        (["mic", "--device", "first"], "a device is a number that `callshadow mic --list` shows"),
    ],
)
def test_wrong_usage_says_what_is_right(
    argv: list[str], told: str, capsys: pytest.CaptureFixture[str]
):
    """In the words of who types it: what is allowed or was meant, and none of the code's names."""
    with pytest.raises(SystemExit):
        cli.main(argv)
    *usage, line = capsys.readouterr().err.splitlines()
    assert usage[0].startswith("usage: callshadow")
    assert told in line
    assert not any(word in line for word in ("_speed", "_port", "value:", "invalid int"))


def test_a_word_that_is_no_text_is_named(capsys: pytest.CaptureFixture[str]):
    """No call has such an id, and no database can be asked for it."""
    assert cli.main(["export", "call", os.fsdecode(b"caf\xe9")]) == 2
    assert capsys.readouterr().err == "callshadow: no text in UTF-8: caf\\udce9\n"


def test_the_command_alone_prints_the_help(capsys: pytest.CaptureFixture[str]):
    """Which is wrong usage all the same."""
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == 2
    shown = capsys.readouterr().err
    assert "serve     the server" in shown
    assert "--version" in shown


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]):
    """That of the installed distribution."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"callshadow {version('call-shadow')}\n"


def test_a_start_imports_no_library_that_it_does_not_need() -> None:
    """The model's client, Redis, the migrations, what reads documents: half of its CPU again.

    And who runs workers needs no server.
    """
    program = (
        "import gc; gc.disable()\n"  # else a fourth of the time goes into looking for garbage
        "import os, sys, bots.process, services.stt.providers\n"
        "if not os.fork():\n"
        "    import bots.workers\n"
        "    unwanted = {'server.serving.http_server', 'fastapi', 'sqlalchemy'}\n"
        "    print(sorted(unwanted & set(sys.modules)))\n"
        "    sys.exit()\n"
        "os.wait()\n"
        "import bots.serve, server.app\n"
        "unneeded = {'openai', 'redis', 'alembic', 'py3langid'}\n"
        "unneeded |= {'pypdfium2', 'mammoth', 'markdown_it', 'selectolax'}\n"
        # Pipecat imports OpenTelemetry's SDK where it is installed; ours is the rest.
        "unneeded |= {'opentelemetry.exporter', 'services.tracing.otlp', 'sentry_sdk'}\n"
        "print(sorted(unneeded & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n[]\n"


@pytest.mark.parametrize("argv", [["--help"], ["demo", "--help"], ["--version"], ["dance"], []])
def test_help_imports_nothing_that_commands_need(argv: list[str]):
    """It answers at once: of the product only the parser and its rules are imported, no library."""
    script = (
        "import sys\nfrom bots.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "tops = {n.partition('.')[0] for n in sys.modules} - sys.stdlib_module_names\n"
        "print(sorted(t for t in tops if not t.startswith('_')), len(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *argv], capture_output=True, text=True, check=True
    )
    found = done.stderr.splitlines()[-1]
    assert "numpy" not in found
    assert {"'bots'", "'conversation'"} >= set(re.findall(r"'\w+'", found)) - {"'sitecustomize'"}
    assert int(found.rpartition(" ")[2]) < 300


def test_every_command_has_its_module():
    """The parser's commands and the table of modules are the same, and each module has its main."""
    assert set(cli._MODULES) == set(cli.build_parser().commands)
    assert all(callable(import_module(name).main) for name in cli._MODULES.values())


async def test_a_reader_that_leaves_ends_the_demo(tmp_path: Path):
    """`callshadow demo | head` in mid-call: exit 0, nothing on stderr, and the call has its end."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "COACH_MEANING": "false"}
    reading, writing = os.pipe()
    command = ("demo", "--no-browser", "--port", "0", "--speed", "4")
    with (tmp_path / "errors").open("wb") as errors:
        process = await ForkedProcess.start(
            command, tmp_path, environment, stdout=writing, stderr=errors.fileno()
        )
    os.close(writing)
    with os.fdopen(reading, "rb") as shown:
        while b" agent" not in (line := await asyncio.to_thread(shown.readline)):
            assert line, (tmp_path / "errors").read_text("utf-8")
    assert (await process.wait(), (tmp_path / "errors").read_bytes()) == (0, b"")
    with sqlite3.connect(tmp_path / "calls.db") as log:
        [(ended,)] = log.execute("select count(*) from events where type = 'call.ended'")
    assert ended == 1


def test_a_typo_in_a_settings_name_is_a_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """The start goes on, with the name and the setting that is probably meant in the log."""
    monkeypatch.setenv("COACH_PLAYBOK", "support")
    monkeypatch.setenv("COACH_PLAYBOOK", "nonsense")
    assert cli.main(["serve", "--port", "0"]) == 1
    assert "COACH_PLAYBOK is no setting; is COACH_PLAYBOOK meant?" in capsys.readouterr().err


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
    """Somebody else listens there, and the way to another port is told."""
    with hold("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        told = failure(command, "--port", str(port))
        assert told.startswith(f"can't listen on 127.0.0.1:{port}")
        assert "--port 0" in told


def test_an_address_that_is_not_ours_is_named(failure: Failure, monkeypatch: pytest.MonkeyPatch):
    """A HOST of another machine, or of none, can't be listened on."""
    monkeypatch.setenv("API_KEYS", "maria:agent:a-key-of-some-length")
    monkeypatch.setenv("TWILIO_VALIDATE_SIGNATURE", "false")
    for host in ("192.0.2.1", "calls.invalid"):
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
    *others, last = [f"'{row.name}'" for row in PROVIDERS]
    assert told == f"STT=whisper: Input should be {', '.join(others)} or {last}"


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


def test_the_demo_plays_the_sample_call_to_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """Exit 0; who says what and what is advised, with the source of each part named.

    Over IPv6 and where Twilio is configured, too: it dials, and shows, an address that a browser
    opens, and signs its stream as Twilio would. Where this machine has no IPv6 loopback, the second
    alone; with neither, `.ci/run` plays it, and tests here leave and interrupt it.
    """
    host, shown_host = ("::1", "[::1]") if has_ipv6() else ("127.0.0.1", "127.0.0.1")
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("PUBLIC_URL", "https://shadow.example/")
    monkeypatch.setenv("API_KEYS", f"ines:supervisor:{'k' * 16}")
    assert cli.main(["demo", "--once", "--no-browser", "--speed", "100", "--port", "0"]) == 0
    shown = capsys.readouterr().out
    assert f"Console  http://{shown_host}:" in shown
    assert "It asks for a key: a supervisor's" in shown
    assert "no speech recognition is running" in shown
    assert "no language model is configured" in shown
    assert "customer" in shown
    assert "advice · playbook sales" in shown
    assert "The call ended after" in shown


def test_the_demo_says_at_once_that_it_starts(tmp_path: Path):
    """Its first line comes before the libraries are imported, which takes seconds."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-X", "importtime", "-m", "bots.cli", "demo", "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=tmp_path, env=environment
    ) as process:
        assert process.stdout is not None
        imported, first = list[bytes](), b""
        while (first := process.stdout.readline()).startswith(b"import time:"):
            imported.append(first)
        process.kill()
    assert first.startswith(b"Starting the server")
    assert any(b"settings" in one for one in imported)
    assert not [one for one in imported if b"pipecat" in one or b"rich" in one]


async def test_an_interrupt_ends_the_demo(tmp_path: Path):
    """Ctrl-C in the middle of the call is exit 0, and no error."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "COACH_MEANING": "false"}
    command = ("demo", "--no-browser", "--port", "0", "--speed", "4")
    reading, writing = os.pipe()
    with (tmp_path / "errors").open("wb") as errors:
        process = await ForkedProcess.start(
            command, tmp_path, environment, stdout=writing, stderr=errors.fileno()
        )
    os.close(writing)
    with os.fdopen(reading, "rb") as shown:
        while b" agent" not in (line := await asyncio.to_thread(shown.readline)):
            assert line, (tmp_path / "errors").read_text("utf-8")
        process.send_signal(signal.SIGINT)
        await asyncio.to_thread(shown.read)
    assert (await process.wait(), (tmp_path / "errors").read_bytes()) == (0, b"")
