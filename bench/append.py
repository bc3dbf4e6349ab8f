"""What an append costs, and what the search index and the insights' rows add to it; SQLite."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, insert

from bench.chart import lines
from bench.report import Report
from bench.table import table
from conversation.events.event import CallEvent, EventType
from stores.databases.address import database_at
from stores.insights.projection import project
from stores.jobs.job_outbox import owe
from stores.log.batch import event_row
from stores.log.event_log import open_event_log
from stores.log.records import CallRecord
from stores.search.index import index_words
from stores.tables.schema import calls, events

_TURNS = 60
_START = datetime(2026, 11, 20, 8, tzinfo=UTC)
WHOLE = "all of it"
"""With the way to the database's thread, begin and commit."""


def _events(call_id: str) -> Iterator[CallEvent]:
    """A call of sixty turns, with a card at each fourth, as the coach writes it."""
    told: list[tuple[EventType, dict[str, Any]]] = [
        (EventType.CALL_STARTED, {"source": "twilio", "playbook": {"name": "sales"}})
    ]
    for number in range(_TURNS):
        times = {"start_ms": number * 5_000, "end_ms": number * 5_000 + 4_000}
        who = "agent" if number % 2 else "customer"
        said = {"speaker": who, "text": f"we have {number} seats and would like to know the price"}
        told.append((EventType.TURN_FINAL, {"turn_id": f"t{number}"} | said | times))
        if number % 4 == 0:
            card = {"suggestion_id": f"s{number}", "lane": "llm", "specialist": "closer"}
            told.append((EventType.SUGGESTION_STARTED, card))
            whole = {"headline": "Ask who signs", "signals_detected": ["price"], "model": "m"}
            told.append((EventType.SUGGESTION_FINAL, card | whole))
            told.append((EventType.USAGE_UPDATED, {"audio_cost": 0.1, "by": []}))
    told.append((EventType.CALL_ENDED, {"reason": "hangup", "duration_ms": 300_000}))
    for seq, (kind, data) in enumerate(told, 1):
        yield CallEvent(call_id, kind, _START + timedelta(seconds=seq), data, seq)


async def run(folder: Path, number: int) -> Report:
    """Append the events of calls one by one, a transaction each; CPU time of its parts."""
    url = f"sqlite:///{folder / 'calls.db'}"
    async with open_event_log(url):
        pass
    database, taken = database_at(url), dict[str, list[float]]()
    for call in range(number):
        for event in _events(f"CA{call}"):
            began = time.process_time()
            await database.write(partial(_append, event=event, taken=taken))
            taken.setdefault(WHOLE, []).append(time.process_time() - began)
    await database.close()
    return _report(taken)


def _append(connection: Connection, event: CallEvent, taken: dict[str, list[float]]) -> None:
    """What `stores.log.batch.write_batch` does with an event, part by part."""
    parts: dict[str, Callable[[], object]] = {
        "the event": lambda: connection.execute(insert(events), [event_row(event)]),
        "search index": lambda: index_words(connection, [event]),
        "work that is owed": lambda: owe(connection, [event], None),
        "insights": lambda: project(connection, [event], {event.call_id: _START}),
    }
    if event.seq == 1:
        connection.execute(insert(calls).values(CallRecord.started(event, 1).as_row()))
    for name, part in parts.items():
        began = time.thread_time()
        part()
        taken.setdefault(name, []).append(time.thread_time() - began)


def _report(taken: Mapping[str, list[float]]) -> Report:
    rows = [
        [name, 1e6 * median(each), 1e6 * sum(each) / len(each), sum(each) / sum(taken[WHOLE]) * 100]
        for name, each in taken.items()
    ]
    head = ["an event, one a transaction", "CPU p50 µs", "mean µs", "% of the CPU"]
    points = {name: [(0.0, p50), (1.0, mean)] for name, p50, mean, _ in rows}
    svg = lines("What an append costs", "p50, mean", "µs", points)
    figures = {"parts": [dict(zip(head, row, strict=True)) for row in rows]}
    return Report("append", table(head, rows), svg, figures)
