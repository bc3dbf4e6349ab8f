"""The messages that the log has of a stretch of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from loguru import logger


@contextmanager
def logged(level: str) -> Iterator[list[str]]:
    """What is logged in the block at that level, or as worse; a message an entry."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(str(line)), level=level, format="{message}")
    try:
        yield lines
    finally:
        logger.remove(sink)
