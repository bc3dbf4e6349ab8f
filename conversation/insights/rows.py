"""Projection rows of insights: what they are called, and a change to one of them.

A row belongs to a call and is gone with it. A change sets some columns of one row, whatever the
others are, so that it may be written twice, and needs nothing to be read before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = str | int | float | None


class Rows(StrEnum):
    """A table of the projection, by its name."""

    CALLS = "insight_calls"
    CARDS = "insight_cards"
    SIGNALS = "insight_signals"
    OBLIGATIONS = "insight_obligations"
    COSTS = "insight_costs"


KEYS: Mapping[Rows, tuple[str, ...]] = {
    Rows.CALLS: (),
    Rows.CARDS: ("card_id",),
    Rows.SIGNALS: ("card_id", "signal"),
    Rows.OBLIGATIONS: ("obligation_id",),
    Rows.COSTS: ("specialist", "prompt", "model"),
}
"""The columns that tell the rows of one call apart."""


class Fate(StrEnum):
    """The fate of a card: shown whole, taken back before it was whole, or held back."""

    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class Change:
    """A change to one row.

    Attributes:
        table: Which table it is in.
        call_id: Whose it is.
        key: The values of `KEYS`.
        values: The columns that are set, the others stay.
    """

    table: Rows
    call_id: str
    key: tuple[str, ...]
    values: Mapping[str, Value]


def merged(changes: Iterable[Change]) -> list[Change]:
    """One change a row, a column as the last of its changes has it."""
    rows: dict[tuple[Rows, str, tuple[str, ...]], Change] = {}
    for change in changes:
        at = change.table, change.call_id, change.key
        values = dict(rows[at].values) if at in rows else {}
        rows[at] = Change(*at, values | dict(change.values))
    return list(rows.values())
