"""Spool lines: the form of a spool file, written and read.

{"record": {...}}   a call, before the first of its events that the log lacks
{"event": {...}}    an event, as clients get it
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from loguru import logger

from conversation.events.event import CallEvent, event_of
from stores.log.records import CallRecord


@dataclass(frozen=True, slots=True)
class Leftover:
    """Events that a process kept, and did not store.

    Attributes:
        owner: The process.
        records: Its calls, as the log had them before.
        events: What the log lacks, in order.
    """

    owner: int
    records: list[CallRecord] = field(default_factory=list[CallRecord])
    events: list[CallEvent] = field(default_factory=list[CallEvent])


def event_line(event: CallEvent) -> bytes:
    """The line of an event."""
    return b'{"event": ' + event.to_json() + b"}\n"


def record_line(record: CallRecord) -> bytes:
    """The line of a call."""
    return b'{"record": ' + orjson.dumps(record.as_row()) + b"}\n"


def parse(content: bytes, owner: int) -> Leftover:
    """What the file of a process holds; lines that were not written whole are passed over."""
    leftover = Leftover(owner)
    *lines, _torn = content.split(b"\n")
    unreadable = sum(not _take(line, leftover) for line in lines)
    if unreadable:
        logger.error("a spool file has {} lines that can't be read", unreadable)
    return leftover


def _take(line: bytes, leftover: Leftover) -> bool:
    try:
        entry: dict[str, Any] = orjson.loads(line)
        if "record" in entry:
            leftover.records.append(_record(entry["record"]))
        else:
            leftover.events.append(event_of(entry["event"]))
    except (ValueError, KeyError, TypeError):
        return False
    return True


def _record(row: dict[str, Any]) -> CallRecord:
    for name in ("started_at", "ended_at"):
        row[name] = row[name] and datetime.fromisoformat(row[name])
    return CallRecord(**row)
