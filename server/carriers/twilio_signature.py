"""Twilio signature: the addresses that Twilio calls, and the proof that it was Twilio."""

from typing import NamedTuple

from starlette.requests import HTTPConnection
from twilio.request_validator import RequestValidator

from server.app_state import state_of
from server.auth.origins import is_from_this_machine
from server.deps import runtime_of
from settings import Settings
from transports.twilio.addresses import media_address


class _Refusal(NamedTuple):
    """The refusal of a request that is not Twilio's.

    Attributes:
        line: For the log, behind "refused a request …".
        message: For who asked.
    """

    line: str
    message: str


_WRONG = _Refusal(
    "with a wrong signature",
    "X-Twilio-Signature does not fit; PUBLIC_URL must be the address that Twilio calls.",
)
_NOT_FROM_HERE = _Refusal(
    "from beyond this machine, as TWILIO_AUTH_TOKEN is not set",
    "Without TWILIO_AUTH_TOKEN only this machine may bring in calls; set it and PUBLIC_URL.",
)


def public_url(connection: HTTPConnection) -> str:
    """The address that Twilio sees, without a path; what it signs is built from this."""
    known = runtime_of(connection).settings.public_url
    if known:
        return known.rstrip("/")
    scheme = "https" if connection.url.scheme in ("https", "wss") else "http"
    return f"{scheme}://{connection.url.netloc}"


def media_url(connection: HTTPConnection) -> str:
    """The address of the media socket, as the TwiML names it and Twilio signs it."""
    return media_address(public_url(connection))


def refusal_of(connection: HTTPConnection, url: str, form: dict[str, str]) -> str | None:
    """The refusal of a request that is not Twilio's, which is logged; None where it is Twilio's.

    Twilio signs the exact address and the form's fields
    (https://www.twilio.com/docs/usage/security#validating-requests); the WebSocket's handshake
    carries the signature too, over its `wss://` address. Where no token is set, this machine alone
    may bring in calls: a server on loopback may stand behind a tunnel.
    """
    state = state_of(connection)
    refusal = _refusal(state.runtime.settings, connection, url, form)
    if refusal is None:
        return None
    state.refusals.warn("{}: refused a request {}", connection.url.path, refusal.line)
    return refusal.message


def _refusal(
    settings: Settings, connection: HTTPConnection, url: str, form: dict[str, str]
) -> _Refusal | None:
    if not settings.validates_signature:
        asked = not settings.says_who_brings_calls and not is_from_this_machine(connection)
        return _NOT_FROM_HERE if asked else None
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    signature = connection.headers.get("x-twilio-signature", "")
    return None if RequestValidator(token).validate(url, form, signature) else _WRONG
