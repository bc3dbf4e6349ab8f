"""One shape for every error: in REST, and in the side channel's `error` events."""

import math
from typing import Any

from fastapi import FastAPI, Request, status
from fastapi.exceptions import (
    RequestValidationError,
    ValidationException,
    WebSocketRequestValidationError,
)
from fastapi.responses import JSONResponse
from loguru import logger
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.routing import Match, Mount

from stores.event_log import EventLogError

Responses = dict[int | str, dict[str, Any]]
"""What FastAPI's `responses` takes."""

_METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
}


class ErrorBody(BaseModel):
    """What a request gets that can't be served."""

    error_code: str = Field(examples=["call_not_found"])
    message: str = Field(examples=["There is no call CA123."])
    details: dict[str, Any] = Field(default_factory=dict)
    retry_after: float | None = Field(default=None, description="Seconds.")
    fallback_suggestion: dict[str, Any] | None = Field(
        default=None, description="Advice to go on with, where there is some."
    )


INVALID: Responses = {
    422: {"model": ErrorBody, "description": "Something in the request is not as it should be."},
    503: {"model": ErrorBody, "description": "The event log does not answer; `Retry-After`."},
}
"""What every route that takes something may answer."""
BAD_BODY: Responses = {
    400: {"model": ErrorBody, "description": "The body can't be read."},
    413: {"model": ErrorBody, "description": "The body is too large."},
}
"""What every route with a body may answer."""


class ApiError(Exception):
    """A request can't be served."""

    def __init__(
        self,
        status: int,
        error_code: str,
        message: str,
        *,
        details: dict[str, Any] | None = None,
        retry_after: float | None = None,
        headers: dict[str, str] | None = None,
    ):
        """Create the error of an HTTP status."""
        super().__init__(message)
        self.status = status
        self._headers = headers or {}
        self.body = ErrorBody(
            error_code=error_code,
            message=message,
            details=details or {},
            retry_after=retry_after,
        )

    def response(self) -> JSONResponse:
        """The error as an HTTP answer."""
        headers = dict(self._headers)
        if self.body.retry_after is not None:
            headers["Retry-After"] = str(math.ceil(self.body.retry_after))
        return JSONResponse(self.body.model_dump(), self.status, headers)


def add_handlers(app: FastAPI) -> None:
    """Give every error of `app` the one shape."""

    @app.exception_handler(ApiError)
    async def api_error(_: Request, error: ApiError) -> JSONResponse:
        return error.response()

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        code = _CODES.get(error.status_code, "http_error")
        answer = ApiError(error.status_code, code, str(error.detail)).response()
        answer.headers.update(error.headers or {})
        if error.status_code == status.HTTP_405_METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = _allowed(request)
        return answer

    @app.exception_handler(RequestValidationError)
    @app.exception_handler(WebSocketRequestValidationError)
    async def invalid(_: HTTPConnection, error: ValidationException) -> JSONResponse:
        return ApiError(422, "invalid_request", *explain(error)).response()

    @app.exception_handler(Exception)
    async def bug(_: Request, error: Exception) -> JSONResponse:
        logger.error("a request failed ({})", type(error).__name__)
        return ApiError(500, "internal_error", "Something went wrong on our side.").response()

    @app.exception_handler(EventLogError)
    async def log_down(_: Request, error: EventLogError) -> JSONResponse:
        logger.error("event log: {}", error)
        return ApiError(
            503, "event_log_unavailable", "The event log does not answer.", retry_after=1
        ).response()


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


def explain(error: ValidationException) -> tuple[str]:
    """What is wrong with a request, in one line; never the value, which may be a caller's words."""
    problems = [
        f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}"
        for detail in error.errors()
    ]
    return ("; ".join(problems),)
