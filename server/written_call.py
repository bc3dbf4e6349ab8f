"""Written call: one call as REST tells it, in JSON, a piece at a time: it may last for hours.

What its log says is read once, a page at a time; its cards are held as the bytes that they become.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from conversation.events.event import EventType
from conversation.events.figures import figures_of, latency_of
from conversation.speech.turns import Turn
from server.schemas.call_schemas import CallItem
from stores.log.event_reader import EventReader
from stores.log.records import CallRecord

_PIECE = 100
_TURN, _CARD = EventType.TURN_FINAL, EventType.SUGGESTION_FINAL
_LAST = {
    "memory": EventType.MEMORY_UPDATED,
    "usage": EventType.USAGE_UPDATED,
    "summary": EventType.CALL_SUMMARY,
}
"""Of these, the last one says all."""


async def written_call(log: EventReader, record: CallRecord) -> AsyncIterator[bytes]:
    """The pieces of a `CallDetail`; the first comes once all is read.

    Raises:
        EventLogError: The log can't be read.
    """
    turns: list[Turn] = []
    cards: list[dict[str, Any]] = []
    waits: list[Mapping[str, int]] = []
    pieces: list[bytes] = []
    async for event in log.outline(record.call_id, (_TURN, _CARD)):
        if event.type is _TURN:
            turns.append(Turn.from_dict(event.data))
            continue
        waits.append(latency_of(event.data))
        cards.append(event.data)
        if len(cards) == _PIECE:
            pieces.append(_items(cards))
            cards.clear()
    turns.sort(key=lambda turn: turn.start_ms)
    # A long call takes a while; the audio of all others would wait meanwhile.
    figures = await asyncio.to_thread(figures_of, turns, waits)
    last = await log.last_of(record.call_id, _LAST.values())
    rest = {name: last.get(kind) for name, kind in _LAST.items()} | {"figures": figures}
    yield b'{"call":' + CallItem.of(record).model_dump_json().encode()
    for piece in _list("transcript", _turns(turns)):
        yield piece
    for piece in _list("suggestions", [*pieces, *([_items(cards)] if cards else ())]):
        yield piece
    for name in ("memory", "figures", "usage", "summary"):
        yield f',"{name}":'.encode() + orjson.dumps(rest[name])
    yield b"}"


def _turns(turns: Sequence[Turn]) -> Iterator[bytes]:
    for first in range(0, len(turns), _PIECE):
        yield _items([turn.as_dict() for turn in turns[first : first + _PIECE]])


def _items(some: Sequence[dict[str, Any]]) -> bytes:
    """Items of a list, in JSON."""
    return orjson.dumps(some)[1:-1]


def _list(name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A field that is a list, some items at a time."""
    begin = f',"{name}":['.encode()
    for piece in pieces:
        yield begin + piece
        begin = b","
    yield b"]" if begin == b"," else begin + b"]"
