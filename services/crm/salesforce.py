"""Salesforce, a CRM: a completed task of type call for each call, fields of its contacts.

Sources: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm,
https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-task.html,
https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm

What stands in a query is a caller's: each value is quoted by `quoted`, and nothing else is pasted.
"""

import re
from collections.abc import Sequence
from datetime import UTC
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import phonenumbers
from phonenumbers import PhoneNumberFormat

from conversation.errors import ErrorCode
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

TOKEN_PATH = "/services/oauth2/token"  # noqa: S105 - a path
_API = "/services/data/v60.0"
_TASKS, _CONTACTS = f"{_API}/sobjects/Task", f"{_API}/sobjects/Contact"
_FIELDS = "Id, Email, Phone, MobilePhone"
_LIMITS = {"REQUEST_LIMIT_EXCEEDED", "CONCURRENT_REQUESTS_LIMIT_EXCEEDED"}
_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_NOBODY = "0" * 15  # a query for what is no id at all would be an error
_LONGEST_TITLE = 255
_SECOND_MS = 1000


class Salesforce:
    """The requests and answers of Salesforce's REST API."""

    title = "Salesforce"

    def who(self) -> RequestToCrm:
        """The first contact: it takes the rights that searching takes."""
        return _query("SELECT Id FROM Contact LIMIT 1")

    def find(self, by: PersonKey, value: str) -> RequestToCrm:
        """A query; numbers as people and Salesforce's own pages write them."""
        if by == "id" and not _ID.fullmatch(value):
            value = _NOBODY
        if by == "phone":
            told = ", ".join(map(quoted, _written(value)))
            where = f"Phone IN ({told}) OR MobilePhone IN ({told})"
        else:
            where = f"{'Id' if by == 'id' else 'Email'} = {quoted(value)}"
        return _query(f"SELECT {_FIELDS} FROM Contact WHERE {where} LIMIT 10")  # noqa: S608 - quoted

    def contacts(self, answer: Any) -> Sequence[Contact]:
        """The contacts of a query."""
        return [
            Contact(
                known_id(one["Id"]), _filled(one, "Email"), _filled(one, "Phone", "MobilePhone")
            )
            for one in answer["records"]
        ]

    def earlier(self, note: CrmNote, contact_id: str | None) -> RequestToCrm:
        """A query for the task by the call's id at ours."""
        where = f"CallObject = {quoted(note.key)}"
        return _query(f"SELECT Id FROM Task WHERE {where} LIMIT 1")  # noqa: S608 - quoted

    def earlier_id(self, answer: Any, note: CrmNote) -> str | None:
        """The task of a query."""
        return next((known_id(one["Id"]) for one in answer["records"]), None)

    def add(self, note: CrmNote, contact_id: str | None) -> RequestToCrm:
        """A completed task of type call."""
        who = {"WhoId": contact_id} if contact_id else {}
        task = _task(note) | who
        return RequestToCrm(
            "POST",
            _TASKS,
            task
            | {
                "Status": "Completed",
                "TaskSubtype": "Call",
                "ActivityDate": note.at.astimezone(UTC).date().isoformat(),
                "CallDurationInSeconds": note.duration_ms // _SECOND_MS,
                "CallObject": note.key,
            },
        )

    def added_id(self, answer: Any) -> str:
        """The id of the task."""
        return known_id(answer["id"])

    def change(self, note_id: str, note: CrmNote) -> RequestToCrm:
        """Another subject and description."""
        return RequestToCrm("PATCH", f"{_TASKS}/{note_id}", _task(note))

    def remove(self, note_id: str) -> RequestToCrm:
        """To the recycling bin."""
        return RequestToCrm("DELETE", f"{_TASKS}/{note_id}")

    def read(self, contact_id: str, names: Sequence[str]) -> RequestToCrm:
        """Some fields of a contact."""
        return RequestToCrm("GET", f"{_CONTACTS}/{contact_id}?fields={','.join(names)}")

    def values(self, answer: Any, names: Sequence[str]) -> Values:
        """An empty one is null."""
        return {name: answer.get(name) for name in names}

    def write(self, contact_id: str, values: Values) -> RequestToCrm:
        """Texts, numbers and null."""
        return RequestToCrm("PATCH", f"{_CONTACTS}/{contact_id}", dict(values))

    def refined(self, error: DeliveryError) -> DeliveryError:
        """A limit that is reached is a 403 like a right that is missing; its code tells."""
        answer = error.answer if isinstance(error.answer, list) else []
        codes = {str(one.get("errorCode")) for one in answer if isinstance(one, dict)}
        if error.status == HTTPStatus.FORBIDDEN and codes & _LIMITS:
            told = "Salesforce takes no more at present (HTTP 403)."
            return DeliveryError(ErrorCode.TARGET_LIMIT, told, status=error.status, retryable=True)
        return error


def quoted(value: str) -> str:
    """A value as a text of SOQL, whatever is in it."""
    told = value.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
    return "'" + told.replace("\n", "\\n").replace("\r", "\\r") + "'"


def _query(soql: str) -> RequestToCrm:
    return RequestToCrm("GET", f"{_API}/query?q={quote(soql, safe='')}")


def _written(number: str) -> list[str]:
    """A number in the ways in which it may be written."""
    parsed = phonenumbers.parse(number)
    kinds = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL)
    told = [phonenumbers.format_number(parsed, kind) for kind in kinds]
    national = str(parsed.national_number)
    dashed = told[2].replace("(", "").replace(") ", "-")
    return list(dict.fromkeys([*told, number.removeprefix("+"), national, dashed]))


def _task(note: CrmNote) -> dict[str, Any]:
    return {"Subject": note.title[:_LONGEST_TITLE], "Description": note.text[:MOST_LETTERS]}


def _filled(record: Any, *names: str) -> tuple[str, ...]:
    return texts(*map(record.get, names))
