"""A parameter of a query that a route does not have is refused, by all of the API in one way."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from server.api_router import ROUTES
from tests.server.stage import ADA, API_KEYS, MARIAS, an_app, asked, refused, served

OPEN = ("/twilio/", "/telnyx/", "/vonage/", "/auth/", "/healthz", "/readyz", "/metrics")
PERIODS = ("/api/calls", "/api/insights", "/api/audit", "/api/export/calls")


def _api() -> Iterator[tuple[str, str]]:
    for route in ROUTES:
        if isinstance(route, APIRoute) and not route.path.startswith(OPEN):
            path = re.sub(r"\{call_id\}", MARIAS, route.path)
            yield min(route.methods or ()), re.sub(r"\{[^}]+\}", "coach", path)


async def test_every_route_refuses_what_it_does_not_have(tmp_path: Path) -> None:
    """By its name, whatever else is asked."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, ADA) as client:
        for method, path in _api():
            answer = await client.request(method, f"{path}?limit_=1")
            assert (method, path, answer.status_code) == (method, path, 422)
            assert "limit_" in answer.json()["message"]


async def test_a_socket_refuses_it_before_the_upgrade(tmp_path: Path) -> None:
    """A consent that is mistyped would be none that was said."""
    async with served(tmp_path) as server:
        assert await refused(server.ingest("CA-new", query="?consent=given")) is None
        answer = await refused(server.ingest("CA-other", query="?consnet=given"))
    assert answer is not None
    assert answer.status_code == 422
    assert b"consnet" in answer.body


@pytest.mark.parametrize("path", PERIODS)
async def test_a_period_is_named_by_from_and_to_alone(tmp_path: Path, path: str) -> None:
    """As the documentation has it, in every list."""
    async with an_app(tmp_path, api_keys=API_KEYS) as (_, app), asked(app, ADA) as client:
        assert (await client.get(f"{path}?from=2026-11-20&to=2026-11-21")).status_code == 200
        for name in ("since", "until"):
            answer = await client.get(f"{path}?{name}=2026-11-20")
            assert answer.status_code == 422
