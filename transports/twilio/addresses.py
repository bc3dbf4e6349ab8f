"""Twilio's webhook addresses: the paths of ours that Twilio is told to call."""

from transports.streams.addresses import socket_address

MEDIA_PATH = "/twilio/media"
STATUS_PATH = "/twilio/status"
DIALLED_PATH = "/twilio/dialled"
NOTICE_PATH = "/twilio/notice"
TICKET = "dial"
"""The query of that address."""


def media_address(public: str) -> str:
    """The address of the media socket of the server that is seen at `public`."""
    return socket_address(public, MEDIA_PATH)
