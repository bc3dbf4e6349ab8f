"""Few events: a worker tells what matters of a test, where xdist's tells six things of each.

    test begins, set up, run, torn down, ended, done
                      ▲                       ▲
    these two are told; what went wrong is, too

Each takes both processes a tenth of a millisecond, and there are ten thousand tests.
"""

from typing import Any

import pytest


def tell_less(config: pytest.Config) -> None:
    """In a worker: have that told alone, unless pytest is asked how long each part takes."""
    if not hasattr(config, "workerinput") or config.option.durations is not None:
        return
    plugins = config.pluginmanager
    for plugin in plugins.get_plugins():
        if hasattr(plugin, "sendevent"):
            plugins.unregister(plugin)
            make_terse(plugin)
            plugins.register(plugin)


def make_terse(worker: Any) -> None:
    """Leave out of what xdist's plugin of a worker tells."""
    tell = worker.pytest_runtest_logreport
    failed: set[str] = set()

    def pytest_runtest_logreport(report: pytest.TestReport) -> None:
        if not report.passed:
            failed.add(report.nodeid)
        if report.when == "call" or report.nodeid in failed:
            tell(report=report)

    worker.pytest_runtest_logreport = pytest_runtest_logreport
    worker.pytest_runtest_logstart = worker.pytest_runtest_logfinish = None
