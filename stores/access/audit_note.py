"""Audit note: who did what and when, written in the transaction that does it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert

from stores.access.audit_action import AuditAction
from stores.tables.schema import audit


def note(
    connection: Connection,
    action: AuditAction,
    by: str,
    now: datetime,
    *,
    change: Mapping[str, str] | None = None,
    call_id: str | None = None,
    erased: Mapping[str, int] | None = None,
) -> None:
    """Write a row of the audit; not a word of what was said.

    Args:
        connection: In its transaction.
        action: What was done.
        by: Who did it.
        now: When.
        change: `from` what `to` what.
        call_id: The call that it was done to, where it was one.
        erased: How many `calls` and `events` are gone; None: none.
    """
    row = {"at": now, "action": action.value, "actor": by, "call_id": call_id}
    counts = erased or {"calls": 0, "events": 0}
    change = None if change is None else dict(change)
    connection.execute(insert(audit).values({**row, **counts, "change": change}))
