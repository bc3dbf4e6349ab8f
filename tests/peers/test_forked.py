"""The process that forks servers for tests."""

import subprocess
import sys
from pathlib import Path

from conversation.coaching.detection.adjacency import agent_acts
from peers.forked import read_from
from prompts.loader import load_playbook, read_bundled
from tests.product import ROOT

TWO_FORKS = """
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from peers.forked import share_fork_server

context = get_context("forkserver")
context.set_forkserver_preload([])
share_fork_server()
for _ in range(2):
    if not os.fork():
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            print(pool.submit(os.getppid).result())
        raise SystemExit
    os.wait()
"""


def test_the_processes_forked_from_one_share_its_fork_server() -> None:
    """What two of them start has one parent, which has imported the product once."""
    done = subprocess.run(
        [sys.executable, "-c", TWO_FORKS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    first, second = done.stdout.split()
    assert first == second


def tell_what_is_missing(_: list[str]) -> None:
    """Whether it was loaded, and what is read or compiled all the same."""
    caches = (read_bundled, agent_acts)
    before = [cache.cache_info().misses for cache in caches]
    load_playbook("sales", "en")
    agent_acts("en")
    missing = [cache.cache_info().misses for cache in caches] != before
    sys.stdout.write(f"{'peers.loaded' in sys.modules} {missing}")
    sys.stdout.flush()


async def test_a_fork_finds_loaded_what_every_server_works_out(tmp_path: Path) -> None:
    """Else each of a hundred servers would take a quarter of a second of CPU for it.

    A fork server says nothing of what it can't import.
    """
    async with read_from(tell_what_is_missing, folder=tmp_path) as (_, output):
        assert await output.read() == b"True False"
