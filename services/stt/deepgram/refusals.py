"""Recogniser refusals: why Deepgram takes no connection, and which setting to look at.

https://developers.deepgram.com/docs/errors
"""

import re
from contextlib import suppress
from http import HTTPStatus

import orjson
from websockets.exceptions import InvalidStatus, InvalidURI

from conversation.events.status_codes import StatusCode
from services.stt.refusal import Refusal, SttRefusedError

_KEY = Refusal(StatusCode.STT_REFUSED, "refused the key; check DEEPGRAM_API_KEY", permanent=True)
_MODEL = Refusal(
    StatusCode.STT_REFUSED,
    "does not let this key use the model; check DEEPGRAM_API_KEY and DEEPGRAM_MODEL",
    permanent=True,
)
_LANGUAGE = Refusal(
    StatusCode.STT_LANGUAGE,
    "has no such language, model or option; check DEEPGRAM_LANGUAGE (else COACH_LANGUAGE),"
    " DEEPGRAM_MODEL and DEEPGRAM_OPTIONS",
    permanent=True,
)
_CREDIT = Refusal(
    StatusCode.STT_CREDIT, "has no credit left for the account of DEEPGRAM_API_KEY", permanent=True
)
_ADDRESS = Refusal(
    StatusCode.STT_ADDRESS, "is not at the configured address; check DEEPGRAM_BASE_URL", True
)
_LIMIT = Refusal(
    StatusCode.STT_LIMIT,
    "has reached its limit of concurrent connections (HTTP 429) and is tried again",
    permanent=False,
)
_UNREACHABLE = Refusal(
    StatusCode.STT_UNREACHABLE, "can't be reached and is tried again", permanent=False
)
_OTHER = Refusal(StatusCode.STT_REFUSED, "refused the connection; check DEEPGRAM_BASE_URL", True)

_BY_STATUS = {
    400: _LANGUAGE,
    401: _KEY,
    402: _CREDIT,
    403: _KEY,
    404: _ADDRESS,
    408: _UNREACHABLE,
    425: _UNREACHABLE,
    429: _LIMIT,
}
_BY_CODE = {"INSUFFICIENT_PERMISSIONS": _MODEL, "ASR_PAYMENT_REQUIRED": _CREDIT}
_CODE = re.compile(r"[A-Z][A-Z0-9_-]{1,60}")


def refused(error: Exception) -> SttRefusedError:
    """The refusal behind a handshake that failed with `error`."""
    if isinstance(error, InvalidURI):
        return SttRefusedError(_ADDRESS, None)
    if not isinstance(error, InvalidStatus):
        return SttRefusedError(_UNREACHABLE, None)
    status, code = error.response.status_code, _vendor_code(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        refusal = _UNREACHABLE
    elif HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:  # another address
        refusal = _ADDRESS
    else:
        refusal = _BY_CODE.get(code or "") or _BY_STATUS.get(status, _OTHER)
    return SttRefusedError(refusal, status, code)


def _vendor_code(error: InvalidStatus) -> str | None:
    """Deepgram's own code, from the body or a header: a name, and never a text of theirs."""
    with suppress(orjson.JSONDecodeError, AttributeError, TypeError):
        body = orjson.loads(error.response.body or b"{}")
        if (code := body.get("err_code")) and _CODE.fullmatch(code):
            return code
    header = error.response.headers.get("dg-error", "")
    found = _CODE.match(header)
    return found.group() if found and "_" in found.group() else None
