"""The process that forks servers for tests."""

import subprocess
import sys

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
