"""Model spending: what all processes have spent on models, by the day."""

from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from stores.tables.schema import spending

_MICROS = 1_000_000


def spend(connection: Connection, day: date, cost: float) -> tuple[float, float]:
    """Add a cost to a day; returns what that day and its month have cost, USD.

    In one transaction: processes that spend at once lose nothing of each other's.
    """
    micros, key = round(cost * _MICROS), day.isoformat()
    added = update(spending).where(spending.c.day == key)
    if not connection.execute(added.values(micros=spending.c.micros + micros)).rowcount:
        connection.execute(insert(spending).values(day=key, micros=micros))
    return _sum(connection, key), _sum(connection, f"{key[:7]}-%")


def _sum(connection: Connection, days: str) -> float:
    found = select(func.coalesce(func.sum(spending.c.micros), 0)).where(spending.c.day.like(days))
    return float(connection.execute(found).scalar_one()) / _MICROS
