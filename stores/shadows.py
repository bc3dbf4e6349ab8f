"""Shadow records in the event log's database: apart from the events, and gone with their call."""

from datetime import datetime
from functools import partial

from sqlalchemy import Connection, delete, func, insert, select

from conversation.insights.question import Question
from conversation.shadow.record import RunMode, ShadowRecord, StoredShadow
from stores.databases.database import Database, named_errors
from stores.insights.scope import period
from stores.tables.schema import calls, shadows

_ROW = shadows.c


class Shadows:
    """The shadow records of all processes that share the database."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def keep(self, shadow: StoredShadow, now: datetime) -> bool:
        """Keep a record; one of a replay takes the place of that of an earlier one.

        Returns:
            False where there is no such call, as it was erased meanwhile: nothing is kept.

        Raises:
            EventLogError: The database does not answer.
        """
        with named_errors("keep a shadow run in"):
            return await self._database.write(partial(_keep, shadow=shadow, now=now))

    async def candidates(self) -> dict[str, int]:
        """The candidates of which there are records, each with the number of its calls.

        Raises:
            EventLogError: The database does not answer.
        """
        query = select(_ROW.candidate, func.count(_ROW.call_id.distinct()).label("calls"))
        query = query.group_by(_ROW.candidate).order_by(_ROW.candidate)
        with named_errors("read"):
            rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {row.candidate: row.calls for row in rows}

    async def of(self, candidate: str, asked: Question) -> list[StoredShadow]:
        """The records of a candidate, of the calls of a period, the newest calls first.

        Raises:
            EventLogError: The database does not answer.
        """
        query = (
            select(_ROW.call_id, _ROW.candidate, _ROW.how, _ROW.data)
            .join(calls, calls.c.call_id == _ROW.call_id)
            .where(_ROW.candidate == candidate, *period(asked))
            .order_by(calls.c.started_at.desc(), _ROW.call_id, _ROW.shadow_id)
        )
        with named_errors("read"):
            rows = await self._database.read(lambda connection: connection.execute(query).all())
        return [
            StoredShadow(call_id, name, RunMode(how), ShadowRecord(**data))
            for call_id, name, how, data in rows
        ]


def _keep(connection: Connection, shadow: StoredShadow, now: datetime) -> bool:
    # The call's locked row keeps its erasure away meanwhile.
    call = select(calls.c.call_id).where(calls.c.call_id == shadow.call_id).with_for_update()
    if connection.execute(call).first() is None:
        return False
    key = {"call_id": shadow.call_id, "candidate": shadow.candidate, "how": shadow.how.value}
    if shadow.how is RunMode.REPLAY:
        connection.execute(
            delete(shadows).where(*(_ROW[name] == value for name, value in key.items()))
        )
    connection.execute(insert(shadows).values(key | {"at": now, "data": shadow.record.as_data()}))
    return True
