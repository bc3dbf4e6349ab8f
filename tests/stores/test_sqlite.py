"""What is particular to an event log in an SQLite file."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from stores.databases.address import database_at
from stores.log.event_log import open_event_log
from tests.stores.events import NOON, hold_call


async def test_no_word_stays_in_the_files(sqlite_url: str) -> None:
    """After an erasure, no file of an SQLite log holds a word of the call."""
    folder = Path(make_url(sqlite_url).database or "").parent
    async with open_event_log(sqlite_url) as log:
        await hold_call(log)

        def holds_words() -> bool:
            return any(b"mysecretword" in path.read_bytes() for path in folder.iterdir())

        assert holds_words()
        await log.erasure.delete("A", by="dpo", now=NOON)
        assert not holds_words()


async def test_only_its_user_may_read_the_log(sqlite_url: str) -> None:
    """The files of an SQLite log are closed to other users."""
    folder = Path(make_url(sqlite_url).database or "").parent
    async with open_event_log(sqlite_url) as log:
        await hold_call(log)
        modes = {path.name: path.stat().st_mode & 0o077 for path in folder.glob("calls.db*")}
    assert {mode for name, mode in modes.items() if "-owner-" not in name} == {0}


async def test_a_transaction_is_whole_or_not_at_all(sqlite_url: str) -> None:
    """What a function wrote before it raised is not there."""
    database = database_at(sqlite_url)
    statement = text("CREATE TABLE half (n INTEGER)")

    def write_and_fail(connection: Connection) -> None:
        connection.execute(statement)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(write_and_fail)
    await database.write(lambda connection: connection.execute(statement))
    await database.close()
