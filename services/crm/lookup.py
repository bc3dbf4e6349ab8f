"""Person lookup in a CRM: nobody is guessed.

A person is one whom the CRM has under this id, address or whole number, and one alone. What it
finds is looked at again, as vendors search more loosely than that.
"""

from collections.abc import Sequence

from conversation.errors import ErrorCode
from services.crm.client import CrmClient
from services.crm.vendor import Contact, PersonKey
from services.delivery.errors import DeliveryError
from services.delivery.person import is_same_phone
from services.delivery.target import ContactQuery

_SHORT = 15


class PersonLookup:
    """The lookup in one CRM."""

    def __init__(self, client: CrmClient, person_by: Sequence[PersonKey]) -> None:
        """Look up by each of `person_by`, until one finds somebody."""
        self._client, self._person_by = client, person_by

    def known_by(self, person: ContactQuery) -> list[tuple[PersonKey, str]]:
        """By what a person is looked up, in order: as far as it is known, and wanted."""
        told: dict[PersonKey, str] = {
            "id": person.customer_id,
            "email": person.email,
            "phone": person.phone,
        }
        return [(by, told[by]) for by in self._person_by if told[by]]

    async def contact(self, person: ContactQuery) -> str:
        """The id of the one contact whom the call was with.

        Raises:
            DeliveryError: There is none, or more than one (`is_nobody`); or the CRM refused.
        """
        vendor, several = self._client.vendor, False
        for by, value in self.known_by(person):
            answer = await self._client.ask(vendor.find(by, value))
            contacts = self._client.read(lambda answer=answer: vendor.contacts(answer))
            found = {one.id for one in contacts if _is(one, by, value)}
            if len(found) == 1:
                return found.pop()
            several = several or bool(found)
        if several:
            told = f"{vendor.title} has several contacts like that; nobody is guessed."
            raise DeliveryError(ErrorCode.PERSON_AMBIGUOUS, told)
        raise DeliveryError(ErrorCode.PERSON_UNKNOWN, f"{vendor.title} has no contact like that.")


def _is(contact: Contact, by: PersonKey, value: str) -> bool:
    match by:
        case "id":
            # Salesforce's ids have 15 letters, or three more.
            return contact.id == value or (len(value) == _SHORT and contact.id.startswith(value))
        case "email":
            return any(one.strip().lower() == value.lower() for one in contact.emails)
        case _:
            return any(is_same_phone(one, value) for one in contact.phones)
