"""The process of a command: how it ends when it is told to."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from peers.forked import ForkedProcess
from tests.product import ROOT

FEW_OBJECTS = 20_000
"""What is imported for a list of keys are a hundred thousand."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_a_command_whose_threads_work(tmp_path: Path, number: signal.Signals):
    """At once, whatever a thread waits for, with the code of the signal and no word of an error."""
    os.mkfifo(tmp_path / "slow.yaml")
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    with (tmp_path / "errors").open("wb") as errors:
        process = await ForkedProcess.start(
            ("playbook", "check", str(tmp_path / "slow.yaml")),
            tmp_path,
            environment,
            stdout=errors.fileno(),
            stderr=errors.fileno(),
        )
    # It opens once a thread of the command has it open, and waits there for its text.
    writing = await asyncio.to_thread((tmp_path / "slow.yaml").open, "wb")
    process.send_signal(number)
    try:
        assert await process.wait() == 128 + number
    finally:
        writing.close()
    assert (tmp_path / "errors").read_bytes() == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("command", "code"), [("serve", 0), ("check", None)])
async def test_a_signal_ends_what_is_still_being_imported(
    tmp_path: Path, number: signal.Signals, command: str, code: int | None
):
    """Without a word, though the library makes an error of its own of what is raised in it."""
    (tmp_path / "loguru.py").write_text(
        "import os\n"
        "try:\n"
        f"    os.kill(os.getpid(), {int(number)})\n"
        "except BaseException as error:\n"
        "    raise ImportError('initialization failed') from error\n"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bots.cli", command),
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert (said, process.returncode) == (b"", 128 + number if code is None else code)


SEARCHED = """
import gc
import bots.process
from bots.cli import main

objects = [0]
gc.collect()
gc.freeze()
gc.callbacks.append(lambda phase, _: phase == "start" and objects.append(len(gc.get_objects())))
main(["keys", "list"])
print(max(objects))
"""


def test_garbage_is_not_looked_for_in_what_a_command_has_imported(tmp_path: Path) -> None:
    """It stays: a search of all of it takes a server's start a tenth of a second or more of CPU."""
    told = subprocess.run(
        [sys.executable, "-c", SEARCHED],
        env={"DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(told.stdout.split()[-1]) < FEW_OBJECTS
