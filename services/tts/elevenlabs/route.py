"""ElevenLabs route: how its sockets are opened."""

from typing import Any

from services.route import tls_context
from settings.proxy import proxy_for

OPEN_S = 2.0
"""How long a handshake may take."""


def route_to(url: str) -> dict[str, Any]:
    """The arguments of a WebSocket client for `url`.

    Raises:
        SettingsError: The proxy or the certificates can't be used.
    """
    return {
        "ssl": tls_context() if url.startswith("wss:") else None,
        "proxy": proxy_for(url),
        "compression": None,
        "open_timeout": OPEN_S,
    }
