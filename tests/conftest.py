"""Guards around every test: no leaked task, and no setting of the developer."""

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import pytest_asyncio.plugin
from hypothesis import HealthCheck, settings
from loguru import logger
from looptime._internal import plugin as looptime_plugin
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from peers.forked import share_fork_server
from peers.redis_server import RedisServer
from services.encoder.sentence_model import SentenceModel
from settings import Settings
from tests.few_events import tell_less
from tests.forked_workers import ForkedWorkers
from tests.logged import logged

TESTS = Path(__file__).parent
SETTINGS = {name.upper() for name in Settings.model_fields}
WAITING = {"bench", "browser", "e2e"}
"""Folders whose tests mostly wait for other processes, which play calls in real time."""
READING = {
    f"tests/{file}.py"
    for file in (
        "conversation/test_errors",
        "test_borrowed",
        "test_errors_page",
        "test_folders",
        "test_glossary",
        "test_modules",
    )
}
"""Files whose tests look at all of the product's code: to parse it takes a process seconds."""
PGVECTOR = {
    f"tests/{file}.py"
    for file in (
        "knowledge/backends/test_postgres",
        "knowledge/test_library",
        "knowledge/test_processes",
        "pipeline/test_past_calls",
    )
}
"""Files whose tests ask a Postgres with pgvector: to start one takes a process a second."""
STORES = "tests/stores"
"""A folder whose tests ask one Postgres, with one log to copy: both take a process 1.3 s of CPU."""
OWN_SERVERS = {
    f"tests/e2e/test_{name}.py"
    for name in ("handover", "microphone", "replicas", "strangers", "third_parties")
}
"""Files that wait too, and for servers of their own alone."""
FIRST = (
    "tests/bench",
    "tests/browser",
    "tests/e2e",
    "tests/evaluation/test_labelled_set.py",
    "own servers",
    "tests/bots/test_workers.py",
    "tests/server/test_fuzz_rest.py",
    "tests/workflows/test_killed.py",
    "pgvector",
    STORES,
    "tests/workflows/test_dbos_engine.py",
    "tests/workflows/test_jobs.py",
    "tests/server/test_shadows.py",
    "tests/server/test_teams.py",
    "tests/services/test_deepgram_outages.py",
)
"""What is begun first: it takes longest, and at the end all processes are to have work."""


def pytest_configure(config: pytest.Config) -> None:
    """No implicit event loop, and no clock for Hypothesis; where all tests run, forked workers.

    pytest-asyncio would have a loop made, and leave it open; a busy machine must fail no test.
    """
    gc.disable()  # what is imported stays
    asyncio.set_event_loop(None)
    looptime_plugin._should_patch = makes_loop
    settings.register_profile(
        "timeless", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("timeless")
    runs_all = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    tell_less(config)
    if runs_all and sys.platform == "linux" and not hasattr(config, "workerinput"):
        files = sorted(TESTS.rglob("test_*.py"))
        config.pluginmanager.register(ForkedWorkers(files, TESTS.parent, load_shared))


def makes_loop(fixture: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> bool:
    """Whether a fixture may make an event loop whose time looptime is to make virtual.

    looptime's own answer is each loop, which then asks the kernel twice wherever it would once; and
    it looks through all of pytest-asyncio at each fixture of each test: half of what it takes to
    set a test up.
    """
    if fixture.func.__module__ != pytest_asyncio.plugin.__name__:
        return False
    return request.node.get_closest_marker("looptime") is not None


def load_shared() -> None:
    """Begin what forks servers, and load what servers do, and the encoder: seconds of CPU."""
    share_fork_server()
    import_module("peers.loaded")
    SentenceModel().encode(["What is it?"])


def pytest_collection_finish() -> None:
    """Look for garbage from now on, and not in the tests and what they import, which stay.

    Python's own thresholds have it looked for so often that it takes a twentieth of all CPU.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def waits(nodeid: str) -> bool:
    """Whether a test mostly waits."""
    return not WAITING.isdisjoint(nodeid.split("/"))


def scope(nodeid: str) -> str:
    """What runs in one process: tests of a folder that wait or share, of some files, or of one."""
    file = nodeid.partition("::")[0]
    if file in READING:
        return "reading"
    if file in PGVECTOR:
        return "pgvector"
    if file in OWN_SERVERS:
        return "own servers"
    folder = "/".join(nodeid.split("/")[:2])
    return folder if waits(nodeid) or folder == STORES else file


class Numbered(list[str]):
    """The names of all tests, which know their places: xdist asks for each of them."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self._places = {name: place for place, name in enumerate(names)}

    def index(self, name: str, *_: object) -> int:
        return self._places[name]


class OneAfterTheOther(LoadScopeScheduling):
    """The tests of a folder that wait run on the servers that they share; the others meanwhile."""

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        super().add_node_collection(node, collection)
        if node in self.registered_collections:  # it has the tests that the others have
            self.registered_collections[node] = Numbered(collection)

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        """Forget a test that is done: xdist counts at each event what a process ever got."""
        name = self.registered_collections[node][item_index]
        units = self.assigned_work[node]
        unit = units[self._split_scope(name)]
        del unit[name]
        if not unit:
            del units[self._split_scope(name)]
        self._reschedule(node)

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneAfterTheOther:
    """Who says which process runs which test; they are begun in the order of their collection."""
    config.option.loadscopereorder = False
    return OneAfterTheOther(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and guard the tasks of async tests.

    A plain test stays without an event loop. Tests that share a loop share its tasks too, and are
    left out.
    """
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(scope(item.nodeid), len(FIRST)))
    for item in items:
        if isinstance(item, pytest.Function) and pytest_asyncio.is_async_test(item):
            marker = item.get_closest_marker("asyncio")
            if not marker or "loop_scope" not in marker.kwargs:
                item.fixturenames.insert(0, "no_leaked_task")


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
    for name in [name for name in os.environ if name.upper() in SETTINGS]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("COACH_MEANING", "false")


@pytest.fixture
def log() -> Iterator[list[str]]:
    """The messages of a test that are logged as warnings, or as worse."""
    with logged("WARNING") as lines:
        yield lines


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A running Redis."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


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
