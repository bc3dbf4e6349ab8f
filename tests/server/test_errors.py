from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from conversation.errors import ErrorCode
from conversation.events.event import CallEvent
from server.app import create_app
from server.errors import ApiError
from server.responses import ErrorBody
from stores.access.key_store import StoredKey
from stores.errors import EventLogError
from tests.server.stage import an_app, asked, make_runtime

SHAPE = {"error_code", "message", "details", "retry_after", "fallback_suggestion"}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nowhere", (404, "not_found", None)),
        ("GET", "/api/nowhere", (404, "not_found", None)),
        ("GET", "/static/nowhere.js", (404, "not_found", None)),
        ("DELETE", "/api/calls", (405, "method_not_allowed", "GET, POST")),
        ("PUT", "/api/calls/CA1", (405, "method_not_allowed", "DELETE, GET")),
        ("GET", "/twilio/voice", (405, "method_not_allowed", "POST")),
        ("POST", "/healthz", (405, "method_not_allowed", "GET")),
        ("POST", "/static/js/api.js", (405, "method_not_allowed", "GET, HEAD")),
    ],
)
async def test_every_error_has_the_one_shape(
    tmp_path: Path, method: str, path: str, expected: tuple[int, str, str | None]
):
    """Unknown addresses and wrong methods are typed errors like all others."""
    async with an_app(tmp_path) as (_, app), asked(app) as client:
        answer = await client.request(method, path)
    assert set(answer.json()) == SHAPE
    told = (answer.status_code, answer.json()["error_code"], answer.headers.get("allow"))
    assert told == expected


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/wal", "text/html"),
        ("/api/nowhere", "application/json"),
        ("/static/x.js", "application/json"),
    ],
)
async def test_a_person_at_a_wrong_address_sees_a_page(tmp_path: Path, path: str, kind: str):
    """With the way to all calls, under the headers of all pages; what programs ask for is JSON."""
    async with an_app(tmp_path) as (_, app), asked(app) as client:
        answer = await client.get(path, headers={"accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith(kind)
    if kind == "text/html":
        assert "There is no such page" in answer.text
        assert "default-src 'self'" in answer.headers["content-security-policy"]


class GoneKeys:
    """The keys of a log whose database is away."""

    async def all(self) -> list[StoredKey]:
        raise EventLogError("the database does not answer")


class Gone:
    """A log whose database is away."""

    keys = GoneKeys()
    user_sessions = None
    audit_trail = None
    agent_teams = None

    async def ping(self) -> None:
        raise EventLogError("the database does not answer")

    async def calls(self, **_: Any) -> list[CallEvent]:
        raise EventLogError("the database does not answer")

    async def call(self, _: str) -> None:
        raise EventLogError("the database does not answer")


@pytest.mark.parametrize("path", ["/api/calls", "/api/calls/CA1", "/readyz"])
async def test_a_log_that_does_not_answer_is_503(tmp_path: Path, path: str):
    """Not a crash: a typed error that says when to come back."""
    async with make_runtime(tmp_path) as runtime:
        broken = replace(runtime, log=Gone())  # type: ignore[arg-type]
        async with asked(create_app(broken)) as client:
            answer = await client.get(path)
    assert answer.status_code == 503
    assert set(answer.json()) == SHAPE
    assert answer.json()["error_code"] == "event_log_unavailable"
    assert answer.headers["retry-after"] == "1"


async def test_a_bug_is_500_in_the_one_shape(tmp_path: Path):
    """What nobody thought of is a typed error as well, without a word of what happened."""
    async with make_runtime(tmp_path) as runtime:
        app = create_app(runtime)

        @app.get("/api/broken")
        async def broken() -> None:
            raise KeyError("what the customer said")

        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with asked(app, transport=transport) as client:
            answer = await client.get("/api/broken")
    assert answer.status_code == 500
    assert set(answer.json()) == SHAPE
    assert answer.json()["error_code"] == "internal_error"
    assert "customer" not in answer.text


@pytest.mark.parametrize(("wait_s", "header"), [(0.2, "1"), (1, "1"), (1.01, "2"), (None, None)])
def test_retry_after_is_rounded_up(wait_s: float | None, header: str | None):
    """The header takes whole seconds, and coming back too early would be refused again."""
    answer = ApiError(429, ErrorCode.TOO_MANY_REQUESTS, "Slowly.", retry_after=wait_s).response()
    assert answer.headers.get("retry-after") == header


def test_what_is_documented_is_what_is_sent() -> None:
    """`ErrorBody` of the OpenAPI page has the fields of the payload, which is also an event's."""
    details = {"expires_at": "2026-11-20T08:02:00Z"}
    sent = ApiError(401, ErrorCode.TOKEN_EXPIRED, "It has ended.", details=details).failure()
    assert set(ErrorBody.model_fields) == set(sent.as_data()) == SHAPE
    assert ErrorBody(**sent.as_data()).model_dump() == sent.as_data()


@pytest.mark.parametrize(
    ("method", "path", "body", "told"),
    [
        ("GET", "/api/nowhere", None, "There is nothing at this address."),
        ("PATCH", "/api/calls", None, "PATCH is not taken here, but GET, POST."),
        ("GET", "/api/calls?stat=live", None, "query.stat: there is no such parameter here"),
        ("GET", "/api/insights?from=x", None, "query.from: a day or a time as 2026-11-20"),
        ("POST", "/api/process", b'{"x":', "body.5: this is no JSON"),
        ("POST", "/api/process", b'{"text": "a", "x": 1}', "body.x: there is no such field here"),
        ("POST", "/api/process", b"hello", "body: a JSON object is needed, sent as Content-Type"),
    ],
)
async def test_what_is_wrong_is_told_in_plain_words(
    tmp_path: Path, method: str, path: str, body: bytes | None, told: str
):
    """For people who write a client, and know nothing of what the server is written in."""
    kind = "text/plain" if body == b"hello" else "application/json"
    async with an_app(tmp_path) as (_, app), asked(app) as client:
        answer = await client.request(method, path, content=body, headers={"content-type": kind})
    assert answer.json()["message"].startswith(told)
