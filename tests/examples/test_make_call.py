import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bots import sample
from conversation.speech.speakers import Speaker
from examples.make_call import main, write
from transports.recording import recording

ROOT = Path(__file__).parents[2]
SHORT = """
title: Short
voices:
  customer: {flite: {name: rms}}
  agent: {flite: {name: slt}}
turns:
  - customer: Hello, Maya.
  - agent: Hello to you.
"""


def make_call(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the example as a user does, in a shell without keys."""
    environment = {"PATH": os.environ["PATH"], "ELEVENLABS_API_KEY": ""}
    return subprocess.run(
        [sys.executable, ROOT / "examples" / "make_call.py", *arguments],
        capture_output=True,
        check=False,
        text=True,
        env=environment,
        cwd=ROOT,
    )


def test_what_is_written_can_be_played(tmp_path: Path) -> None:
    """A written call loads again: the same samples on the same tracks, and the same script."""
    call = sample.recording()
    write(call, tmp_path / "copy.wav")
    copy = recording.load(tmp_path / "copy.wav")
    assert copy.script == call.script
    assert all(np.array_equal(copy.tracks[speaker], call.tracks[speaker]) for speaker in Speaker)


@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
def test_a_script_becomes_a_call(tmp_path: Path) -> None:
    """The command speaks a user's script, and says where it put it and how long it is."""
    (tmp_path / "short.yaml").write_text(SHORT)
    done = make_call(tmp_path / "short.yaml", tmp_path / "short.wav")
    assert (done.returncode, done.stderr) == (0, "")
    call = recording.load(tmp_path / "short.wav")
    assert done.stdout == f"{tmp_path / 'short.wav'}: {call.duration_ms / 1000:.1f} s\n"
    assert call.script is not None
    assert [turn.text for turn in call.script.turns] == ["Hello, Maya.", "Hello to you."]


def told(
    capsys: pytest.CaptureFixture[str], *arguments: str | Path
) -> tuple[str | int | None, str]:
    """The exit code, and what is said about it."""
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code, capsys.readouterr().err


def test_a_missing_synthesiser_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without flite and without a key, one line has the command that brings a voice; exit 1."""
    monkeypatch.setenv("PATH", "/nowhere")
    code, said = told(capsys, ROOT / "examples" / "sample_call.yaml", tmp_path / "call.wav")
    assert code == 1
    assert said.startswith("no speech synthesiser: type `sudo apt install flite`")
    assert said.count("\n") == 1


def test_a_missing_script_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script that isn't there is named; exit 1."""
    code, said = told(capsys, tmp_path / "gone.yaml", tmp_path / "call.wav")
    assert code == 1
    assert "gone.yaml: can't be read" in said
    assert said.count("\n") == 1


def test_the_out_file_is_a_wav(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another ending is wrong usage, so that no script is overwritten by its own words; exit 2."""
    code, _ = told(capsys, ROOT / "examples" / "sample_call.yaml", tmp_path / "call.json")
    assert code == 2
