"""Command line streams: one that is closed leads nowhere, and one that is full is a failure."""

import io
import os
import sys
from contextlib import suppress


def open_closed() -> None:
    """Lead standard input, output and errors nowhere where whoever started us has closed them.

    The next socket would have such a stream's number, and libuv ends a process that closes it.
    """
    for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it has the lowest number that is free: this one
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def write_what_is_unknown() -> None:
    r"""Have what standard output and errors have no letters for written as `\xe9`.

    A locale may know ASCII alone; and a file's name may have bytes that are no text at all.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with suppress(OSError):  # a file when Python began, and a pipe now
                stream.reconfigure(errors="backslashreplace")


def is_full() -> bool:
    """Whether standard output takes no more, not even the end of a line."""
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        return True
    return False


def let_go() -> None:
    """Lead standard output nowhere, so that the process can end without a word about it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
