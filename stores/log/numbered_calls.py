"""Numbered calls: the calls that this process numbers, as it knows them without asking the log.

A process numbers a call from the `call.started` that it appends until the `call.ended` is in the
log. Nobody else does meanwhile, so it can go on numbering while the log is away.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from conversation.events.event import CallEvent, EventType
from stores.log.records import CallRecord

TAIL = 256
"""How many events of a call are held at least, where there are as many: some ten minutes."""
_ENDED = 1_000


@dataclass(slots=True)
class NumberedCall:
    """A call that this process numbers.

    Attributes:
        record: The call as all its events add up to it, those that the log lacks too.
        stored_seq: The number of its newest event that the log has.
        tail: Its newest events, without a gap: all that the log lacks, and some before.
    """

    record: CallRecord
    stored_seq: int
    tail: deque[CallEvent] = field(default_factory=deque[CallEvent])

    def add(self, event: CallEvent) -> None:
        """Hold one more event, the next one."""
        if self.tail and event.seq != (self.tail[-1].seq or 0) + 1:
            self.tail.clear()  # somebody else has numbered one
        self.tail.append(event)
        while len(self.tail) > TAIL and (self.tail[0].seq or 0) <= self.stored_seq:
            self.tail.popleft()

    def after(self, seq: int) -> list[CallEvent] | None:
        """All events after a number; None where some of them are in the log alone."""
        first = self.tail[0].seq or 0 if self.tail else self.record.last_seq + 1
        if first > seq + 1:
            return None
        return [event for event in self.tail if (event.seq or 0) > seq]

    def not_stored(self) -> list[CallEvent]:
        """The events that the log lacks."""
        return [event for event in self.tail if (event.seq or 0) > self.stored_seq]


class NumberedCalls:
    """The calls that this process numbers, by id.

    Attributes:
        owner: The process.
        joined: Told of each call that this process numbers from now on.
        left: Told of each call that it numbers no more.
    """

    def __init__(self, owner: int) -> None:
        """Number none yet, as the process `owner`."""
        self.owner = owner
        self._calls: dict[str, NumberedCall] = {}
        self.joined: list[Callable[[str], None]] = []
        self.left: list[Callable[[str], None]] = []
        self._ended: OrderedDict[str, CallRecord] = OrderedDict()

    def __contains__(self, call_id: str) -> bool:
        """Whether this process numbers a call."""
        return call_id in self._calls

    def get(self, call_id: str) -> NumberedCall | None:
        """A call, if this process numbers it."""
        return self._calls.get(call_id)

    def all(self) -> list[NumberedCall]:
        """All calls that this process numbers."""
        return list(self._calls.values())

    def begin(self, record: CallRecord) -> None:
        """Number a call from its record on."""
        if record.call_id not in self._calls:
            self._add(NumberedCall(record, record.last_seq))

    def ended(self, call_id: str) -> CallRecord | None:
        """The record of a call that this process numbered not long ago."""
        return self._ended.get(call_id)

    def next(self, event: CallEvent) -> CallEvent | None:
        """An event with the next number of its call; None where this process does not number it."""
        call = self._calls.get(event.call_id)
        return event.numbered(call.record.last_seq + 1) if call else None

    def kept(self, event: CallEvent) -> None:
        """Count in an event that the log lacks."""
        self.restore(event, self.owner)

    def restore(self, event: CallEvent, owner: int) -> None:
        """Count in an event that the process `owner` kept, and that the log lacks."""
        call = self._calls.get(event.call_id)
        if call and event.seq == call.record.last_seq + 1:
            call.record = call.record.then(event, owner)
            call.add(event)

    def stored(self, event: CallEvent, record: CallRecord, *, kept: bool) -> None:
        """Count in an event that is in the log now.

        Args:
            event: The event.
            record: Its call as the log has it, after this event or a later one.
            kept: Whether it was counted in before.
        """
        call = self._calls.get(event.call_id)
        if call is None:
            if event.call_id in self._ended:
                self._ended[event.call_id] = record
            if event.type is not EventType.CALL_STARTED or kept:
                return
            call = self._add(NumberedCall(record, 0))
        call.stored_seq = event.seq or 0
        if record.last_seq >= call.record.last_seq:
            call.record = record
        if not kept:
            call.add(event)
        if call.record.ended_at and call.stored_seq == call.record.last_seq:
            self.forget(event.call_id)
            self._ended[event.call_id] = call.record
            if len(self._ended) > _ENDED:
                self._ended.popitem(last=False)

    def forget_others(self) -> None:
        """Number those calls no more that another process ran, and that did not come back."""
        for call in self.all():
            if call.record.owner != self.owner:
                self.forget(call.record.call_id)

    def running(self) -> list[str]:
        """The ids of the calls that this process runs."""
        return [
            call.record.call_id
            for call in self.all()
            if call.record.ended_at is None and call.record.owner == self.owner
        ]

    def forget(self, call_id: str) -> None:
        """Number a call no more."""
        if self._calls.pop(call_id, None):
            for tell in self.left:
                tell(call_id)
        self._ended.pop(call_id, None)

    def _add(self, call: NumberedCall) -> NumberedCall:
        self._calls[call.record.call_id] = call
        for tell in self.joined:
            tell(call.record.call_id)
        return call
