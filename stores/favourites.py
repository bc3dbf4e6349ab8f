"""Favourite cards: which cards somebody keeps, by ids; their words are read of the events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    delete,
    insert,
    literal,
    select,
    tuple_,
)

from conversation.call_scope import CallScope
from conversation.events.event import EventType
from stores.databases.database import Database, named_errors
from stores.errors import BadCursorError
from stores.log.call_scope import in_scope
from stores.log.records import parse_cursor
from stores.tables.schema import calls, events, favourites

MOST = 200
"""How many are told at once."""
_ROW = favourites.c
_ORDER = (_ROW.kept_at, _ROW.call_id, _ROW.suggestion_id)


@dataclass(frozen=True, slots=True)
class Favourite:
    """A card that is kept.

    Attributes:
        call_id: Its call.
        suggestion_id: Its id.
        kept_at: Since when.
        started_at: When the call began.
        card: The data of its `suggestion.final`.
    """

    call_id: str
    suggestion_id: str
    kept_at: datetime
    started_at: datetime
    card: dict[str, Any]


class FavouritePage(NamedTuple):
    """Favourites, the last kept first, and the `before` of those kept earlier; None for none."""

    cards: Sequence[Favourite]
    next: str | None


class Favourites:
    """The favourite cards of all, each under its owner's name; gone with their call."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def keep(self, owner: str, call_id: str, suggestion_id: str, now: datetime) -> bool:
        """Keep a card; one that is kept already stays as it is.

        Returns:
            False where the call has no such card, whole and shown.

        Raises:
            EventLogError: The database does not answer.
        """
        key = {"owner": owner, "call_id": call_id, "suggestion_id": suggestion_id}
        with named_errors("keep a card in"):
            return await self._database.write(partial(_keep, key=key, now=now))

    async def drop(self, owner: str, call_id: str, suggestion_id: str) -> None:
        """Keep a card no more, if it was.

        Raises:
            EventLogError: The database does not answer.
        """
        mine = (_ROW.owner == owner) & (_ROW.call_id == call_id)
        dropped = delete(favourites).where(mine, _ROW.suggestion_id == suggestion_id)
        with named_errors("drop a card of"):
            await self._database.write(lambda connection: connection.execute(dropped))

    async def in_call(self, owner: str, call_id: str) -> Sequence[str]:
        """The ids of the cards of a call that somebody keeps.

        Raises:
            EventLogError: The database does not answer.
        """
        query = select(_ROW.suggestion_id).where(_ROW.owner == owner, _ROW.call_id == call_id)
        ordered = query.order_by(_ROW.kept_at, _ROW.suggestion_id)
        with named_errors("read"):
            return await self._database.read(lambda one: one.execute(ordered).scalars().all())

    async def of(
        self, owner: str, scope: CallScope | None, *, limit: int = MOST, before: str | None = None
    ) -> FavouritePage:
        """The cards that somebody keeps, a page at a time.

        Args:
            owner: Who keeps them.
            scope: The calls that alone they may see; None for all calls.
            limit: How many at most.
            before: What the page before this one said of the next; None for the first.

        Raises:
            BadCursorError: No page has said so.
            EventLogError: The database does not answer.
        """
        query = _of(owner, scope).limit(limit)
        if before is not None:
            query = query.where(tuple_(*_ORDER) < tuple_(*_moment(before)))
        with named_errors("read"):
            return await self._database.read(partial(_page, query=query, limit=limit))


def _keep(connection: Connection, key: dict[str, str], now: datetime) -> bool:
    # The call's locked row keeps its erasure away meanwhile, and a second mark of the same card.
    call = select(calls.c.call_id).where(calls.c.call_id == key["call_id"]).with_for_update()
    if connection.execute(call).first() is None:
        return False
    if key["suggestion_id"] not in _cards(connection, [key["call_id"]])[key["call_id"]]:
        return False
    kept = select(_ROW.owner).where(*(_ROW[name] == value for name, value in key.items()))
    if connection.execute(kept).first() is None:
        connection.execute(insert(favourites).values(key | {"kept_at": now}))
    return True


def _of(owner: str, scope: CallScope | None) -> Select[Any]:
    query = select(favourites, calls.c.started_at).join(calls, calls.c.call_id == _ROW.call_id)
    query = query.where(_ROW.owner == owner)
    if scope is not None:
        query = query.where(in_scope(scope))
    return query.order_by(*(column.desc() for column in _ORDER))


def _page(connection: Connection, query: Select[Any], limit: int) -> FavouritePage:
    rows = connection.execute(query).all()
    cards = _cards(connection, [row.call_id for row in rows])
    found = [
        Favourite(row.call_id, row.suggestion_id, row.kept_at, row.started_at, card)
        for row in rows
        if (card := cards[row.call_id].get(row.suggestion_id))  # its call may be erased meanwhile
    ]
    return FavouritePage(found, _cursor(rows[-1]) if len(rows) == limit else None)


def _cursor(row: Row[Any]) -> str:
    return f"{row.kept_at.isoformat()}~{row.call_id}~{row.suggestion_id}"


def _moment(cursor: str) -> list[BindParameter[Any]]:
    """Where a page ends, in `_ORDER`.

    Raises:
        BadCursorError: It is none of `_cursor`.
    """
    told = "not a cursor of the list of favourites"
    try:
        kept_at, ids = parse_cursor(cursor)
    except BadCursorError:
        raise BadCursorError(told) from None
    call_id, _, suggestion_id = ids.partition("~")
    if not suggestion_id:
        raise BadCursorError(told)
    values = (kept_at, call_id, suggestion_id)
    return [literal(value, column.type) for value, column in zip(values, _ORDER, strict=True)]


def _cards(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """The shown cards of calls, by their calls' ids and their own."""
    found: dict[str, dict[str, dict[str, Any]]] = {call_id: {} for call_id in ids}
    shown = select(events.c.call_id, events.c.data).where(
        events.c.call_id.in_(list(found)), events.c.type == EventType.SUGGESTION_FINAL.value
    )
    for call_id, data in connection.execute(shown):
        found[call_id][data["suggestion_id"]] = data
    return found
