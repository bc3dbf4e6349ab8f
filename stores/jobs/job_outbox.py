"""Job outbox: the work that a call's end owes, in the very transaction of its `call.ended`.

A scan that looks for ended calls without a job would need a mark of how far it has looked, and
commits of several processes, and events that were kept in a spool, come in no order of theirs.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, update

from conversation.events.event import CallEvent, EventType
from conversation.jobs.job import LIVE, JobState, job_id
from conversation.jobs.settling import settle_time
from stores.tables.schema import jobs

_SUPERSEDED = (*LIVE, JobState.FAILED)


def owe(
    connection: Connection,
    stored: Iterable[CallEvent],
    settle: timedelta | None,
    barred: Collection[str] = (),
) -> None:
    """Have an end owe its job, and a call that comes back not owe that of its earlier end.

    Args:
        connection: In the transaction that stores the events.
        stored: Events of any type, with their numbers; those of one call in their order.
        settle: How long the work waits where the call may come back; None where none is owed.
        barred: The ids of calls that owe none, as their customers do not agree.
    """
    if settle is None:
        return
    for event in stored:
        if event.type is EventType.CALL_ENDED:
            if event.call_id not in barred:
                _owe(connection, event, settle)
        elif event.type is EventType.CALL_STARTED and event.seq != 1:
            own = (jobs.c.call_id == event.call_id, jobs.c.state.in_(_SUPERSEDED))
            back = {"state": JobState.SUPERSEDED, "updated_at": event.at}
            connection.execute(update(jobs).where(*own).values(back))


def erase_jobs(connection: Connection, call_ids: Sequence[str], now: datetime) -> None:
    """Delete the jobs of calls; what the engine has of one is forgotten before its row goes."""
    own = jobs.c.call_id.in_(call_ids)
    connection.execute(delete(jobs).where(own, jobs.c.held.is_(False)))
    gone = {"state": JobState.ERASED, "steps": {}, "step": None, "updated_at": now}
    connection.execute(update(jobs).where(own).values(gone))


def _owe(connection: Connection, event: CallEvent, settle: timedelta) -> None:
    seq = event.seq or 0
    owed = job_id(event.call_id, seq)
    row = {
        "state": JobState.WAITING,
        "due_at": event.at + settle_time(event.data.get("reason"), settle),
        "created_at": event.at,
        "updated_at": event.at,
        "owner": None,
        "step": None,
        "reason": None,
        "steps": {},
    }
    # The id is used again where the call was erased and another came by its id.
    again = update(jobs).where(jobs.c.job_id == owed).values(run=jobs.c.run + 1, **row)
    if not connection.execute(again).rowcount:
        new = {"job_id": owed, "call_id": event.call_id, "ended_seq": seq, "run": 1, "held": False}
        connection.execute(insert(jobs).values(new | row))
