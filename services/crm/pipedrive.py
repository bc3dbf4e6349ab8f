"""Pipedrive, a CRM: a done activity of type call for each call, fields of its persons.

Sources: https://developers.pipedrive.com/docs/api/v1/Persons,
https://developers.pipedrive.com/docs/api/v1/Activities,
https://pipedrive.readme.io/docs/pipedrive-api-v2-migration-guide

An activity has no id of ours: the call's id stands at the end of its subject, by which it is known
again among the activities since the call. A property is a custom field by its key of 40 hex digits.
"""

import re
from collections.abc import Sequence
from datetime import UTC
from html import escape
from typing import Any
from urllib.parse import urlencode

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

_PERSONS, _ACTIVITIES = "/api/v2/persons", "/api/v2/activities"
_CUSTOM = re.compile(r"[0-9a-f]{40}")
_ID = re.compile(r"\d{1,18}")
_MINUTE_MS = 60_000
_HOUR = 60
_MOST_FOUND = 100


class Pipedrive:
    """The requests and answers of Pipedrive's API, version 2."""

    title = "Pipedrive"

    def who(self) -> RequestToCrm:
        """The first person: it takes the rights that searching takes."""
        return RequestToCrm("GET", f"{_PERSONS}?limit=1")

    def find(self, by: PersonKey, value: str) -> RequestToCrm:
        """A search; by an id, the persons with that id."""
        if by == "id":
            return RequestToCrm(
                "GET", f"{_PERSONS}?{urlencode({'ids': value, 'limit': _MOST_FOUND})}"
            )
        term = value if by == "email" else str(phonenumbers.parse(value).national_number)
        asked = {"term": term, "fields": by, "limit": _MOST_FOUND}
        if by == "email":
            asked["exact_match"] = "true"
        return RequestToCrm("GET", f"{_PERSONS}/search?{urlencode(asked)}")

    def contacts(self, answer: Any) -> Sequence[Contact]:
        """The persons of a search, or of a list."""
        data = answer["data"]
        found = [one["item"] for one in data["items"]] if isinstance(data, dict) else data or []
        return [
            Contact(
                known_id(one["id"]),
                texts(*map(_plain, one.get("emails") or ())),
                texts(*map(_plain, one.get("phones") or ())),
            )
            for one in found
        ]

    def earlier(self, note: CrmNote, contact_id: str | None) -> RequestToCrm:
        """The person's activities that changed since the call, or anybody's."""
        since = note.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = {"updated_since": since, "limit": _MOST_FOUND}
        if contact_id:
            asked["person_id"] = contact_id
        return RequestToCrm("GET", f"{_ACTIVITIES}?{urlencode(asked, safe='{}:')}")

    def earlier_id(self, answer: Any, note: CrmNote) -> str | None:
        """The activity that has the call's id in its subject."""
        found = (one for one in answer["data"] or [] if one["subject"].endswith(_mark(note)))
        return next((known_id(one["id"]) for one in found), None)

    def add(self, note: CrmNote, contact_id: str | None) -> RequestToCrm:
        """A done activity; a person takes part in it, as their id alone is read-only."""
        at = note.at.astimezone(UTC)
        body: dict[str, Any] = _activity(note) | {
            "type": "call",
            "done": True,
            "due_date": at.date().isoformat(),
            "due_time": at.strftime("%H:%M"),
            "duration": _duration(note.duration_ms),
        }
        if contact_id:
            known = int(contact_id) if _ID.fullmatch(contact_id) else contact_id
            body["participants"] = [{"person_id": known, "primary": True}]
        return RequestToCrm("POST", _ACTIVITIES, body)

    def added_id(self, answer: Any) -> str:
        """The id of the activity."""
        return known_id(answer["data"]["id"])

    def change(self, note_id: str, note: CrmNote) -> RequestToCrm:
        """Another subject and note."""
        return RequestToCrm("PATCH", f"{_ACTIVITIES}/{note_id}", _activity(note))

    def remove(self, note_id: str) -> RequestToCrm:
        """Marked as deleted, and gone after 30 days."""
        return RequestToCrm("DELETE", f"{_ACTIVITIES}/{note_id}")

    def read(self, contact_id: str, names: Sequence[str]) -> RequestToCrm:
        """A person, with the custom fields that are wanted."""
        custom = ",".join(name for name in names if _CUSTOM.fullmatch(name))
        wanted = f"?custom_fields={custom}" if custom else ""
        return RequestToCrm("GET", f"{_PERSONS}/{contact_id}{wanted}")

    def values(self, answer: Any, names: Sequence[str]) -> Values:
        """Custom fields stand apart; an empty one is null."""
        person = answer["data"]
        custom = person.get("custom_fields") or {}
        return {n: (custom if _CUSTOM.fullmatch(n) else person).get(n) for n in names}

    def write(self, contact_id: str, values: Values) -> RequestToCrm:
        """Texts, numbers and null, by whether they are custom fields."""
        own = {name: value for name, value in values.items() if not _CUSTOM.fullmatch(name)}
        custom = {name: value for name, value in values.items() if _CUSTOM.fullmatch(name)}
        apart = {"custom_fields": custom} if custom else {}
        return RequestToCrm("PATCH", f"{_PERSONS}/{contact_id}", own | apart)

    def refined(self, error: DeliveryError) -> DeliveryError:
        """The status says it all."""
        return error


def _activity(note: CrmNote) -> dict[str, Any]:
    """The note is HTML."""
    body = escape(note.text[:MOST_LETTERS], quote=False).replace("\n", "<br>")
    return {"subject": f"{note.title}{_mark(note)}", "note": body}


def _mark(note: CrmNote) -> str:
    return f" [{note.key}]"


def _duration(ms: int) -> str:
    """Hours and minutes, of a call at least one minute."""
    hours, minutes = divmod(max(1, round(ms / _MINUTE_MS)), _HOUR)
    return f"{hours:02}:{minutes:02}"


def _plain(value: Any) -> Any:
    """An address or number: of a search a text, of a list an object that has it."""
    return value.get("value") if isinstance(value, dict) else value
