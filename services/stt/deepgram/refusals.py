"""Recogniser refusals: why Deepgram takes no connection, and which setting to look at.

https://developers.deepgram.com/docs/errors
"""

import re
from contextlib import suppress
from http import HTTPStatus
from socket import gaierror
from ssl import SSLError

import orjson
from websockets.exceptions import (
    InvalidHeader,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
    ProxyError,
)

from conversation.events.status_codes import StatusCode
from pubsub.clock import Clock
from services.retry_after import retry_after
from services.stt.connection_policy import LONGEST_ASKED_S
from services.stt.refusal import SttRefusal, SttRefusedError

KEY = SttRefusal(StatusCode.STT_REFUSED, "refused the key; check DEEPGRAM_API_KEY", permanent=True)
MODEL = SttRefusal(
    StatusCode.STT_REFUSED,
    "does not let this key use the model; check DEEPGRAM_API_KEY and DEEPGRAM_MODEL",
    permanent=True,
)
LANGUAGE = SttRefusal(
    StatusCode.STT_LANGUAGE,
    "has no such language, model or option; check DEEPGRAM_LANGUAGE (else COACH_LANGUAGE),"
    " DEEPGRAM_MODEL and DEEPGRAM_OPTIONS",
    permanent=True,
)
CREDIT = SttRefusal(
    StatusCode.STT_CREDIT, "has no credit left for the account of DEEPGRAM_API_KEY", permanent=True
)
_ADDRESS = SttRefusal(
    StatusCode.STT_ADDRESS, "is not at the configured address; check DEEPGRAM_BASE_URL", True
)
_LIMIT = SttRefusal(
    StatusCode.STT_LIMIT, "has reached its limit of concurrent connections", permanent=False
)
_OTHER = SttRefusal(StatusCode.STT_REFUSED, "refused the connection; check DEEPGRAM_BASE_URL", True)


def _away(why: str) -> SttRefusal:
    return SttRefusal(StatusCode.STT_UNREACHABLE, why, permanent=False)


_UNREACHABLE = _away("can't be reached")
_NO_ANSWER: tuple[tuple[type[Exception], SttRefusal], ...] = (
    (gaierror, _away("is not found by its name (DNS; check DEEPGRAM_BASE_URL)")),
    (SSLError, _away("has no certificate that is trusted here (TLS; check DEEPGRAM_BASE_URL)")),
    (TimeoutError, _away("does not answer")),
    (ProxyError, _away("can't be reached through the proxy")),
    (InvalidMessage, _away("gives no answer of HTTP (check DEEPGRAM_BASE_URL)")),
    (InvalidHeader, _away("gives no answer of WebSocket (check DEEPGRAM_BASE_URL)")),
)

_BY_STATUS = {
    400: LANGUAGE,
    401: KEY,
    402: CREDIT,
    403: KEY,
    404: _ADDRESS,
    429: _LIMIT,
}
_FOR_NOW = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY}
BY_CODE = {"INSUFFICIENT_PERMISSIONS": MODEL, "ASR_PAYMENT_REQUIRED": CREDIT}
_CODE = re.compile(r"[A-Z][A-Z0-9_-]{1,60}")


def refused(error: Exception) -> SttRefusedError:
    """The refusal behind a handshake that failed with `error`."""
    how = type(error).__name__
    if isinstance(error, InvalidURI | UnicodeError):
        return SttRefusedError(_ADDRESS, None, how=how)
    if not isinstance(error, InvalidStatus):
        found = (refusal for kind, refusal in _NO_ANSWER if isinstance(error, kind))
        return SttRefusedError(next(found, _UNREACHABLE), None, how=how)
    headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
    status, code = error.response.status_code, _vendor_code(error.response.body, headers)
    return SttRefusedError(
        BY_CODE.get(code or "") or by_status(status),
        status,
        code,
        retry_after_s=retry_after(headers, LONGEST_ASKED_S, Clock().now()),
    )


def by_status(status: int) -> SttRefusal:
    """What an HTTP status means."""
    if status in _FOR_NOW or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _away(f"is out of order (HTTP {status})")
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:  # another address
        return _ADDRESS
    return _BY_STATUS.get(status, _OTHER)


def code_in(text: object) -> str | None:
    """A code of Deepgram's: a name, and never a text of theirs."""
    return text if isinstance(text, str) and _CODE.fullmatch(text) else None


def _vendor_code(body: bytes | bytearray | None, headers: dict[str, str]) -> str | None:
    """Deepgram's own code, from the body or a header."""
    with suppress(orjson.JSONDecodeError, AttributeError):
        if code := code_in(orjson.loads(body or b"{}").get("err_code")):
            return code
    found = _CODE.match(headers.get("dg-error", ""))
    return found.group() if found and "_" in found.group() else None
