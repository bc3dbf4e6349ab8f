"""Listener's position in a call: the last event that it has, and so the next one."""

from dataclasses import dataclass
from datetime import datetime

from conversation.events.event import CallEvent
from pubsub.hub import DirectWrite
from pubsub.serialised_event import SerialisedEvent


@dataclass(slots=True)
class ListenerPosition:
    """A follower's position in its call.

    Attributes:
        seq: The last durable event that it has.
        replayed_at: When the last event was made that it has from the log.
    """

    seq: int
    replayed_at: datetime | None = None

    def is_next(self, event: CallEvent) -> bool:
        """Whether a live event comes next: not again, not too late, and not after a gap."""
        if event.seq is None:
            # A durable event that was replayed may have overtaken this one.
            return self.replayed_at is None or event.at >= self.replayed_at
        return event.seq == self.seq + 1

    def came(self, event: CallEvent) -> None:
        """The follower has a live event."""
        self.seq = event.seq or self.seq

    def replayed(self, event: CallEvent) -> None:
        """The follower has an event from the log."""
        self.came(event)
        self.replayed_at = event.at

    def before(self, take: DirectWrite) -> DirectWrite:
        """Have `take` asked for what comes next, and for nothing else."""

        def take_next(delivery: SerialisedEvent) -> bool:
            event = delivery.event
            if self.is_next(event) and take(delivery):
                self.came(event)
                return True
            return False

        return take_next
