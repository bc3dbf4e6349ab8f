"""Database error: why a database did not do what was asked."""

import os
import sqlite3

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def is_of_the_values(error: BaseException) -> bool:
    """Whether a statement failed for the values in it, so that it never will be better."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        odd = isinstance(getattr(error.orig, "__cause__", None), ValueError)
        return isinstance(error, DataError | IntegrityError) or state.startswith("22") or odd
    return isinstance(error, StatementError | ValueError | TypeError)


def cause(error: BaseException) -> str:
    """The database's message in one line, without the values it was given."""
    origin = (error.orig if isinstance(error, DBAPIError) else None) or error
    if isinstance(origin, OSError) and origin.errno:
        return os.strerror(origin.errno)  # its own words may hold an address
    lines = str(origin).splitlines()
    told = lines[0] if lines else type(origin).__name__
    code = getattr(origin, "sqlite_errorcode", 0) & 0xFF
    return f"{told}; its disk may be read-only" if code in _UNWRITABLE else told
