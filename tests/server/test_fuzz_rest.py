"""Every REST route of the OpenAPI document, asked what it allows, and what it does not."""

import os
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest
import schemathesis
from schemathesis.engine import events, from_schema
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.runtime import open_runtime
from server.app import create_app
from settings import load
from tests.server.stage import ADA, API_KEYS, BENS, MARIAS, end_call, start_call

CONFIG = {
    "headers": {"Authorization": f"Bearer {ADA}"},
    "continue-on-failure": True,
    "request-timeout": 30.0,
    # By chance, a few: the bounds of each value are gone through one by one ("coverage").
    "generation": {"max-examples": 3, "deterministic": True, "database": "none"},
    # Which method it is that an address does not take is all the same.
    "phases": {"stateful": {"enabled": False}, "coverage": {"unexpected-methods": ["PUT"]}},
    "operations": [
        # A stream does not end.
        *(
            {"include-path": path, "request-timeout": 0.2}
            for path in ("/api/calls/{call_id}/live", "/api/wall/live")
        ),
        # What a cursor is, is more than a schema can say; and there is no carrier here to dial.
        {
            "include-path": "/api/calls",
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 400, 409, 422]}},
        },
        *(
            {
                "include-path": f"/api/calls/{{call_id}}/{what}",
                "checks": {"positive_data_acceptance": {"expected-statuses": [404, 409]}},
            }
            for what in ("attach", "detach")
        ),
        # Whether a call has ended, and which targets there are, is no matter of a schema.
        {
            "include-path": "/api/calls/{call_id}/send",
            "checks": {"positive_data_acceptance": {"expected-statuses": [404, 409]}},
        },
        # What a cursor is, again; and what Vonage's webhooks say of a call.
        *(
            {
                "include-path": path,
                "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 400]}},
            }
            for path in ("/api/favourites", "/api/jobs")
        ),
        *(
            {
                "include-path": f"/vonage/{what}",
                "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 400, 403]}},
            }
            for what in ("answer", "dialled", "event")
        ),
        # Which prompts for summaries there are.
        {
            "include-path": "/api/calls/{call_id}/summary",
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 404, 409, 422]}},
        },
        # A message is the same as in `/api/process`.
        {
            "include-name": "POST /api/process/{session_id}",
            "phases": {"coverage": {"enabled": False}},
        },
        # So is each of a hundred, which take their time.
        {
            "include-path": "/api/batch/analyze",
            "phases": {"coverage": {"enabled": False}},
            "generation": {"max-examples": 2},
        },
        # Which prompts there are, too.
        {
            "include-path": "/api/prompts",
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 422]}},
        },
        # That the bytes of a file are sound is more than a schema can say.
        *(
            {
                "include-path": path,
                "checks": {"positive_data_acceptance": {"enabled": False}},
            }
            for path in ("/api/calls/{call_id}/audio", "/api/knowledge/documents")
        ),
    ],
}


class Product:
    """The application, opened in the event loop of whoever starts it.

    Each request comes from an address of its own, as too many wrong keys from one are refused.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._app: ASGIApp | None = None
        self._requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self._app, "the application is not open"
        self._requests += 1
        scope["client"] = (str(IPv4Address("10.0.0.0") + self._requests), 50000)
        await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        chosen = load(
            data_dir=self._folder,
            api_keys=API_KEYS,
            rate_limit_per_minute=0,
            coach_meaning=False,
            deepgram_base_url="ws://127.0.0.1:9",
        )
        await receive()
        async with open_runtime(chosen) as runtime:
            for call_id, agent in ((MARIAS, "maria"), (BENS, "ben")):
                await start_call(runtime, call_id, agent, turns=2)
            await end_call(runtime, BENS)
            app = create_app(runtime)
            async with app.router.lifespan_context(app):
                self._app = app
                await send({"type": "lifespan.startup.complete"})
                await receive()
        await send({"type": "lifespan.shutdown.complete"})


@pytest.fixture
def schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenApiSchema]:
    """The document of an application that is open.

    The environment is empty: at each request, the client looks all through it for proxies.
    """
    for name in os.environ:
        monkeypatch.delenv(name)
    config = schemathesis.Config.from_dict(CONFIG)
    yield schemathesis.openapi.from_asgi("/openapi.json", Product(tmp_path), config=config)
    shutdown_lifespans()


@pytest.mark.timeout(1200)  # twenty seconds of CPU, which a busy machine may share among many
def test_every_answer_is_as_documented(schema: OpenApiSchema) -> None:
    """Whatever is asked, the status, the type and the body of the answer are in the document.

    What the schema does not allow is refused, and so is who has no key; nothing is a server error.
    """
    found: list[str] = []
    asked: set[str] = set()
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                asked.add(event.recorder.label)
                for checks in event.recorder.checks.values():
                    found += [
                        f"{event.recorder.label}: {check.failure_info.failure}"
                        for check in checks
                        if check.failure_info
                    ]
            case events.NonFatalError() | events.FatalError():
                found.append(str(event))
    assert found == [], "\n".join(found)
    assert len(asked) == schema.statistic.operations.total
