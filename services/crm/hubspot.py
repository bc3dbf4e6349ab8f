"""HubSpot, a CRM: a call of the timeline for each call, properties of its contacts.

Sources: https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide,
https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm,
https://developers.hubspot.com/docs/api-reference/error-handling

Numbers are searched without their country's code, as HubSpot computes them; whoever is found is
held to the whole number.
"""

from collections.abc import Sequence
from datetime import UTC
from html import escape
from typing import Any

import phonenumbers

from services.crm.vendor import (
    MOST_LETTERS,
    Contact,
    CrmNote,
    PersonKey,
    RequestToCrm,
    Values,
    known_id,
    texts,
)
from services.delivery.errors import DeliveryError

ADDRESS = "https://api.hubapi.com"
_CONTACTS, _CALLS = "/crm/v3/objects/contacts", "/crm/v3/objects/calls"
_CALL_TO_CONTACT = 194
_KNOWN_BY = ("email", "hs_additional_emails", "phone", "mobilephone")
_NUMBERS = ("hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number")
_KEY = "hs_call_external_id"
_MOST_FOUND = 10


class HubSpot:
    """The requests and answers of HubSpot's CRM API, version 3."""

    title = "HubSpot"

    def who(self) -> RequestToCrm:
        """The first contact, if there is one: it takes the scope that searching takes."""
        return RequestToCrm("GET", f"{_CONTACTS}?limit=1")

    def find(self, by: PersonKey, value: str) -> RequestToCrm:
        """A search; by an id too, so that an unknown id finds nobody."""
        if by == "phone":
            national = str(phonenumbers.parse(value).national_number)
            filters = [(name, national) for name in _NUMBERS]
        else:
            filters = [("hs_object_id" if by == "id" else "email", value)]
        return _search(_CONTACTS, filters, _KNOWN_BY)

    def contacts(self, answer: Any) -> Sequence[Contact]:
        """The contacts that a search found."""
        return [
            Contact(
                known_id(one["id"]),
                (
                    *_filled(one, "email"),
                    *(p for all_ in _filled(one, "hs_additional_emails") for p in all_.split(";")),
                ),
                (*_filled(one, "phone"), *_filled(one, "mobilephone")),
            )
            for one in answer["results"]
        ]

    def earlier(self, note: CrmNote, contact_id: str | None) -> RequestToCrm:
        """A search for the call by its id at ours."""
        return _search(_CALLS, [(_KEY, note.key)], (_KEY,))

    def earlier_id(self, answer: Any, note: CrmNote) -> str | None:
        """The call that a search found."""
        found = (one for one in answer["results"] if one["properties"].get(_KEY) == note.key)
        return next((known_id(one["id"]) for one in found), None)

    def add(self, note: CrmNote, contact_id: str | None) -> RequestToCrm:
        """A completed call, of a contact's timeline."""
        properties = _properties(note) | {
            "hs_timestamp": note.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "hs_call_duration": str(note.duration_ms),
            "hs_call_status": "COMPLETED",
            _KEY: note.key,
        }
        kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": _CALL_TO_CONTACT}
        linked = [{"to": {"id": contact_id}, "types": [kind]}] if contact_id else []
        return RequestToCrm("POST", _CALLS, {"properties": properties, "associations": linked})

    def added_id(self, answer: Any) -> str:
        """The id of the call."""
        return known_id(answer["id"])

    def change(self, note_id: str, note: CrmNote) -> RequestToCrm:
        """Another title and text."""
        return RequestToCrm("PATCH", f"{_CALLS}/{note_id}", {"properties": _properties(note)})

    def remove(self, note_id: str) -> RequestToCrm:
        """To the recycling bin."""
        return RequestToCrm("DELETE", f"{_CALLS}/{note_id}")

    def read(self, contact_id: str, names: Sequence[str]) -> RequestToCrm:
        """Some properties of a contact."""
        return RequestToCrm("GET", f"{_CONTACTS}/{contact_id}?properties={','.join(names)}")

    def values(self, answer: Any, names: Sequence[str]) -> Values:
        """An empty one is null, or an empty text."""
        return {name: answer["properties"].get(name) or None for name in names}

    def write(self, contact_id: str, values: Values) -> RequestToCrm:
        """All values are texts; an empty one clears the property."""
        told = {name: _text(value) for name, value in values.items()}
        return RequestToCrm("PATCH", f"{_CONTACTS}/{contact_id}", {"properties": told})

    def refined(self, error: DeliveryError) -> DeliveryError:
        """The status says it all."""
        return error


def _search(
    path: str, filters: Sequence[tuple[str, str]], properties: Sequence[str]
) -> RequestToCrm:
    """A search by any of some properties."""
    groups = [
        {"filters": [{"propertyName": name, "operator": "EQ", "value": value}]}
        for name, value in filters
    ]
    body = {"filterGroups": groups, "properties": list(properties), "limit": _MOST_FOUND}
    return RequestToCrm("POST", f"{path}/search", body)


def _properties(note: CrmNote) -> dict[str, str]:
    """The body is rich text."""
    body = escape(note.text[:MOST_LETTERS], quote=False).replace("\n", "<br>")
    return {"hs_call_title": note.title, "hs_call_body": body}


def _filled(contact: Any, name: str) -> tuple[str, ...]:
    return texts(contact["properties"].get(name))


def _text(value: str | float | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:.15g}"
