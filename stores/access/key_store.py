"""Key store: API keys that are added and revoked while servers run; digests alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, insert, select, update

from conversation.errors import ErrorCode
from settings.api_keys import ApiKey, Role
from stores.access.audit_action import AuditAction
from stores.access.audit_note import note
from stores.databases.database import Database, named_errors
from stores.errors import EventLogError
from stores.tables.access_schema import keys

"""What the audit calls a change of the keys."""


class KeyConflictError(EventLogError):
    """A key can't be added or revoked as the keys are; the message says why."""

    code = ErrorCode.KEY_CONFLICT
    retryable = False


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key of the store, without the key.

    Attributes:
        key: Its name, role and digest.
        added_at: When it was added.
        added_by: By whom.
        revoked_at: When it was revoked; None while it counts.
        revoked_by: By whom.
    """

    key: ApiKey
    added_at: datetime
    added_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None


class KeyStore:
    """The keys of one log. Each method raises `EventLogError` where it does not answer."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def all(self) -> Sequence[StoredKey]:
        """All that were ever added, in the order of their names."""
        with named_errors("read the keys"):
            return await self._database.read(_all)

    async def add(self, key: ApiKey, by: str, now: datetime) -> None:
        """Add a key; audited, by its name.

        Raises:
            KeyConflictError: Another has that name, or it was given out before.
        """
        with named_errors("add a key"):
            await self._database.write(partial(_add, key=key, by=by, now=now))

    async def revoke(self, name: str, by: str, now: datetime) -> bool:
        """Revoke the key of that name; audited. False where there is none."""
        with named_errors("revoke a key"):
            return await self._database.write(partial(_revoke, name=name, by=by, now=now))


def _all(connection: Connection) -> Sequence[StoredKey]:
    rows = connection.execute(select(keys).order_by(keys.c.name, keys.c.added_at)).mappings()
    return [
        StoredKey(
            ApiKey(row["name"], Role(row["role"]), bytes.fromhex(row["digest"])),
            row["added_at"],
            row["added_by"],
            row["revoked_at"],
            row["revoked_by"],
        )
        for row in rows
    ]


def _add(connection: Connection, key: ApiKey, by: str, now: datetime) -> None:
    for stored in _all(connection):
        if stored.key.digest == key.digest:
            raise KeyConflictError("that key was given out before; each key is new")
        if stored.key.name == key.name and stored.revoked_at is None:
            raise KeyConflictError(f"there is a key named {key.name}; revoke it first")
    row = {"digest": key.digest.hex(), "name": key.name, "role": key.role.value}
    connection.execute(insert(keys).values(row | {"added_at": now, "added_by": by}))
    change = {"from": "", "to": f"{key.name} ({key.role.value})"}
    note(connection, AuditAction.KEY_ADD, by, now, change=change)


def _revoke(connection: Connection, name: str, by: str, now: datetime) -> bool:
    counts = (keys.c.name == name) & keys.c.revoked_at.is_(None)
    revoked = update(keys).where(counts).values(revoked_at=now, revoked_by=by)
    if not connection.execute(revoked).rowcount:
        return False
    note(connection, AuditAction.KEY_REVOKE, by, now, change={"from": name, "to": ""})
    return True
