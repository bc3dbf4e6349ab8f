"""Roll-ups of insights: the tallies of slots of time that are over, kept as long as they hold.

    token = what the slot's calls add up to: how many, and how many events
    kept  = tally + the token it was made at  ──►  used while the calls still add up to the token

An append writes nothing here, for an event more makes another token. Erasure deletes the roll-ups
of its calls; a rebuild, which changes no token, begins a new generation of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlalchemy import Connection, delete, func, insert, select

from conversation.insights.slots import Grain, midnight, slot_name, slot_span
from conversation.insights.tally import Tally
from stores.insights.scope import Scope, started_in
from stores.tables.insight_schema import insight_rollups
from stores.tables.schema import calls

GENERATION = ("", "")
"""The slot and the kind of the row whose token is the generation."""
_ROW = insight_rollups.c


@dataclass(frozen=True, slots=True)
class Rollup:
    """A roll-up to keep.

    Attributes:
        slot: Its slot's name.
        grain: Of the slot.
        kind: What it counts.
        token: What the calls added up to before it was counted.
        tally: The figures.
    """

    slot: str
    grain: Grain
    kind: str
    token: str
    tally: Tally


def read_tokens(scope: Scope) -> dict[str, str]:
    """The tokens of a scope's slots by their names: those in which calls started."""
    generation = _generation(scope.connection)
    rows = scope.rows(calls, [], [func.count(), func.sum(calls.c.last_seq)])
    return {slot: _token(generation, number, events) for slot, number, events in rows}


def read_rollups(connection: Connection, tokens: Mapping[str, str], kind: str) -> dict[str, Tally]:
    """The tallies of a kind that hold, by their slots."""
    if not tokens:
        return {}
    wanted = (_ROW.kind == kind) & _ROW.slot.between(min(tokens), max(tokens))
    rows = connection.execute(select(_ROW.slot, _ROW.token, _ROW.tally).where(wanted))
    return {slot: tally for slot, token, tally in rows if tokens.get(slot) == token}


def keep_rollups(connection: Connection, some: Iterable[Rollup]) -> None:
    """Keep tallies, in a transaction of its own; those that hold no more are left out."""
    generation = _generation(connection)
    for one in some:
        started = started_in(slot_span(one.slot, one.grain))
        # Locked, in the order of the appends: an erasure that goes on waits, and deletes this too.
        found = connection.execute(
            select(calls.c.last_seq)
            .where(*started)
            .order_by(calls.c.call_id)
            .with_for_update(read=True)
        )
        numbers = found.scalars().all()
        if _token(generation, len(numbers), sum(numbers)) != one.token:
            continue
        its = (_ROW.slot == one.slot) & (_ROW.kind == one.kind)
        connection.execute(delete(insight_rollups).where(its))
        values = {"slot": one.slot, "kind": one.kind, "token": one.token, "tally": one.tally}
        connection.execute(insert(insight_rollups).values(values))


def forget_past_hours(connection: Connection, now: datetime) -> None:
    """Delete the hours of days that are over: those days are kept whole."""
    today = slot_name(midnight(now), Grain.DAY)
    hours = (func.length(_ROW.slot) > len(today)) & (_ROW.slot < today)
    connection.execute(delete(insight_rollups).where(hours))


def forget_rollups(connection: Connection, starts: Iterable[datetime]) -> None:
    """Delete what calls that started then are counted in."""
    slots = {slot_name(at, grain) for at in starts for grain in Grain}
    if slots:
        connection.execute(delete(insight_rollups).where(_ROW.slot.in_(slots)))


def begin_generation(connection: Connection) -> None:
    """Delete all, and let none hold that is being made now."""
    connection.execute(delete(insight_rollups))
    slot, kind = GENERATION
    values = {"slot": slot, "kind": kind, "token": token_hex(8), "tally": {}}
    connection.execute(insert(insight_rollups).values(values))


def _generation(connection: Connection) -> str:
    slot, kind = GENERATION
    found = select(_ROW.token).where(_ROW.slot == slot, _ROW.kind == kind)
    return connection.execute(found).scalar() or ""


def _token(generation: str, number: int, events: int) -> str:
    return f"{generation}/{number}/{events}"
