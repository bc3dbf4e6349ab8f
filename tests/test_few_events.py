"""What a worker tells of its tests, and what the process that schedules them keeps of it."""

from types import SimpleNamespace
from typing import Any

import pytest
from xdist.remote import Producer

from tests.conftest import OneAfterTheOther
from tests.few_events import make_terse

pytest_plugins = ["pytester"]

NAMES = [f"tests/test_{file}.py::test_{number}" for file in "abc" for number in range(3)]


class Worker:
    """As xdist's plugin of a worker: it tells whatever it hears."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str | None]] = []

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.told.append((nodeid, None))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.told.append((nodeid, None))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.told.append((report.nodeid, report.when))


class Node:
    """As xdist's end of a worker: it takes the numbers of tests."""

    shutting_down = False
    gateway = SimpleNamespace(id="gw")

    def __init__(self) -> None:
        self.got: list[int] = []

    def send_runtest_some(self, indices: list[int]) -> None:
        self.got += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def report(name: str, when: Any, outcome: Any) -> pytest.TestReport:
    return pytest.TestReport(name, ("", 0, ""), {}, outcome, None, when)


def test_of_a_test_that_passes_its_outcome_is_told_and_of_others_all() -> None:
    """What is captured as a failed test is torn down belongs to what it has printed."""
    worker = Worker()
    make_terse(worker)
    manager = pytest.PytestPluginManager()
    manager.register(worker)
    for name, set_up, called in (
        ("passes", "passed", "passed"),
        ("fails", "passed", "failed"),
        ("skips", "skipped", None),
    ):
        manager.hook.pytest_runtest_logstart(nodeid=name, location=("", 0, ""))
        manager.hook.pytest_runtest_logreport(report=report(name, "setup", set_up))
        if called:
            manager.hook.pytest_runtest_logreport(report=report(name, "call", called))
        manager.hook.pytest_runtest_logreport(report=report(name, "teardown", "passed"))
        manager.hook.pytest_runtest_logfinish(nodeid=name, location=("", 0, ""))
    manager.hook.pytest_runtest_logreport(report=report("passes", "teardown", "failed"))
    assert worker.told == [
        ("passes", "call"),
        *(("fails", "call"), ("fails", "teardown")),
        *(("skips", "setup"), ("skips", "teardown")),
        ("passes", "teardown"),
    ]


def test_tests_that_are_done_are_forgotten_and_those_of_a_crashed_process_run_elsewhere(
    pytester: pytest.Pytester,
) -> None:
    """All are run once, but for the one in which the process crashed."""
    config = pytester.parseconfig("--tx=2*popen")
    config.option.loadscopereorder = False
    nodes: list[Any] = [Node(), Node()]
    scheduler = OneAfterTheOther(config, Producer("", enabled=False))
    for node in nodes:
        scheduler.add_node(node)
        scheduler.add_node_collection(node, NAMES)
    scheduler.schedule()
    assert (nodes[0].got[:3], nodes[1].got[:3]) == ([0, 1, 2], [3, 4, 5])
    scheduler.mark_test_complete(nodes[0], 0)
    assert nodes[0].got == [0, 1, 2, 6, 7, 8]  # the last file, as two tests are left
    assert scheduler.remove_node(nodes[0]) == NAMES[1]
    for place in (3, 4, 5, 1, 2, 6, 7):
        scheduler.mark_test_complete(nodes[1], place)
    assert nodes[1].got == [3, 4, 5, 1, 2, 6, 7, 8]
    assert scheduler.tests_finished
    assert list(scheduler.assigned_work[nodes[1]].values()) == [{NAMES[8]: False}]
