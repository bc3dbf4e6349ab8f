"""Twilio signature: the addresses that Twilio calls, and the proof that it was Twilio."""

from starlette.requests import HTTPConnection
from twilio.request_validator import RequestValidator

from server.deps import runtime_of


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


def media_address(public: str) -> str:
    """The address of the media socket of the server that is seen at `public`."""
    scheme, rest = public.rstrip("/").split("://", 1)
    return f"{'wss' if scheme == 'https' else 'ws'}://{rest}/twilio/media"


def signed(connection: HTTPConnection, url: str, form: dict[str, str]) -> bool:
    """Whether the request comes from Twilio, or nobody asks.

    Twilio signs the exact address and the form's fields
    (https://www.twilio.com/docs/usage/security#validating-requests); the WebSocket's handshake
    carries the signature too, over its `wss://` address.
    """
    settings = runtime_of(connection).settings
    if not settings.validates_signature:
        return True
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    signature = connection.headers.get("x-twilio-signature", "")
    return RequestValidator(token).validate(url, form, signature)
