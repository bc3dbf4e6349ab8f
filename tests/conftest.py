"""Guards around every test: no network but loopback, no leaked task, no developer's settings."""

import asyncio
import gc
import os
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import pytest_asyncio
from coverage import Coverage
from hypothesis import HealthCheck, settings
from loguru import logger
from pytest_socket import socket_allow_hosts
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from settings import Settings

LOOPBACK = ["127.0.0.1", "::1"]
WAITING = {"bench", "browser", "e2e"}
"""Folders whose tests mostly wait for other processes, which play calls in real time."""
LIFE_OF_A_PROCESS = "test_process.py"
"""Of these, the tests whose servers are traced: nothing else runs all that `serve` does."""


TRACED_INPUTS = 3
"""Of a test with many inputs, the first ones are traced."""


def pytest_configure(config: pytest.Config) -> None:
    """No implicit event loop, and no clock for Hypothesis.

    pytest-asyncio would have a loop made, and leave it open; a busy machine must fail no test.
    """
    asyncio.set_event_loop(None)
    settings.register_profile(
        "timeless", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("timeless")
    config.addinivalue_line("markers", "untraced: costs much, and runs what others run as well")


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, Any, Any]:
    """Trace in one process what is run by being imported, and keep for good what is there then."""
    worker = getattr(session.config, "workerinput", {"workerid": "gw0"})["workerid"]
    with _tracing(worker == "gw0"):
        collected = yield
    gc.collect()
    gc.freeze()  # or each great collection goes through thousands of tests again
    return collected


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Trace for the coverage no test that does much: it more than doubles what they cost.

    Neither is a process traced that such a test starts. What they run, other tests run as well.
    """
    with _tracing(not _does_much(item)):
        return (yield)


@contextmanager
def _tracing(wanted: bool) -> Iterator[None]:
    """Go on as the coverage has it; or without, in this process and in those it starts."""
    if wanted or Coverage.current() is None:
        yield
        return
    tracer, of_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)  # type: ignore[arg-type]
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
            yield
    finally:
        sys.settrace(tracer)
        threading.settrace(of_threads)  # type: ignore[arg-type]


def _does_much(item: pytest.Item) -> bool:
    """Whether it plays calls, has hundreds of examples by Hypothesis, or is marked."""
    plays = _waits(item.nodeid) and item.path.name != LIFE_OF_A_PROCESS
    has_examples = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return plays or has_examples or item.get_closest_marker("untraced") is not None


def _waits(nodeid: str) -> bool:
    return not WAITING.isdisjoint(nodeid.split("/"))


class OneAfterTheOther(LoadScopeScheduling):
    """The tests of a folder that wait run on the servers that they share; the others meanwhile."""

    def _split_scope(self, nodeid: str) -> str:
        """What runs in one process: all tests of a folder that wait, or this test alone."""
        return "/".join(nodeid.split("/")[:2]) if _waits(nodeid) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneAfterTheOther:
    """Who says which process runs which test."""
    return OneAfterTheOther(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the task guard around async tests alone: a plain test stays without an event loop.

    Tests that share a loop share its tasks too, and are left out.
    """
    inputs = Counter[str]()
    for item in items:
        inputs[item.nodeid.split("[")[0]] += 1
        if inputs[item.nodeid.split("[")[0]] > TRACED_INPUTS:
            item.add_marker("untraced")
        if isinstance(item, pytest.Function) and pytest_asyncio.is_async_test(item):
            marker = item.get_closest_marker("asyncio")
            if not marker or "loop_scope" not in marker.kwargs:
                item.fixturenames.insert(0, "no_leaked_task")


@pytest.fixture(autouse=True)
def loopback_only() -> None:
    """A connection to anything but loopback raises; pytest-socket lifts it after the test."""
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture
async def no_leaked_task() -> AsyncIterator[None]:
    """Fail the test, by the task's name, if it leaves an asyncio task behind."""
    yield
    pending = asyncio.all_tasks() - {asyncio.current_task()}
    if pending:  # a transport that is just closing may need one more turn of the loop
        _, pending = await asyncio.wait(pending, timeout=0.2)
    assert not pending, "leaked tasks: " + ", ".join(sorted(repr(task) for task in pending))


@pytest.fixture(autouse=True)
def no_inherited_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Settings` sees neither the developer's environment nor a `.env`.

    Nor does a test have meanings read that does not ask for it: the encoder takes seconds to load.
    """
    names = {name.upper() for name in Settings.model_fields}
    for name in [name for name in os.environ if name.upper() in names]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("COACH_MEANING", "false")


class CapturedLog:
    """A sink of the log that stays for all tests: to make one takes loguru 7 ms of CPU."""

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._handlers = ""

    def begin(self) -> None:
        """Take the log of a test; whatever the last one has made of the handlers."""
        self._stream = sys.stderr
        if repr(logger) != self._handlers:
            logger.remove()
            logger.add(self._write, level="DEBUG")
            self._handlers = repr(logger)

    def _write(self, line: str) -> None:
        self._stream.write(line)


CAPTURED_LOG = CapturedLog()


@pytest.fixture(autouse=True)
def captured_log() -> None:
    """Send the log to the stderr that pytest captures, so that only a failed test shows it."""
    CAPTURED_LOG.begin()
