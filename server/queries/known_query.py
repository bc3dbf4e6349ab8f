"""Query of a request, held to what its route knows: a mistyped filter would find too much."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from pydantic import BaseModel
from starlette.requests import HTTPConnection

# What each endpoint's route knows: FastAPI says it once, where the route is made.
_KNOWN: dict[Callable[..., Any], frozenset[str]] = {}


async def known_query(connection: HTTPConnection) -> None:
    """Return if the route has each parameter of the query; no coroutine would go through a thread.

    Raises:
        RequestValidationError: It does not; each that it has not is named.
        WebSocketRequestValidationError: The same, of a WebSocket.
    """
    if not connection.query_params:
        return
    route = connection.scope["route"]
    if route.endpoint not in _KNOWN:
        _KNOWN[route.endpoint] = frozenset(_names_of(route.dependant))
    unknown = sorted(set(connection.query_params) - _KNOWN[route.endpoint])
    if unknown:
        wrong = RequestValidationError
        if connection.scope["type"] == "websocket":
            wrong = WebSocketRequestValidationError
        raise wrong(
            [
                {"type": "extra_forbidden", "loc": ("query", name), "msg": "there is no such one"}
                for name in unknown
            ]
        )


def _names_of(dependant: Dependant) -> Iterator[str]:
    for param in dependant.query_params:
        kind = param.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = kind.model_fields.items()
            yield from (field.alias or name for name, field in fields)
        else:
            yield param.alias
    for needed in dependant.dependencies:
        yield from _names_of(needed)
