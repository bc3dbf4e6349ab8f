"""Process log: one line an event on stderr, never a caller's word."""

import sys
from typing import Any

from loguru import logger

# Pipecat greets on stderr as it is imported, where a command has its one line for an error.
logger.disable("pipecat")


def start_log(level: str) -> None:
    """Send the log to stderr from `level` on."""
    logger.remove()
    logger.enable("pipecat")
    logger.configure(extra={"call_id": "-"})
    logger.add(
        sys.stderr,
        level=level,
        format="{time:HH:mm:ss.SSS} {level: <7} {extra[call_id]} {message}",
        filter=_keep,
        backtrace=False,
        diagnose=False,  # it would print the values of variables: words and secrets
    )


def _keep(record: Any) -> bool:
    # Pipecat and its services print transcripts and frames at DEBUG.
    if (record["name"] or "").startswith("pipecat"):
        return record["level"].no >= logger.level("WARNING").no
    return True
