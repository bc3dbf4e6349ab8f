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
from stores.errors import EventLogError
from stores.key_store import StoredKey
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
