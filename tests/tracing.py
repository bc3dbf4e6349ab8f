"""Tracing: what the coverage sees of the tests, for it more than doubles what they cost."""

import sys
import threading
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from loguru import logger

from tests.product import PRODUCT

MARK = "untraced: costs much, and runs what others run as well"
WAITING = {"bench", "browser", "e2e"}
"""Folders whose tests mostly wait for other processes, which play calls in real time."""
LIFE_OF_A_PROCESS = "test_process.py"
"""Of these, the tests that are traced, and their servers: nothing else runs all of `serve`."""
TESTS = Path(__file__).parent
RUN_BY_OTHERS = frozenset(
    TESTS / line
    for line in (TESTS / "untraced.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)
"""The test files that are not traced."""
TRACED_INPUTS = 3
"""Of a test with many inputs, the first ones are traced."""

Functions = tuple[Any, Any]
OFF: Functions = (None, None)


class Tracing:
    """Plugin of pytest: switches the coverage's trace functions on where they are worth it.

    On is what tests and their fixtures run, but for tests that do much; off are pytest itself, and
    the imports of tests. Of the processes that tests start, only those are traced whose life a test
    looks at: any other one imports for seconds, traced, what is then run in this process too.
    """

    def __init__(self) -> None:
        self._wanted = OFF

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Trace nothing in the process that hands out the tests."""
        if Coverage.current() and session.config.pluginmanager.hasplugin("dsession"):
            _switch(OFF)

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """Trace in one process what the product runs by being imported, and then nothing."""
        worker = getattr(session.config, "workerinput", {"workerid": "gw0"})["workerid"]
        if Coverage.current() and worker == "gw0" and _functions() != OFF:
            _import_product()
        with _switched(OFF) if Coverage.current() else nullcontext():
            return (yield)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Of a test with many inputs, trace the first."""
        inputs = Counter[str]()
        for item in items:
            name = item.nodeid.partition("[")[0]
            inputs[name] += 1
            if inputs[name] > TRACED_INPUTS:
                item.add_marker("untraced")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Off until the test's own code runs, or a fixture's."""
        if Coverage.current() is None:
            return (yield)
        before = _functions()
        with _switched(OFF), pytest.MonkeyPatch.context() as patch:
            self._wanted = OFF if _does_much(item) else before
            if self._wanted == OFF or item.path.name != LIFE_OF_A_PROCESS:
                patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
            try:
                return (yield)
            finally:
                self._wanted = OFF

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_fixture_setup(self) -> Generator[None, Any, Any]:
        """On, if the test is traced."""
        with self._inside():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_pyfunc_call(self) -> Generator[None, Any, Any]:
        """On, if the test is traced."""
        with self._inside():
            return (yield)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        """On, if the test is traced: fixtures end."""
        with self._inside():
            return (yield)

    def _inside(self) -> AbstractContextManager[None]:
        return nullcontext() if self._wanted == OFF else _switched(self._wanted)


def waits(nodeid: str) -> bool:
    """Whether a test mostly waits."""
    return not WAITING.isdisjoint(nodeid.split("/"))


def _does_much(item: pytest.Item) -> bool:
    """Whether it plays calls, reads the repository, runs what others run, or is marked."""
    plays = waits(item.nodeid) and item.path.name != LIFE_OF_A_PROCESS
    reads_code = item.path.parent == TESTS
    has_examples = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    is_marked = item.get_closest_marker("untraced") is not None
    is_run_by_others = item.path in RUN_BY_OTHERS
    return plays or reads_code or has_examples or is_marked or is_run_by_others


def _import_product() -> None:
    logger.disable("pipecat")  # which says that it starts, and which extras are missing
    for module in PRODUCT:
        # Migrations are read by Alembic alone; a microphone and Moonshine are extras.
        if module.path.parent.parent.name != "migrations" and module.path.name != "env.py":
            with suppress(ImportError):
                import_module(module.name.removesuffix(".__init__"))
    logger.enable("pipecat")


def _functions() -> Functions:
    return sys.gettrace(), threading.gettrace()


def _switch(functions: Functions) -> None:
    sys.settrace(functions[0])
    threading.settrace(functions[1])


@contextmanager
def _switched(functions: Functions) -> Iterator[None]:
    """With other trace functions, in this thread and for those that it starts."""
    before = _functions()
    _switch(functions)
    try:
        yield
    finally:
        _switch(before)
