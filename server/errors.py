"""API errors: a request that can't be served, in the one shape of `Failure`."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi.exceptions import ValidationException
from fastapi.responses import JSONResponse

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.event import CallEvent
from conversation.events.payloads import Failure
from conversation.search.query import SearchQueryError
from knowledge.errors import KnowledgeError
from pipeline.admission import NotAdmittedError
from pipeline.call_choice import ChoiceError
from services.delivery.errors import DeliveryError
from transports.control import CarrierError


class ApiError(CallShadowError):
    """A request can't be served.

    Attributes:
        status: The HTTP status.
        details: More, by name.
    """

    def __init__(
        self,
        status: int,
        code: ErrorCode,
        message: str,
        *,
        details: Mapping[str, Any] | None = None,
        retry_after: float | None = None,
        headers: Mapping[str, str] | None = None,
    ):
        """Create the error of an HTTP status."""
        super().__init__(
            message, code=code, retryable=retry_after is not None, retry_after=retry_after
        )
        self.status = status
        self.details = details or {}
        self._headers = headers or {}

    def failure(self) -> Failure:
        """The error as the data of an `error` event, which is also the body of an answer."""
        return Failure(self.code, self.message, self.retry_after, self.details)

    def response(self) -> JSONResponse:
        """The error as an HTTP answer."""
        headers = dict(self._headers)
        if self.retry_after is not None:
            headers["Retry-After"] = str(math.ceil(self.retry_after))
        return JSONResponse(self.failure().as_data(), self.status, headers)


def forbidden(why: str) -> ApiError:
    """403: a known caller asks for what they may not have."""
    return ApiError(403, ErrorCode.FORBIDDEN, f"Not allowed: {why}.")


def call_not_found(call_id: str) -> ApiError:
    """404: there is no such call, or it was erased."""
    return ApiError(404, ErrorCode.CALL_NOT_FOUND, f"There is no call {call_id}.")


def event_log_unavailable(why: str = "The event log does not answer.") -> ApiError:
    """503: the event log does not do what was asked."""
    return ApiError(503, ErrorCode.EVENT_LOG_UNAVAILABLE, why, retry_after=1)


def knowledge_failed(error: KnowledgeError) -> ApiError:
    """503: what is known can't be kept or searched."""
    return ApiError(503, error.code, error.message, retry_after=5 if error.retryable else None)


def invalid_request(error: ValidationException | ChoiceError | SearchQueryError) -> ApiError:
    """422: what is asked can't be."""
    told = isinstance(error, ChoiceError | SearchQueryError)
    why = error.message if told else explain(error.errors())
    return ApiError(422, ErrorCode.INVALID_REQUEST, why)


def not_admitted(error: NotAdmittedError) -> ApiError:
    """503: no new call may begin here."""
    return ApiError(503, error.code, error.message, retry_after=error.retry_after)


_CARRIER_STATUSES = {
    ErrorCode.CALL_NOT_FOUND: 404,
    ErrorCode.CALL_OVER: 409,
    ErrorCode.CARRIER_OFF: 409,
    ErrorCode.CARRIER_UNABLE: 409,
    ErrorCode.CARRIER_LIMIT: 503,
}


def carrier_failed(error: CarrierError) -> ApiError:
    """The carrier did not do what was asked: by the cause, else 502; with its own code, if any."""
    status = _CARRIER_STATUSES.get(error.code, 502)
    details = {"carrier_code": error.carrier_code} if error.carrier_code else {}
    return ApiError(
        status, error.code, error.message, details=details, retry_after=error.retry_after
    )


def delivery_failed(error: DeliveryError) -> ApiError:
    """The target that is named is none (404), or does not do what was asked (502)."""
    status = 404 if error.code is ErrorCode.TARGET_UNKNOWN else 502
    return ApiError(status, error.code, error.message, retry_after=error.retry_after)


def error_event(call_id: str, failure: Failure, at: datetime) -> CallEvent:
    """An `error` for one client alone: it has no number and is not stored."""
    return CallEvent(call_id, failure.type, at, failure.as_data())


def explain(problems: Sequence[Mapping[str, Any]]) -> str:
    """Pydantic's findings in one line; never the values, which may be a caller's words."""
    return "; ".join(map(_explained, problems))


def _explained(problem: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    match problem["type"]:
        case "extra_forbidden":
            kind = "parameter" if place.startswith("query.") else "field"
            return f"{place}: there is no such {kind} here"
        case "json_invalid":
            return f"{place}: this is no JSON" if place else problem["msg"]
        case "model_attributes_type" | "dict_type" if place == "body":
            return "body: a JSON object is needed, sent as Content-Type: application/json"
        case _:
            why = problem["msg"].removeprefix("Value error, ")
            return f"{place}: {why}" if place else why
