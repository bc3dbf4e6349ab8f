"""A loopback server that speaks the part of Pipedrive's API by which calls are logged.

Sources: the pages that `services/crm/pipedrive.py` names.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from peers.crm import CrmPeer
from peers.http import HttpRequest

TOKEN = "0123456789abcdef0123456789abcdef01234567"
CUSTOM = "a" * 40
_PATH = re.compile(r"/api/v2/(persons|activities)(?:/(search|\d+))?")
_ACTIVITY = {"subject", "note", "type", "done", "due_date", "due_time", "duration", "participants"}


class PipedrivePeer(CrmPeer):
    """`async with PipedrivePeer() as peer:` serves `peer.url`, for `PIPEDRIVE_URL`.

    Attributes:
        items: Persons and activities, by id.
    """

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[str, dict[int, dict[str, Any]]] = {"persons": {}, "activities": {}}

    def add_person(self, email: str, phone: str) -> str:
        """A person; returns the id."""
        person = int(self.new_id())
        self.items["persons"][person] = {
            "id": person,
            "emails": [{"value": email, "primary": True}] if email else [],
            "phones": [{"value": phone, "primary": True}] if phone else [],
            "custom_fields": {CUSTOM: None},
        }
        return str(person)

    def answer(self, request: HttpRequest, body: Any) -> tuple[int, Any]:
        if request.headers.get("x-api-token") != TOKEN:
            return 401, self.error(401)
        parts = urlsplit(request.path)
        found = _PATH.fullmatch(parts.path)
        if found is None:
            return 404, self.error(404)
        kind, rest = found[1], found[2]
        query = {
            n: v for n, (v,) in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()
        }
        if rest == "search":
            return 200, _fine({"items": self._searched(query)})
        if rest is None and request.method == "GET":
            return 200, _fine(self._listed(kind, query))
        if rest is None:
            assert (kind, request.method) == ("activities", "POST")
            return 201, _fine(self._called(body))
        return self._one(request.method, kind, int(rest), body, query)

    def _searched(self, query: dict[str, str]) -> list[Any]:
        """By a part of it, unless it is to be exact; at least two letters."""
        assert query.keys() <= {"term", "fields", "limit", "exact_match"}
        assert query["fields"] in ("email", "phone")
        assert len(query["term"]) >= 2
        name, exact = f"{query['fields']}s", query.get("exact_match") == "true"
        found = []
        for person in self.items["persons"].values():
            values = [one["value"] for one in person[name]]
            told = [_plain(v) if name == "phones" else v.lower() for v in values]
            term = query["term"].lower()
            if any(term == v if exact else term in v for v in told):
                item = {
                    "id": person["id"],
                    "emails": [one["value"] for one in person["emails"]],
                    "phones": [one["value"] for one in person["phones"]],
                }
                found.append({"result_score": 0.5, "item": item})
        return found

    def _listed(self, kind: str, query: dict[str, str]) -> list[Any]:
        allowed = {"ids", "limit"} if kind == "persons" else {"updated_since", "limit", "person_id"}
        assert query.keys() <= allowed
        items = list(self.items[kind].values())
        if "ids" in query:
            assert all(one.isdecimal() for one in query["ids"].split(","))
            items = [one for one in items if str(one["id"]) in query["ids"].split(",")]
        if "person_id" in query:
            items = [one for one in items if str(one["person_id"]) == query["person_id"]]
        return items

    def _called(self, body: Any) -> Any:
        assert body.keys() <= _ACTIVITY, "person_id is a read-only field"
        assert (body["type"], body["done"]) == ("call", True)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", body["due_date"])
        assert re.fullmatch(r"\d\d:\d\d", body["due_time"])
        assert re.fullmatch(r"\d\d:\d\d", body["duration"])
        people = body.pop("participants", [])
        for one in people:
            assert one.keys() == {"person_id", "primary"}
            assert one["person_id"] in self.items["persons"]
        activity = int(self.new_id())
        person = people[0]["person_id"] if people else None
        self.items["activities"][activity] = {"id": activity, "person_id": person, **body}
        return self.items["activities"][activity]

    def _one(
        self, method: str, kind: str, known: int, body: Any, query: dict[str, str]
    ) -> tuple[int, Any]:
        items = self.items[kind]
        if known not in items:
            return 404, self.error(404)
        if method == "DELETE":
            del items[known]
            return 200, _fine({"id": known})
        if method == "PATCH":
            custom = body.pop("custom_fields", {})
            assert custom.keys() <= {CUSTOM}
            items[known] |= body
            items[known].setdefault("custom_fields", {}).update(custom)
        assert query.keys() <= {"custom_fields"}
        return 200, _fine(items[known])

    def error(self, status: int) -> Any:
        told = "the words of a caller, or of a vendor"
        return {"success": False, "error": told, "code": f"ERR_{status}"}


def _fine(data: Any) -> Any:
    return {"success": True, "data": data, "additional_data": {"next_cursor": None}}


def _plain(phone: str) -> str:
    return re.sub(r"\D", "", phone)
