"""The encoder's thread works in order, and keeps nobody who wants to go."""

import subprocess
import sys
from threading import Event

import pytest

from services.encoder.encoder_thread import EncoderThread


def test_works_are_done_one_after_the_other():
    """In the order in which they came, errors told to who asked."""
    thread, done = EncoderThread(), list[int]()
    futures = [thread.submit(done.append, number) for number in range(100)]
    failing = thread.submit(int, "no number")
    thread.shutdown()
    assert done == list(range(100))
    assert all(future.done() for future in futures)
    assert isinstance(failing.exception(), ValueError)
    with pytest.raises(RuntimeError):
        thread.submit(int)


def test_what_waits_can_be_given_up():
    """What is being done goes on; what has yet to begin does not."""
    thread, begun, may_end = EncoderThread(), Event(), Event()

    def work() -> bool:
        begun.set()
        return may_end.wait()

    first = thread.submit(work)
    second = thread.submit(int)
    begun.wait()
    thread.shutdown(wait=False, cancel_futures=True)
    assert second.cancelled()
    may_end.set()
    assert first.result()


def test_a_process_ends_while_its_encoder_works():
    """Nobody waits for a model that is still being loaded."""
    program = (
        "import time; from services.encoder.encoder_thread import EncoderThread\n"
        "thread = EncoderThread(); thread.submit(time.sleep, 3600)\n"
        "thread.shutdown(wait=False, cancel_futures=True); print('over')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True
    )
    assert (ended.stdout, ended.stderr) == ("over\n", "")
