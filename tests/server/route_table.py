"""Route table: each request and each WebSocket of the application, for tests that walk all."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

API = ("/api/", "/metrics")
"""The beginnings of what only those are answered who are known."""
_FILES = {"/static", "/docs/page", "/docs/swagger"}


def requests_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Each method of each route, with the whole path at which it stands."""
    for path, route in _table(app):
        if isinstance(route, Mount):
            assert path in _FILES, "what is mounted is asked nothing here"
        elif isinstance(route, Route):
            yield from ((method, path) for method in sorted((route.methods or set()) - {"HEAD"}))
        else:
            assert isinstance(route, WebSocketRoute), path


def sockets_of(app: FastAPI) -> list[str]:
    """The path of each WebSocket."""
    return [path for path, route in _table(app) if isinstance(route, WebSocketRoute)]


def called_before(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The path of each request and socket of the API, with each function that it goes through."""
    for found in iter_route_contexts(routes):
        if isinstance(found.original_route, APIRoute | APIWebSocketRoute):
            dependant: Dependant = found.dependant
            yield from ((found.path or "", call) for call in _calls_of(dependant))


def _calls_of(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    if dependant.call:
        yield dependant.call
    for one in dependant.dependencies:
        yield from _calls_of(one)


def filled(path: str, **values: str) -> str:
    """A route's path with those values, and `x` for the others."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda one: values.get(one[1], "x"), path)


def _table(app: FastAPI) -> Iterator[tuple[str, BaseRoute]]:
    for found in iter_route_contexts(app.routes):
        yield found.path or "", found.original_route
