"""OpenAPI responses: the errors that a route documents beside its answer."""

from typing import Any

from pydantic import BaseModel, Field

Responses = dict[int | str, dict[str, Any]]
"""The type of FastAPI's `responses`."""


class ErrorBody(BaseModel):
    """The body of an error: the answer to a request that can't be served."""

    error_code: str = Field(examples=["call_not_found"])
    message: str = Field(examples=["There is no call CA123."])
    details: dict[str, Any] = Field(default_factory=dict)
    retry_after: float | None = Field(default=None, description="Seconds.")
    fallback_suggestion: dict[str, Any] | None = Field(
        default=None, description="Advice to go on with, where there is some."
    )


def error_response(status: int, description: str) -> Responses:
    """The documentation of one error."""
    return {status: {"model": ErrorBody, "description": description}}


AUTH_RESPONSES: Responses = (
    error_response(401, "The key or the token is missing or wrong.")
    | error_response(403, "The key or the token is not for this.")
    | error_response(429, "Too many requests; `Retry-After` says how long.")
)
"""The errors of every route behind the authentication gate."""
API_RESPONSES: Responses = (
    AUTH_RESPONSES
    | error_response(422, "Something in the request is not as it should be.")
    | error_response(
        503, "The event log does not answer, or the server is stopping; `Retry-After`."
    )
)
"""The errors of every route of the API."""
BODY_TOO_LARGE: Responses = error_response(413, "The body is too large.")
BODY_RESPONSES: Responses = error_response(400, "The body can't be read.") | BODY_TOO_LARGE
"""The errors of every route with a body."""
CALL_NOT_FOUND: Responses = error_response(404, "There is no such call.")
CALL_RUNNING: Responses = error_response(409, "The call is still on the line.")
