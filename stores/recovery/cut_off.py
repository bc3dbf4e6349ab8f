"""Cut-off calls: they ended with their process, and may go on at the carrier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Row, func, select, update

from conversation.events.event import EventType
from stores.databases.database import Database, named_errors
from stores.databases.process_locks import ProcessLocks
from stores.tables.schema import calls, events

REASONS = ("interrupted", "shutdown")


@dataclass(frozen=True, slots=True)
class CutOffCall:
    """A call that was cut off.

    Attributes:
        call_id: The call.
        parameters: As its last `call.started` says, redacted as they are kept.
        account: The carrier's account whose stream it was; None where there was no carrier.
        last_at: Its last sign of life before it was ended.
    """

    call_id: str
    parameters: Mapping[str, str]
    account: str | None
    last_at: datetime


async def claim_cut_off(
    database: Database, owners: ProcessLocks, owner: int, since: datetime
) -> list[CutOffCall]:
    """Make this process's own the calls whose process is dead; see `CallRecovery.claim_cut_off`.

    Raises:
        EventLogError: The database does not answer.
    """
    with named_errors("find calls that were cut off"):
        found = await database.read(partial(_ended, since=since))
        living = await owners.living({call.owner for call in found})
        dead = [call for call in found if call.owner not in living]
        if not dead:
            return []
        claimed = await database.write(partial(_claim, found=dead, owner=owner))
    return [call for call in claimed if call.last_at >= since]


def _ended(connection: Connection, since: datetime) -> list[Row]:
    columns = (calls.c.call_id, calls.c.owner, calls.c.parameters)
    ended = select(*columns).where(calls.c.ended_at >= since, calls.c.end_reason.in_(REASONS))
    return list(connection.execute(ended))


def _claim(connection: Connection, found: list[Row], owner: int) -> list[CutOffCall]:
    """Those that no other process claimed first, and that have not come back by themselves."""
    claimed: list[CutOffCall] = []
    for call in sorted(found, key=lambda one: one.call_id):
        still = (calls.c.call_id == call.call_id, calls.c.owner == call.owner)
        own = update(calls).where(*still, calls.c.ended_at.is_not(None)).values(owner=owner)
        if connection.execute(own).rowcount:
            account, last_at = _of(connection, call.call_id)
            parameters = call.parameters if isinstance(call.parameters, dict) else {}
            claimed.append(CutOffCall(call.call_id, parameters, account, last_at))
    return claimed


def _of(connection: Connection, call_id: str) -> tuple[str | None, datetime]:
    """The account of a call's last stream, and when anything last happened in it."""
    own = events.c.call_id == call_id
    started = select(events.c.data).where(own, events.c.type == EventType.CALL_STARTED.value)
    data = connection.execute(started.order_by(events.c.seq.desc()).limit(1)).scalar_one()
    lived = select(func.max(events.c.at)).where(own, events.c.type != EventType.CALL_ENDED.value)
    return data.get("account"), connection.execute(lived).scalar_one()
