"""Refusal log: the few lines a minute that a flood of refusals may write."""

from collections.abc import Iterator

import pytest
from loguru import logger

from server.refusal_log import LINES_A_MINUTE, RefusalLog


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is logged."""
    said: list[str] = []
    sink = logger.add(lambda line: said.append(str(line).strip()), format="{message}")
    yield said
    logger.remove(sink)


def test_a_flood_of_refusals_is_a_few_lines_and_a_count(lines: list[str]) -> None:
    """Ten lines a minute, one that says so; the rest is counted, and told with the next one."""
    at = 0.0
    refusals = RefusalLog(lambda: at)
    for number in range(500):
        refusals.warn("refused {}", number)
    assert lines[:LINES_A_MINUTE] == [f"refused {number}" for number in range(LINES_A_MINUTE)]
    assert len(lines) == LINES_A_MINUTE + 1
    assert "counted and not written" in lines[-1]
    lines.clear()
    at = 60.0
    refusals.warn("refused {}", "again")
    assert lines == ["490 more like the next line", "refused again"]


def test_kinds_are_counted_apart(lines: list[str]) -> None:
    """A flood of one kind does not hide another."""
    refusals = RefusalLog(lambda: 0.0)
    for _ in range(100):
        refusals.warn("a flood")
    refusals.warn("a single one")
    assert lines[-1] == "a single one"
