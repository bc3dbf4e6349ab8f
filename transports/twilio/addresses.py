"""Twilio's webhook addresses: the paths of ours that Twilio is told to call."""

MEDIA_PATH = "/twilio/media"
STATUS_PATH = "/twilio/status"
DIALLED_PATH = "/twilio/dialled"
NOTICE_PATH = "/twilio/notice"
TICKET = "dial"
"""The query of that address."""


def media_address(public: str) -> str:
    """The address of the media socket of the server that is seen at `public`."""
    scheme, rest = public.rstrip("/").split("://", 1)
    return f"{'wss' if scheme == 'https' else 'ws'}://{rest}{MEDIA_PATH}"
