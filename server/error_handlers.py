"""Exception handlers: every error of the application leaves in the one shape."""

from http import HTTPStatus
from typing import Any, get_args

from fastapi import FastAPI, Request
from fastapi.exceptions import (
    RequestValidationError,
    ValidationException,
    WebSocketRequestValidationError,
)
from fastapi.responses import JSONResponse, Response
from loguru import logger
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.routing import Match, Mount

from conversation.errors import ErrorCode
from conversation.search.query import SearchQueryError
from knowledge.errors import KnowledgeError
from pipeline.admission import NotAdmittedError
from pipeline.call_choice import ChoiceError
from server.carriers.names import CARRIER_PATHS
from server.console_page import console_page
from server.errors import (
    ApiError,
    carrier_failed,
    delivery_failed,
    event_log_unavailable,
    invalid_request,
    knowledge_failed,
    not_admitted,
)
from server.pages import page_response
from services.delivery.errors import DeliveryError
from stores.errors import EventLogError
from transports.control import CarrierError

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_CODES = {
    400: ErrorCode.BAD_REQUEST,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    408: ErrorCode.BODY_TIMEOUT,
    413: ErrorCode.BODY_TOO_LARGE,
}

_Refusal = CarrierError | DeliveryError | KnowledgeError | NotAdmittedError


def add_error_handlers(app: FastAPI) -> None:
    """Give every error of `app` the one shape."""

    @app.exception_handler(ApiError)
    async def api_error(_: Request, error: ApiError) -> JSONResponse:
        return error.response()

    @app.exception_handler(ChoiceError)
    @app.exception_handler(SearchQueryError)
    @app.exception_handler(RequestValidationError)
    @app.exception_handler(WebSocketRequestValidationError)
    async def invalid(
        _: HTTPConnection, error: ValidationException | ChoiceError | SearchQueryError
    ) -> JSONResponse:
        return invalid_request(error).response()

    @app.exception_handler(Exception)
    async def bug(_: Request, error: Exception) -> JSONResponse:
        logger.error("a request failed ({})", type(error).__name__)
        message = "Something went wrong on our side."
        return ApiError(500, ErrorCode.INTERNAL_ERROR, message).response()

    app.add_exception_handler(HTTPException, _http_error)
    for kind in get_args(_Refusal):
        app.add_exception_handler(kind, _refuse)

    @app.exception_handler(EventLogError)
    async def log_down(_: Request, error: EventLogError) -> JSONResponse:
        logger.error("event log: {}", error)
        return event_log_unavailable().response()


async def _http_error(request: Request, error: Any) -> Response:
    if error.status_code == HTTPStatus.NOT_FOUND and _is_for_people(request):
        page = page_response(request, console_page("not-found"))
        page.status_code = HTTPStatus.NOT_FOUND
        return page
    code = _CODES.get(error.status_code, ErrorCode.HTTP_ERROR)
    allowed = _allowed(request) if code is ErrorCode.METHOD_NOT_ALLOWED else ""
    message = _said(request, error, allowed)
    answer = ApiError(error.status_code, code, message).response()
    answer.headers.update(error.headers or {})
    if allowed:
        answer.headers["Allow"] = allowed
    return answer


def _is_for_people(request: Request) -> bool:
    """Whether a person opens an address in a browser; programs get the one shape."""
    of_programs = request.url.path.startswith(("/api/", "/static/", *CARRIER_PATHS))
    return "text/html" in request.headers.get("accept", "") and not of_programs


def _said(request: Request, error: HTTPException, allowed: str) -> str:
    if allowed:
        return f"{request.method} is not taken here, but {allowed}."
    if error.detail == HTTPStatus(error.status_code).phrase == HTTPStatus.NOT_FOUND.phrase:
        return "There is nothing at this address."
    return str(error.detail)


async def _refuse(_: HTTPConnection, error: Any) -> JSONResponse:
    return _refused(error).response()


def _refused(error: _Refusal) -> ApiError:
    match error:
        case CarrierError():
            return carrier_failed(error)
        case DeliveryError():
            return delivery_failed(error)
        case KnowledgeError():
            logger.error("knowledge: {}", error)
            return knowledge_failed(error)
        case _:
            return not_admitted(error)


def _allowed(request: Request) -> str:
    """The methods of all routes of an address; the router names those of the first one alone."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    methods = [
        method
        for method in _METHODS
        for scope in [{**request.scope, "method": method}]
        if any(route.matches(scope)[0] is Match.FULL for route in routes)
    ]
    return ", ".join(methods or ["GET", "HEAD"])  # a mount has files
