"""Outline of a call: its events without those that a later one of their kind has made needless.

    started  turn  memory  turn  card  memory  usage  turn  memory  ended
    started  turn          turn  card          usage  turn  memory  ended     the outline

A memory says all that is remembered by then, and most of a long call's log is memories. What a call
comes to be told as is made of its outline, and read a page at a time.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from conversation.events.event import CUMULATIVE, CallEvent, EventType
from stores.log.queries import event_of
from stores.tables.schema import events

PAGE = 200


@dataclass(frozen=True, slots=True)
class OutlineEnd:
    """The end of the outline of a call, as it is read now.

    Attributes:
        seq: The number of the call's last event; 0 where it has none.
        latest: The numbers of the last event of each kind that is `CUMULATIVE`.
    """

    seq: int
    latest: Sequence[int]


def read_end(
    connection: Connection, call_id: str, types: Collection[EventType] | None
) -> OutlineEnd:
    """Where an outline of these types ends; None: of all types."""
    of_call = events.c.call_id == call_id
    seq = connection.execute(select(func.max(events.c.seq)).where(of_call)).scalar() or 0
    latest: list[int] = []
    for kind in CUMULATIVE if types is None else CUMULATIVE.intersection(types):
        last = (
            select(events.c.seq)
            .where(of_call, events.c.type == kind.value, events.c.seq <= seq)
            .order_by(events.c.seq.desc())
            .limit(1)
        )
        latest += connection.execute(last).scalars()
    return OutlineEnd(seq, latest)


def read_page(
    connection: Connection,
    call_id: str,
    types: Collection[EventType] | None,
    after: int,
    end: OutlineEnd,
) -> list[CallEvent]:
    """The next events of an outline after a number, ascending, `PAGE` at most."""
    row = events.c
    found = (
        select(row.call_id, row.type, row.at, row.data, row.seq, row.trace_id)
        .where(row.call_id == call_id, row.seq > after, row.seq <= end.seq)
        .where(or_(_is_lasting(types), row.seq.in_(end.latest)))
        .order_by(row.seq)
        .limit(PAGE)
    )
    return [event_of(one) for one in connection.execute(found)]


def _is_lasting(types: Collection[EventType] | None) -> ColumnElement[bool]:
    lasting = events.c.type.not_in([kind.value for kind in CUMULATIVE])
    if types is None:
        return lasting
    return and_(lasting, events.c.type.in_([kind.value for kind in types]))


def outline_of(
    told: Iterable[CallEvent], types: Collection[EventType] | None = None
) -> list[CallEvent]:
    """The outline of events that are at hand, ascending."""
    kept = [event for event in told if types is None or event.type in types]
    latest = {event.type: event for event in kept if event.type in CUMULATIVE}
    return [event for event in kept if latest.get(event.type, event) is event]
