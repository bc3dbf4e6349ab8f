"""A loopback server that speaks the part of Salesforce's REST API by which calls are logged.

Sources: the pages that `services/crm/salesforce.py` names.
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from peers.crm import SIGN_IN, CrmPeer
from peers.http import HttpRequest

CLIENT, SECRET, REFRESH = "3MVG9-client", "0123456789ABCDEF", "5Aep861-refresh"
_OBJECT = re.compile(r"/services/data/v\d\d\.0/sobjects/(Task|Contact)(?:/(\w{18}))?")
_QUERY = re.compile(r"/services/data/v\d\d\.0/query")
_TEXT = r"'(?:[^'\\]|\\.)*'"
_SOQL = re.compile(
    r"SELECT ([\w, ]+) FROM (Task|Contact)(?: WHERE (.+?))? LIMIT (\d+)(?![^']*')", re.S
)
_TERM = re.compile(rf"(\w+) (?:= ({_TEXT})|IN \(({_TEXT}(?:, {_TEXT})*)\))")
_TASK = {
    "Subject", "Description", "Status", "TaskSubtype", "ActivityDate", "CallDurationInSeconds",
    "CallObject", "WhoId",
}  # fmt: skip


class SalesforcePeer(CrmPeer):
    """`async with SalesforcePeer() as peer:` serves `peer.url`, for `SALESFORCE_URL`.

    Attributes:
        records: The fields of contacts and tasks, by id.
        token: The access token that is taken now; None: the next one that is asked for.
        tokens: How often one was asked for.
        limit: Whether the organisation's limit of requests is reached.
    """

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, dict[str, Any]]] = {"Contact": {}, "Task": {}}
        self.token: str | None = None
        self.tokens = 0
        self.limit = False

    def add(self, kind: str, fields: dict[str, Any]) -> str:
        """A record; returns its id."""
        known = f"{'003' if kind == 'Contact' else '00T'}{int(self.new_id()):015}"
        self.records[kind][known] = {"Id": known, **fields}
        return known

    def answer(self, request: HttpRequest, body: Any) -> tuple[int, Any]:
        if request.path == SIGN_IN:
            return self._signed_in(request)
        if self.token is None or request.headers.get("authorization") != f"Bearer {self.token}":
            return 401, self.error(401)
        if self.limit:
            told = "TotalRequests Limit exceeded."
            return 403, [{"message": told, "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
        parts = urlsplit(request.path)
        if _QUERY.fullmatch(parts.path):
            (soql,) = parse_qs(parts.query, strict_parsing=True)["q"]
            return 200, self._queried(soql)
        found = _OBJECT.fullmatch(parts.path)
        if found is None:
            return 404, self.error(404)
        return self._one(request.method, found[1], found[2], body, parse_qs(parts.query))

    def _signed_in(self, request: HttpRequest) -> tuple[int, Any]:
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        form = {name: value for name, (value,) in parse_qs(request.body.decode()).items()}
        grant = form.pop("grant_type")
        assert grant in ("client_credentials", "refresh_token")
        right = {"client_id": CLIENT, "client_secret": SECRET}
        right |= {"refresh_token": REFRESH} if grant == "refresh_token" else {}
        if form != right:
            return 400, {"error": "invalid_client", "error_description": "the words of a vendor"}
        self.tokens += 1
        self.token = f"00D!{self.tokens}"
        return 200, {"access_token": self.token, "instance_url": "https://evil.example"}

    def _one(
        self, method: str, kind: str, known: str | None, body: Any, query: dict[str, list[str]]
    ) -> tuple[int, Any]:
        if method == "POST":
            assert (kind, known) == ("Task", None)
            assert body.keys() <= _TASK
            assert isinstance(body["CallDurationInSeconds"], int)
            assert body.get("WhoId", "003").startswith("003")
            assert len(body["Description"]) <= 32_000
            return 201, {"id": self.add(kind, body), "success": True, "errors": []}
        if known not in self.records[kind]:
            return 404, self.error(404)
        if method == "DELETE":
            del self.records[kind][known]
            return 204, None
        if method == "PATCH":
            self.records[kind][known] |= body
            return 204, None
        names = query["fields"][0].split(",")
        return 200, {name: self.records[kind][known].get(name) for name in names}

    def _queried(self, soql: str) -> Any:
        found = _SOQL.fullmatch(soql)
        assert found, "no such query"
        names, kind, where = found[1].split(", "), found[2], found[3]
        terms = _terms(where) if where else []
        records = [
            {"attributes": {"type": kind}, **{name: one.get(name) for name in names}}
            for one in self.records[kind].values()
            if not terms
            or any(
                str(one.get(name) or "").lower() in [v.lower() for v in values]
                for name, values in terms
            )
        ][: int(found[4])]
        return {"totalSize": len(records), "done": True, "records": records}

    def error(self, status: int) -> Any:
        code = {401: "INVALID_SESSION_ID", 404: "NOT_FOUND"}.get(status, "UNKNOWN_EXCEPTION")
        return [{"message": "the words of a caller, or of a vendor", "errorCode": code}]


def _terms(where: str) -> list[tuple[str, list[str]]]:
    """Fields, each with the values of which it may have one."""
    found = list(_TERM.finditer(where))
    assert " OR ".join(one[0] for one in found) == where, "no such condition"
    return [(one[1], _values(one[2] or one[3])) for one in found]


def _values(texts: str) -> list[str]:
    return [re.sub(r"\\(.)", _unescaped, one[1:-1]) for one in re.findall(_TEXT, texts)]


def _unescaped(found: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r"}.get(found[1], found[1])
