"""CRM vendor: how one is asked, and how its answers are read; a row of `providers.py`.

A vendor's module does no I/O: it says which requests are made and what their answers mean.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from services.delivery.errors import DeliveryError

PersonKey = Literal["id", "email", "phone"]
"""By what a person is looked up."""
Values = Mapping[str, str | float | None]
"""Properties of a contact by name; None: empty."""
MOST_LETTERS = 30_000
"""Of a note's text; Salesforce takes 32,000."""


@dataclass(frozen=True, slots=True)
class RequestToCrm:
    """A request to a CRM: its method, the path below the CRM's address, and its JSON."""

    method: str
    path: str
    json: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in a CRM, as far as they are known again by it.

    Attributes:
        id: The CRM's id.
        emails: Their addresses.
        phones: Their numbers, however they are written there.
    """

    id: str
    emails: tuple[str, ...] = field(default=(), repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class CrmNote:
    """The note of a call, as it stands in a CRM.

    Attributes:
        key: By which the CRM knows it again: one a call.
        title: A line.
        text: Plain text.
        at: When the call began.
        duration_ms: How long it was.
    """

    key: str
    title: str
    text: str = field(repr=False)
    at: datetime
    duration_ms: int


class CrmVendor(Protocol):
    """A vendor. Reading an answer raises KeyError, TypeError or ValueError where it is none."""

    @property
    def title(self) -> str:
        """The vendor's name, for people."""
        ...

    def who(self) -> RequestToCrm:
        """What shows, without a trace, that the credentials are taken."""
        ...

    def find(self, by: PersonKey, value: str) -> RequestToCrm:
        """What finds contacts by an id, an address, or a number in E.164."""
        ...

    def contacts(self, answer: Any) -> Sequence[Contact]:
        """The contacts of that answer."""
        ...

    def earlier(self, note: CrmNote, contact_id: str | None) -> RequestToCrm:
        """What finds a note that was made before."""
        ...

    def earlier_id(self, answer: Any, note: CrmNote) -> str | None:
        """Its id, if there is one."""
        ...

    def add(self, note: CrmNote, contact_id: str | None) -> RequestToCrm:
        """What makes a note, of a contact if there is one."""
        ...

    def added_id(self, answer: Any) -> str:
        """Its id."""
        ...

    def change(self, note_id: str, note: CrmNote) -> RequestToCrm:
        """What gives a note that is there a new text."""
        ...

    def remove(self, note_id: str) -> RequestToCrm:
        """What deletes a note."""
        ...

    def read(self, contact_id: str, names: Sequence[str]) -> RequestToCrm:
        """What tells the values of a contact's properties."""
        ...

    def values(self, answer: Any, names: Sequence[str]) -> Values:
        """Those values."""
        ...

    def write(self, contact_id: str, values: Values) -> RequestToCrm:
        """What sets properties of a contact."""
        ...

    def refined(self, error: DeliveryError) -> DeliveryError:
        """What an error is where the vendor's answer says more than its status."""
        ...


def known_id(value: Any) -> str:
    """The id that an answer gives, a text or a number.

    Raises:
        TypeError: It gives none.
    """
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise TypeError
    return str(value)


def texts(*values: Any) -> tuple[str, ...]:
    """Those of an answer's values that say something; a number that is no text says it too."""
    said = (value for value in values if isinstance(value, str | int))
    return tuple(str(value) for value in said if value and not isinstance(value, bool))
