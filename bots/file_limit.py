"""File limit: how many files and sockets a process may have open, raised as far as it goes."""

import sys
from contextlib import suppress

from loguru import logger

if sys.platform != "win32":
    import resource

# A call has its media socket, a recogniser's socket for each party, and some viewers' sockets.
_FILES_A_CALL = 8
# The log, Redis, the model's connections, requests that come and go.
_FILES_BESIDE = 100
# macOS says that there is no limit, and takes no more than this.
_UNLIMITED = 10_240


def raise_file_limit() -> int | None:
    """Raise the limit of this process to what the system lets it have; returns that.

    None where the system has no such limit.
    """
    if sys.platform == "win32":
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, _UNLIMITED) if hard == resource.RLIM_INFINITY else hard
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def calls_within(files: int) -> int:
    """How many calls so many open files are enough for."""
    return max(0, files - _FILES_BESIDE) // _FILES_A_CALL


def check_file_limit(files: int | None, calls: int) -> None:
    """Say so in the log where the limit is too low for this many calls at once."""
    if files is not None and calls_within(files) < calls:
        logger.warning(
            "only {} files and sockets may be open, enough for some {} calls and not for"
            " MAX_CALLS={}: raise the hard limit (ulimit -Hn, LimitNOFILE, --ulimit nofile)",
            files,
            calls_within(files),
            calls,
        )
