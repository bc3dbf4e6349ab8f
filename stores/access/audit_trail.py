"""Audit trail: who had what done and who looked at which call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, select

from stores.access.audit_action import AuditAction
from stores.access.audit_note import note
from stores.databases.database import Database, named_errors
from stores.tables.schema import audit

LOOK = "look."
"""How the actions begin that change nothing; they alone are forgotten in time."""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One thing that was done.

    Attributes:
        audit_id: Its number, higher for a later one.
        at: When.
        action: What.
        actor: Who.
        call_id: The call that it was done to, where it was one.
        calls: How many calls were erased.
        events: How many of their events.
        change: From what to what, where something was changed.
    """

    audit_id: int
    at: datetime
    action: str
    actor: str
    call_id: str | None
    calls: int
    events: int
    change: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The filters of a page, newest first.

    Attributes:
        limit: How many at most.
        before: Only those with a lower number.
        call_id: Of this call alone.
        actor: By them alone.
        action: What alone.
        since: Then or later.
        until: Before then.
    """

    limit: int = 50
    before: int | None = None
    call_id: str | None = None
    actor: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditTrail:
    """The audit of one log. Each method raises `EventLogError` where it does not answer."""

    def __init__(self, database: Database) -> None:
        """Keep it in `database`."""
        self._database = database

    async def note(
        self,
        action: AuditAction,
        by: str,
        change: Mapping[str, str] | None,
        now: datetime,
        call_id: str | None = None,
    ) -> None:
        """Keep who changed what, when, `from` what `to` what; no caller's words.

        A look at a call, `call_id`, changes nothing.
        """
        with named_errors("audit"):
            noted = partial(note, action=action, by=by, now=now, change=change, call_id=call_id)
            await self._database.write(noted)

    async def page(self, wanted: AuditPage) -> Sequence[AuditRecord]:
        """What was done, newest first."""
        with named_errors("read the audit"):
            return await self._database.read(partial(_page, wanted=wanted))

    async def forget_looks(self, cutoff: datetime) -> int:
        """Forget who looked before `cutoff`; returns how many looks. What was changed stays."""
        with named_errors("forget who looked"):
            return await self._database.write(partial(_forget, cutoff=cutoff))


def _page(connection: Connection, wanted: AuditPage) -> Sequence[AuditRecord]:
    columns = audit.c
    page = select(*(columns[name] for name in AuditRecord.__slots__))
    for column, value in (
        (columns.call_id, wanted.call_id),
        (columns.actor, wanted.actor),
        (columns.action, wanted.action),
    ):
        page = page if value is None else page.where(column == value)
    if wanted.before is not None:
        page = page.where(columns.audit_id < wanted.before)
    if wanted.since is not None:
        page = page.where(columns.at >= wanted.since)
    if wanted.until is not None:
        page = page.where(columns.at < wanted.until)
    newest = page.order_by(columns.audit_id.desc()).limit(wanted.limit)
    return [AuditRecord(**row) for row in connection.execute(newest).mappings()]


def _forget(connection: Connection, cutoff: datetime) -> int:
    old = audit.c.action.startswith(LOOK, autoescape=True) & (audit.c.at < cutoff)
    return connection.execute(delete(audit).where(old)).rowcount
