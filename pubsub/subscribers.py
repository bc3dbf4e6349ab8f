"""Event subscribers: told of every event in this process; none of them can hold an event back."""

from collections.abc import Callable
from typing import TypeAlias

from loguru import logger

from conversation.events.event import CallEvent

# Told of every event that this process publishes, those of interrupted calls too. It must not wait;
# it may raise, which is logged once for each type of error.
Subscriber: TypeAlias = Callable[[CallEvent], None]


class Subscribers:
    """The subscribers of one event stream."""

    def __init__(self) -> None:
        """Create a list of none."""
        self._subscribers: list[Subscriber] = []
        self._failures: set[tuple[Subscriber, type[Exception]]] = set()

    def add(self, subscriber: Subscriber) -> None:
        """Tell a subscriber from now on."""
        self._subscribers.append(subscriber)

    def tell(self, event: CallEvent) -> None:
        """Tell all of them of an event."""
        for subscriber in self._subscribers:
            try:
                subscriber(event)
            except Exception as error:  # noqa: BLE001 - its fault is not the listeners'
                self._failed(subscriber, error)

    def _failed(self, subscriber: Subscriber, error: Exception) -> None:
        failure = (subscriber, type(error))
        if failure not in self._failures:
            self._failures.add(failure)
            logger.error("a subscriber to the events failed ({})", type(error).__name__)
