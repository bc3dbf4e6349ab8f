"""Process log of uvicorn: its lines in our form, and few of the warnings that one client causes.

A client whose requests are no HTTP could otherwise write as many lines as it likes.
"""

import logging

from loguru import logger

from server.refusal_log import RefusalLog


class UvicornLog(logging.Handler):
    """Writes what uvicorn tells into the process log."""

    def __init__(self, refusals: RefusalLog) -> None:
        """Write no more warnings than `refusals` lets through."""
        super().__init__()
        self._refusals = refusals

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; of warnings, ten a minute."""
        if record.levelno >= logging.ERROR:
            told = logger.opt(exception=record.exc_info)
            told.error("HTTP server: {}", record.getMessage().strip())
        elif record.levelno >= logging.WARNING:
            self._refusals.warn("HTTP server: {}", record.getMessage())


def take_over() -> None:
    """Have uvicorn's lines written here, once in a process."""
    log = logging.getLogger("uvicorn.error")
    if not any(isinstance(handler, UvicornLog) for handler in log.handlers):
        log.addHandler(UvicornLog(RefusalLog()))
