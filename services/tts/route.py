"""Voice route: how a vendor's socket is opened."""

from typing import Any

from services.route import socket_route

OPEN_S = 2.0
"""How long a handshake may take: whoever wants to hear a headline waits for it."""


def voice_route(url: str) -> dict[str, Any]:
    """The arguments of a WebSocket client for `url`.

    Raises:
        SettingsError: The proxy or the certificates can't be used.
    """
    return {**socket_route(url), "open_timeout": OPEN_S}
