"""Calls that are made up: their records, and what insights are read of, with no event of theirs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from conversation.insights.rows import Change, Rows
from stores.databases.address import database_at
from stores.insights.projection import write_rows
from stores.log.event_log import open_event_log
from stores.tables.schema import calls

_CHUNK = 500
_TALK = ("talk_ms", "pace", "longest_ms", "interruptions", "turns")
_FATES = ["shown"] * 6 + ["held_back"] * 3 + ["withdrawn"]


async def make_up_calls(url: str, number: int, days: int, now: datetime) -> None:
    """Fill a log with calls of the last days.

    Args:
        url: Of the database, which this makes.
        number: How many calls; each has 12 cards in the mean.
        days: Over how many days they are spread.
        now: The end of the last one.
    """
    async with open_event_log(url):
        pass
    random = Random(7)  # noqa: S311 - no secret
    database = database_at(url)
    for first in range(0, number, _CHUNK):
        some = range(first, min(first + _CHUNK, number))
        starts = [now - timedelta(days=days * random.random()) for _ in some]
        await database.write(partial(_write, starts=starts, random=random))
    await database.close()


def _write(connection: Connection, starts: list[datetime], random: Random) -> None:
    made: list[Change] = []
    records: list[dict[str, Any]] = []
    for at in starts:
        call_id = f"CA{random.getrandbits(128):032x}"
        records.append(_record(call_id, at, random))
        made += _rows(call_id, at, random)
    connection.execute(insert(calls), records)
    write_rows(connection, made)


def _record(call_id: str, at: datetime, random: Random) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "source": "twilio",
        "started_at": at,
        "ended_at": at + timedelta(minutes=5),
        "end_reason": random.choice(["hangup", "transfer"]),
        "last_seq": random.randrange(50, 400),
        "agent_id": f"agent{random.randrange(25)}",
        "turns": 40,
        "suggestions": 8,
        "owner": 1,
    }


def _rows(call_id: str, at: datetime, random: Random) -> Iterator[Change]:
    year, week, _ = at.isocalendar()
    facts = {
        "week": f"{year}-W{week:02}",
        "playbook": random.choice(["sales", "support", "renewal"]),
        "language": random.choice(["en", "fr", "es"]),
        "duration_ms": random.randrange(60_000, 900_000),
        "outcome": random.choice(["sold", "lost", "callback", None]),
        "summaries": 1,
        "audio_cost": random.random() / 10,
        "talk_share": random.random(),
    }
    talk = {
        f"{who}_{name}": random.randrange(200) for who in ("agent", "customer") for name in _TALK
    }
    yield Change(Rows.CALLS, call_id, (), facts | talk)
    for number in range(random.randrange(4, 22)):
        yield from _card(call_id, f"s{number}", random)
    for number in range(4):
        state = random.choice(["met", "missed", "violated", "open"])
        values = {"title": f"Obligation {number}", "state": state}
        yield Change(Rows.OBLIGATIONS, call_id, (f"o{number}",), values)
    for number in range(3):
        key = (f"specialist{number}", "coach@1", "openai:small")
        yield Change(Rows.COSTS, call_id, key, {"cost": random.random() / 50})


def _card(call_id: str, card_id: str, random: Random) -> Iterator[Change]:
    fate = random.choice(_FATES)
    shown = fate == "shown"
    followed = random.choice([None, "said", "asked", "ignored", "paraphrased", "too_late"])
    values = {
        "fate": fate,
        "reason": None if shown else random.choice(["budget", "duplicate", "stale"]),
        "specialist": random.choice(["closer", "playbook", "facts", "coach"]),
        "lane": random.choice(["llm", "instant"]),
        "rule": random.choice([None, *(f"rule{number}" for number in range(20))]),
        "model": random.choice([None, "openai:small", "mistral:medium"]),
        "prompt": random.choice([None, "coach@1", "coach@2", "coach@3"]),
        "latency_ms": random.randrange(-200, 3_000) if shown else None,
        "rating": random.choice([None, None, "used", "useful", "not_useful"]),
        "followed": followed if shown else None,
    }
    yield Change(Rows.CARDS, call_id, (card_id,), values)
    if shown:
        for signal in sorted({random.randrange(24) for _ in range(2)}):
            yield Change(Rows.SIGNALS, call_id, (card_id, f"signal{signal}"), {"counts": 1})
