"""Event as it is fanned out: its JSON, made once for all listeners."""

from dataclasses import dataclass
from functools import cached_property

from websockets.frames import Frame, Opcode

from conversation.events.event import CallEvent


@dataclass(frozen=True)
class SerialisedEvent:
    """An event and its JSON, serialised once for all listeners."""

    event: CallEvent
    payload: bytes

    @classmethod
    def of(cls, event: CallEvent) -> "SerialisedEvent":
        """An event, serialised."""
        return cls(event, event.to_json())

    @cached_property
    def frame(self) -> bytes:
        """The JSON as a text message of a WebSocket's server (RFC 6455, 5.2), not compressed."""
        return Frame(Opcode.TEXT, self.payload).serialize(mask=False)
