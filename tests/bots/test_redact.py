"""Redaction trial: what `callshadow redact try` prints, and how it fails."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from bots import cli

TALK = """agent: And the long number on the card?
customer: It's 4242 4242
customer: 4242 4242.
Customer: the security code is 123

agent: Thank you, that is twelve dollars.
mail me at jane@example.com, or again 4242 4242 4242 4242
"""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """A text in a file."""
    file = tmp_path / "talk.txt"
    file.write_text(TALK, "utf-8")
    return file


def test_each_line_is_shown_with_what_is_hidden(
    talk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kinds and what is left, a line each; turns are read behind each other, other lines alone."""
    assert cli.main(["redact", "try", str(talk)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=2) for line in lines[:-1]] == [
        ["1", "-", "agent: And the long number on the card?"],
        ["2", "held", "customer: It's […]"],
        ["3", "card", "customer: [card 1]."],
        ["4", "code", "Customer: the security code is [code 1]"],
        ["5", "-"],
        ["6", "-", "agent: Thank you, that is twelve dollars."],
        ["7", "email,", "card     mail me at [email 1], or again [card 1]"],
    ]
    assert lines[-1] == "hidden: card 2, code 1, email 1, held 1; in 4 of 7 lines"


def test_the_settings_say_what_is_hidden(
    talk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`REDACT` has the say here as it has in a call."""
    monkeypatch.setenv("REDACT", "none")
    assert cli.main(["redact", "try", str(talk)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "hidden: nothing; in 0 of 7 lines"


def test_standard_input_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no file is named; a placeholder that stands in the text is not counted."""
    said = b"[card 1] is 4242 4242 4242 4242\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(said)))
    assert cli.main(["redact", "try"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "hidden: card 1; in 1 of 1 lines"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_text_that_can_not_be_read_is_a_named_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    """A file that is not there, or no text: exit 1, and one line."""
    file = tmp_path / "talk.txt"
    if content:
        file.write_bytes(content)
    assert cli.main(["redact", "try", str(file)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"callshadow: {file}: ")


@pytest.mark.parametrize("argv", [["redact"], ["redact", "do"], ["redact", "try", "a", "b"]])
def test_wrong_usage_is_exit_2(argv: list[str]) -> None:
    """`try` is the only thing that it does, with one file."""
    with pytest.raises(SystemExit) as ended:
        cli.main(argv)
    assert ended.value.code == 2


def test_it_starts_without_what_calls_need(talk: Path) -> None:
    """Neither Pipecat nor the server is imported for it."""
    program = (
        "import sys; from bots.cli import main;"
        f" code = main(['redact', 'try', {str(talk)!r}]);"
        " heavy = {'pipecat', 'fastapi', 'onnxruntime', 'sqlalchemy'} & set(sys.modules);"
        " sys.exit(f'imported {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=talk.parent,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
