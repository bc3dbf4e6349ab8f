"""Delivery target: a webhook, a CRM or a channel of people that is told of an ended call."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from conversation.after_call.messages import MessageType
from conversation.after_call.note import CallNote
from services.delivery.request import Outgoing

ALERT_KIND = MessageType.CALL_ALERT.value
"""The kind of a delivery that tells of an alert, while the call goes on."""
Made = Mapping[str, Any]
"""What a delivery made at its target, JSON-able, by which it is taken back."""


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """By what the other party of a call may be found in a CRM; empty: not known.

    Attributes:
        customer_id: The CRM's own id.
        email: An e-mail address.
        phone: A phone number with its country's code.
    """

    customer_id: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CallToTell:
    """The call that is to be told of.

    Attributes:
        note: The note of the call, redacted.
        person: Whom the call was with.
        approved: The CRM fields that somebody has approved; those that need it are left out else.
    """

    note: CallNote
    person: ContactQuery = ContactQuery()
    approved: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to tell one target: sent once, however often it is asked for.

    Attributes:
        key: Its id, the same for the same thing: the target's idempotency key.
        kind: What it is.
        requests: What is sent, in order; what is known only then stands in braces.
        waiting: The CRM fields that are left out, as nobody has approved them yet.
        content: What the target needs to send it.
    """

    key: str
    kind: str
    requests: Sequence[Outgoing] = ()
    waiting: tuple[str, ...] = ()
    content: Any = field(default=None, repr=False)


class DeliveryTarget(Protocol):
    """A target."""

    @property
    def name(self) -> str:
        """By which people and settings call it."""
        ...

    def deliveries(self, wanted: CallToTell) -> Sequence[Delivery]:
        """What the target is told of a call; nothing where nothing is of interest to it.

        Of a call that goes on, it is told of alerts alone, in deliveries of `ALERT_KIND`.
        """
        ...

    async def send(self, delivery: Delivery) -> Made:
        """Send one of them; returns what that made.

        Raises:
            DeliveryError: It did not come about.
        """
        ...

    async def undo(self, made: Made) -> None:
        """Take back what a delivery made; what is gone already is fine.

        Raises:
            DeliveryError: It can't be taken back.
        """
        ...
