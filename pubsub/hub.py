"""Hub: the fan-out of call events to listeners, and of commands to calls, in one process.

Publishing never waits. Each listener has a bounded queue of its own, and one that does not read is
dropped: it resumes from its last `seq` through the event log. Dropping it is simpler than thinning
out its passing events, and a listener that is a thousand events behind has no use for them.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias, TypeVar

from conversation.events.commands import CallCommand
from conversation.events.event import CallEvent
from pubsub.hub_topics import (
    ALL_CALLS,
    NO_EVENTS,
    PROMPTS,
    Control,
    commands_topic,
    controls_topic,
    events_topic,
)
from pubsub.inbox import Drop, Inbox, ListenerDropped
from pubsub.serialised_event import SerialisedEvent

__all__ = [
    "Commands",
    "DirectWrite",
    "Drop",
    "Hub",
    "ListenerDropped",
    "Subscription",
]

ONE_CALL_LIMIT = 1_000
ALL_CALLS_LIMIT = 10_000
COMMAND_LIMIT = 100
UNREAD_BYTES = 8 * 1024 * 1024

AnyInbox = TypeVar("AnyInbox", bound=Inbox[Any])


# Takes an event at once, or answers False and leaves it.
DirectWrite: TypeAlias = Callable[[SerialisedEvent], bool]


class Subscription(Inbox[SerialisedEvent]):
    """A listener's place in the fan-out of one call, or of all calls."""

    def _size(self, item: SerialisedEvent) -> int:
        return len(item.payload)


class Commands(Inbox[CallCommand]):
    """The commands that reach one running call."""


class Controls(Inbox[Control]):
    """The control messages that reach one running call."""


class Hub:
    """Fans out to the listeners of this process. For one event loop; not thread-safe."""

    def __init__(
        self,
        *,
        one_call_limit: int = ONE_CALL_LIMIT,
        all_calls_limit: int = ALL_CALLS_LIMIT,
        unread_bytes: int = UNREAD_BYTES,
    ) -> None:
        """Make a hub that nobody listens to.

        Args:
            one_call_limit: A listener of one call that leaves this many events unread is dropped.
            all_calls_limit: The same for a listener of all calls.
            unread_bytes: A listener that leaves events of this size unread is dropped as well.
        """
        self._one_call_limit = one_call_limit
        self._all_calls_limit = all_calls_limit
        self._unread_bytes = unread_bytes
        self._inboxes: dict[str, dict[Inbox[Any], None]] = {}

    @property
    def refused(self) -> str | None:
        """The reason why other processes hear nothing for good; None where there is none."""
        return None

    def publish(self, event: CallEvent) -> None:
        """Hand an event to every listener of its call and of all calls; never waits."""
        topic = events_topic(event.call_id)
        if topic in self._inboxes or ALL_CALLS in self._inboxes:
            delivery = SerialisedEvent.of(event)
            self._deliver(topic, delivery)
            self._deliver(ALL_CALLS, delivery)

    def subscribe(self, call_id: str | None = None) -> Subscription:
        """Listen to one call, or to all calls where `call_id` is None, from now on."""
        limit = self._all_calls_limit if call_id is None else self._one_call_limit
        make = partial(Subscription, limit, limit_bytes=self._unread_bytes)
        return self._join(events_topic(call_id), make)

    async def send_command(self, call_id: str, command: CallCommand) -> bool:
        """Hand a client's command to the pipeline that runs the call, wherever that is.

        Returns:
            False when nobody takes it: the call does not run, or its commands pile up unread.
        """
        return self._give(commands_topic(call_id), command)

    async def send_control(self, call_id: str, control: Control) -> bool:
        """Send a control message to the process that runs the call; False when none does."""
        return self._give(controls_topic(call_id), control)

    def controls(self, call_id: str) -> Controls:
        """Take the control messages about a call that this process runs, from now on."""
        return self._join(controls_topic(call_id), partial(Controls, COMMAND_LIMIT))

    def commands(self, call_id: str) -> Commands:
        """Take the commands to a call that this process runs, from now on."""
        return self._join(commands_topic(call_id), partial(Commands, COMMAND_LIMIT))

    async def send_prompts(self, setting: str) -> None:
        """Tell the other processes which prompts calls begin with from now on."""

    def prompts(self) -> Inbox[str]:
        """Take what processes tell of prompts, this one too, from now on."""
        return self._join(PROMPTS, partial(Inbox[str], COMMAND_LIMIT))

    @property
    def shared(self) -> bool:
        """Whether other processes may hear and number calls too."""
        return False

    async def send_entry(self, event: CallEvent) -> bool:
        """Hand an event to the process that numbers its call; False when no other one does."""
        del event
        return False

    def take_entries(self, call_id: str, take: Callable[[CallEvent], object]) -> None:
        """Have `take` called with what other processes add to a call that this one numbers."""

    def leave_entries(self, call_id: str) -> None:
        """Take no more of them."""

    def tell_missed(self) -> None:
        """Have the listeners of other processes read the log again."""

    def close(self) -> None:
        """End the iteration of every listener, after what it has yet to read."""
        for inboxes in tuple(self._inboxes.values()):
            for inbox in tuple(inboxes):
                inbox.close()

    def _deliver(self, topic: str, delivery: SerialisedEvent) -> None:
        for inbox in tuple(self._inboxes.get(topic, ())):
            if not inbox.put(delivery):
                inbox.drop(Drop.SLOW)

    def _resync(self, topics: Iterable[str] | None = None) -> None:
        """Drop listeners, as each may have missed events; followers read the log again."""
        for topic in tuple(self._inboxes if topics is None else topics):
            if not topic.startswith(NO_EVENTS):
                for inbox in tuple(self._inboxes[topic]):
                    inbox.drop(Drop.MISSED)

    def _give(self, topic: str, item: CallCommand | Control | str) -> bool:
        taken = [inbox.put(item) for inbox in tuple(self._inboxes.get(topic, ()))]
        return any(taken)

    def _join(self, topic: str, make: Callable[..., AnyInbox]) -> AnyInbox:
        def leave() -> None:
            del self._inboxes[topic][inbox]
            if not self._inboxes[topic]:
                del self._inboxes[topic]
                self._topic_left(topic)

        inbox = make(on_close=leave, opened=partial(self._topic_opened, topic))
        if topic not in self._inboxes:
            self._inboxes[topic] = {}
            self._topic_joined(topic)
        self._inboxes[topic][inbox] = None
        return inbox

    def _topic_joined(self, topic: str) -> None:
        """A topic has its first inbox in this process."""

    async def _topic_opened(self, topic: str) -> None:
        """Return when what other processes publish on the topic arrives here."""

    def _topic_left(self, topic: str) -> None:
        """A topic has lost its last inbox in this process."""
