"""The commands: those that the documents show, and what each answers without any set-up."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.cli import build_parser, main
from peers.forked import ForkedProcess
from tests.pages import PAGES
from tests.product import PYPROJECT, ROOT

CALLSHADOW = Path(sys.executable).parent / "callshadow"


def commands() -> Iterator[list[str]]:
    """The words of each command in the pages' `sh` blocks."""
    blocks = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
    for page in PAGES:
        for block in blocks.findall(page.read_text("utf-8")):
            yield from _parsed(block.replace("\\\n", " "))


def _parsed(block: str) -> Iterator[list[str]]:
    """The commands of a block; one with an open quotation goes on in the next line."""
    command = ""
    for line in block.splitlines():
        command += line
        try:
            words = shlex.split(command, comments=True)
        except ValueError:
            command += "\n"
            continue
        command = ""
        if words:
            yield words
    assert not command, f"no end of {command!r}"


def test_the_commands_in_the_pages_can_be_typed() -> None:
    """Each `callshadow` command parses, each target of `make` and each extra of uv exists."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^\.PHONY: (\w+)$", makefile, re.MULTILINE))
    parser = build_parser()
    parsed = 0
    for command in commands():
        match command:
            case ["make", *words]:
                names = {word for word in words if "=" not in word}
                flags = dict(word.split("=", 1) for word in words if "=" in word)
                assert names <= targets, command
                if names == {"demo"}:
                    parser.parse_args(["demo", *shlex.split(flags.get("ARGS", ""))])
            case ["uv", "run", "callshadow", *arguments] | ["callshadow", *arguments]:
                parser.parse_args(arguments)
            case ["uv", "sync", "--extra", extra]:
                assert extra in PYPROJECT["project"]["optional-dependencies"], command
            case _:
                continue
        parsed += 1
    assert parsed


def call(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command where there is no `.env` and no setting in the environment."""
    return subprocess.run(
        [CALLSHADOW, *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command_of_the_contract(tmp_path: Path) -> None:
    """`callshadow --help` lists what there is."""
    done = call("--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert {"demo", "serve", "play", "mic", "check"} <= set(re.findall(r"\w+", done.stdout))


async def test_check_without_keys_says_that_the_phone_bot_could_not_run(tmp_path: Path) -> None:
    """`callshadow check` exits 1, names what is missing, and shows no traceback."""
    told, complained = tmp_path / "told", tmp_path / "complained"
    with told.open("wb") as out, complained.open("wb") as errors:
        check = await ForkedProcess.start(
            *(["check"], tmp_path, {"PATH": "/usr/bin:/bin"}),
            stdout=out.fileno(),
            stderr=errors.fileno(),
        )
    assert await check.wait() == 1
    assert "DEEPGRAM_API_KEY" in told.read_text("utf-8")
    assert "Traceback" not in told.read_text("utf-8") + complained.read_text("utf-8")


@pytest.mark.parametrize("arguments", [["serve", "--port", "many"], ["sing"]])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    """A wrong flag and an unknown command are wrong usage."""
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
