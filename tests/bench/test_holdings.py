"""The count of open files: a reader that comes late is none more, and a leak is."""

from bench.holdings import MOST_OF_DATABASES, files_of

OTHERS = ["socket:[17]", "server.log", "pipe:[18]"]
BEGUN = ["calls.db", "calls.db-wal", "calls.db-shm", "calls.db-owner-1"]


def test_a_reader_that_comes_late_is_no_file_more() -> None:
    late = [*BEGUN, "calls.db", "calls.db-wal"]
    assert files_of([*OTHERS, *BEGUN]) == files_of([*OTHERS, *late])


def test_what_leaks_shows() -> None:
    """Be it a socket, or one connection to the log after the other."""
    leaked = ["calls.db"] * (MOST_OF_DATABASES - len(BEGUN) + 2)
    assert files_of([*OTHERS, *BEGUN, *leaked]) == files_of([*OTHERS, *BEGUN]) + 2
    assert files_of([*OTHERS, "socket:[19]", *BEGUN]) == files_of([*OTHERS, *BEGUN]) + 1
