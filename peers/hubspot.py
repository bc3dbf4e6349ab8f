"""A loopback server that speaks the part of HubSpot's CRM API by which calls are logged.

Sources: the pages that `services/crm/hubspot.py` names.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from peers.crm import CrmPeer
from peers.http import HttpRequest

TOKEN = "pat-eu1-0123456789"
_OBJECT = re.compile(r"/crm/v3/objects/(contacts|calls)(?:/(search|\d+))?")
_CALL = {
    "hs_timestamp", "hs_call_title", "hs_call_body", "hs_call_duration", "hs_call_status",
    "hs_call_external_id",
}  # fmt: skip
_CALCULATED = {
    "hs_searchable_calculated_phone_number": "phone",
    "hs_searchable_calculated_mobile_number": "mobilephone",
}


class HubSpotPeer(CrmPeer):
    """`async with HubSpotPeer() as peer:` serves `peer.url`, for `HUBSPOT_BASE_URL`.

    Attributes:
        objects: The properties of contacts and of calls, by id.
        contact_of: The contact of each call's timeline.
    """

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, dict[str, dict[str, str]]] = {"contacts": {}, "calls": {}}
        self.contact_of: dict[str, str] = {}

    def add_contact(self, **properties: str) -> str:
        """A contact; returns its id."""
        contact = self.new_id()
        self.objects["contacts"][contact] = properties | {"hs_object_id": contact}
        return contact

    def answer(self, request: HttpRequest, body: Any) -> tuple[int, Any]:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, self.error(401)
        parts = urlsplit(request.path)
        found = _OBJECT.fullmatch(parts.path)
        if found is None:
            return 404, self.error(404)
        kind, rest = found[1], found[2]
        if rest == "search":
            assert request.method == "POST"
            return 200, self._searched(kind, body)
        if request.method == "POST":
            assert (kind, rest) == ("calls", None)
            return 201, self._called(body)
        if rest is None:
            return 200, {"results": []}
        return self._one(request.method, kind, rest, body, parse_qs(parts.query))

    def _one(
        self, method: str, kind: str, known: str, body: Any, query: dict[str, list[str]]
    ) -> tuple[int, Any]:
        objects = self.objects[kind]
        if known not in objects:
            return 404, self.error(404)
        if method == "DELETE":
            del objects[known]
            return 204, None
        if method == "PATCH":
            assert body.keys() == {"properties"}
            assert all(isinstance(value, str) for value in body["properties"].values())
            objects[known] |= body["properties"]
            return 200, _shown(known, objects[known], body["properties"])
        return 200, _shown(known, objects[known], query["properties"][0].split(","))

    def _called(self, body: Any) -> Any:
        properties, call = body["properties"], self.new_id()
        assert properties.keys() <= _CALL
        assert properties["hs_call_status"] == "COMPLETED"
        assert properties["hs_timestamp"].endswith("Z")
        assert properties["hs_call_duration"].isdecimal()
        for link in body["associations"]:
            (kind,) = link["types"]
            assert kind == {
                "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 194,
            }  # fmt: skip
            assert link["to"]["id"] in self.objects["contacts"]
            self.contact_of[call] = link["to"]["id"]
        self.objects["calls"][call] = properties
        return _shown(call, properties, properties)

    def _searched(self, kind: str, body: Any) -> Any:
        assert body.keys() == {"filterGroups", "properties", "limit"}
        assert 1 <= len(body["filterGroups"]) <= 5
        found = [
            _shown(known, properties, body["properties"])
            for known, properties in self.objects[kind].items()
            if any(
                all(_fits(properties, one) for one in group["filters"])
                for group in body["filterGroups"]
            )
        ]
        return {"total": len(found), "results": found[: body["limit"]]}

    def error(self, status: int) -> Any:
        category = {401: "INVALID_AUTHENTICATION", 429: "RATE_LIMITS"}.get(status, "ERROR")
        message = "the words of a caller, or of a vendor"
        return {"status": "error", "message": message, "category": category}


def _shown(known: str, properties: dict[str, str], names: Any) -> Any:
    told = {name: properties.get(name) for name in names}
    return {"id": known, "properties": told, "archived": False}


def _fits(properties: dict[str, str], one: dict[str, str]) -> bool:
    """Whether an object passes a filter; calculated numbers have no country's code."""
    assert one.keys() == {"propertyName", "operator", "value"}
    assert one["operator"] == "EQ"
    name, value = one["propertyName"], one["value"]
    if of := _CALCULATED.get(name):
        assert value.isdecimal()
        digits = re.sub(r"\D", "", properties.get(of, ""))
        return bool(digits) and digits.endswith(value)
    return properties.get(name, "").lower() == value.lower()
