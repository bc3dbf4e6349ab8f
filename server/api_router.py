"""Routes of the API: what each needs of its caller, worked out once for all applications."""

import re

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute

from server.auth.dependencies import authenticated
from server.carriers.carriers import CARRIERS
from server.queries.known_query import known_query
from server.responses import API_RESPONSES
from server.routes import (
    admin,
    after_call,
    attach,
    audit,
    calls,
    clients,
    consent,
    deliveries,
    dial,
    exports,
    favourites,
    health,
    ingest,
    insights,
    jobs,
    keys,
    knowledge,
    knowledge_pages,
    live,
    media,
    notes,
    prompts,
    scorecard,
    sign_in,
    summaries,
    telnyx,
    text,
    tokens,
    transcription,
    transcripts,
    transfer,
    twilio,
    twilio_conference,
    twilio_dialled,
    uploads,
    user_sessions,
    vonage,
    wall,
)

_OPEN = (
    media,
    twilio,
    twilio_dialled,
    twilio_conference,
    telnyx,
    vonage,
    transcription,
    health,
    sign_in,
)
"""Those whose callers show no key."""
_API = (
    calls,
    wall,
    transcripts,
    exports,
    after_call,
    scorecard,
    favourites,
    clients,
    consent,
    insights,
    live,
    notes,
    summaries,
    transfer,
    dial,
    attach,
    deliveries,
    admin,
    audit,
    prompts,
    jobs,
    knowledge_pages,  # before that of the files, which has the same address
    knowledge,
    tokens,
    keys,
    user_sessions,
    text,
    ingest,
    uploads,
)


_CARRIERS = frozenset(carrier.name for carrier in CARRIERS)


def _operation_id(route: APIRoute) -> str:
    """The name of an operation in clients that programs write; carriers have some in common."""
    first = route.path.split("/")[1]
    return f"{first}_{route.name}" if first in _CARRIERS else route.name


def _router() -> APIRouter:
    router = APIRouter(generate_unique_id_function=_operation_id)
    for module in _OPEN:
        router.include_router(_titled(module.router))
    for module in _API:
        router.include_router(
            _titled(module.router),
            dependencies=[Depends(authenticated), Depends(known_query)],
            responses=API_RESPONSES,
        )
    return router


def _titled(router: APIRouter) -> APIRouter:
    """The router; the reference calls each operation as its description begins, to a first stop."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            begin = re.split(r"[:;.](?:\s|$)", route.description, maxsplit=1)[0]
            route.summary = begin.replace("`", "")
    return router


# FastAPI works out the parameters of a route where it is included, which takes 0.2 s for all: an
# application that included them itself would do so again.
ROUTES = _router().routes
"""All but the pages."""
