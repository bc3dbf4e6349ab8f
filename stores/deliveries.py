"""Delivery records: what other systems were told of calls, each once, whoever asks and how often.

    (none) ──claim──▶ sending ──▶ sent ──▶ undone
                       ▲    │
                       │    ├──▶ waiting     the next claim tries again
                       │    └──▶ dead        only a claim by hand does
                       └── a claim of the same key, when its process has died

No word of a call is in them: what is sent again is made again from the call's events.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Connection, desc, select, update

from conversation.call_scope import CallScope
from stores.databases.database import INSERTS, Database, named_errors
from stores.log.call_scope import of_call_in_scope
from stores.tables.schema import deliveries

_LEASE = timedelta(minutes=5)
"""A try takes seconds; one that has not ended by then belongs to a process that died."""
_ROW = deliveries.c


class DeliveryState(StrEnum):
    """The state of a delivery."""

    SENDING = "sending"
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """A delivery, as the log has it.

    Attributes:
        key: Its id.
        target: Who was to be told.
        call_id: Of which call.
        kind: What.
        state: How it stands.
        tries: How many tries have failed.
        code: Why the last one did.
        at: When that changed.
        made: What it made at its target.
    """

    key: str
    target: str
    call_id: str
    kind: str
    state: DeliveryState
    tries: int
    code: str | None
    at: datetime
    made: Mapping[str, Any] | None = None


class Deliveries:
    """The deliveries of all processes that share the database."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def claim(
        self, wanted: DeliveryRecord, *, by_hand: bool = False
    ) -> tuple[bool, DeliveryRecord]:
        """Take a delivery to try it now, unless it is done, another tries it, or it is dead.

        Args:
            wanted: What is to be sent, and when.
            by_hand: Whether somebody asks for a dead one, or one that was undone, to be sent again.

        Returns:
            Whether it is taken, and how it stood before that.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("note a delivery"):
            return await self._database.write(partial(_claim, wanted=wanted, by_hand=by_hand))

    async def settle(self, record: DeliveryRecord) -> None:
        """Keep how a delivery stands now.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("note a delivery"):
            await self._database.write(partial(_settle, record=record))

    async def of_call(self, call_id: str) -> list[DeliveryRecord]:
        """The deliveries of a call, by their moment.

        Raises:
            EventLogError: The database does not answer.
        """
        found = select(deliveries).where(_ROW.call_id == call_id).order_by(_ROW.at, _ROW.key)
        return await self._read(found)

    async def dead(
        self, target: str | None = None, limit: int = 100, scope: CallScope | None = None
    ) -> list[DeliveryRecord]:
        """The dead letters, the newest first.

        Args:
            target: Of one target; None: of all.
            limit: At most so many.
            scope: Only those of calls in it.

        Raises:
            EventLogError: The database does not answer.
        """
        found = select(deliveries).where(_ROW.state == DeliveryState.DEAD)
        if target is not None:
            found = found.where(_ROW.target == target)
        if scope is not None:
            found = found.where(of_call_in_scope(_ROW.call_id, scope))
        return await self._read(found.order_by(desc(_ROW.at), _ROW.key).limit(limit))

    async def get(self, key: str) -> DeliveryRecord | None:
        """A delivery by its id.

        Raises:
            EventLogError: The database does not answer.
        """
        found = await self._read(select(deliveries).where(_ROW.key == key))
        return found[0] if found else None

    async def last_code(self, target: str) -> str | None:
        """Why the last delivery to a target that ended did so; None where it was taken.

        Raises:
            EventLogError: The database does not answer.
        """
        ended = (DeliveryState.SENT, DeliveryState.DEAD)
        found = select(deliveries).where(_ROW.target == target, _ROW.state.in_(ended))
        rows = await self._read(found.order_by(desc(_ROW.at)).limit(1))
        return rows[0].code if rows else None

    async def _read(self, query: Any) -> list[DeliveryRecord]:
        def read(connection: Connection) -> list[DeliveryRecord]:
            return [_record(row) for row in connection.execute(query).mappings()]

        with named_errors("read the deliveries"):
            return await self._database.read(read)


def _record(row: Mapping[Any, Any]) -> DeliveryRecord:
    values: dict[str, Any] = dict(row)
    values["state"] = DeliveryState(row["state"])
    return DeliveryRecord(**values)


def _values(record: DeliveryRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in DeliveryRecord.__slots__}


def _claim(
    connection: Connection, wanted: DeliveryRecord, *, by_hand: bool
) -> tuple[bool, DeliveryRecord]:
    new = INSERTS[connection.dialect.name](deliveries).values(_values(wanted))
    if connection.execute(new.on_conflict_do_nothing()).rowcount:
        return True, wanted
    found = select(deliveries).where(_ROW.key == wanted.key).with_for_update()
    known = _record(connection.execute(found).mappings().one())
    is_free = known.state is DeliveryState.WAITING or (
        known.state is DeliveryState.SENDING and wanted.at - known.at > _LEASE
    )
    taken = is_free or (by_hand and known.state in (DeliveryState.DEAD, DeliveryState.UNDONE))
    if taken:
        sending = {"state": DeliveryState.SENDING, "at": wanted.at}
        connection.execute(update(deliveries).where(_ROW.key == wanted.key).values(sending))
    return taken, known


def _settle(connection: Connection, record: DeliveryRecord) -> None:
    connection.execute(update(deliveries).where(_ROW.key == record.key).values(_values(record)))
