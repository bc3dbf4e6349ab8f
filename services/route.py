"""Provider route: the proxy and the certificates by which an address is reached."""

import ssl
from functools import cache
from typing import Any

import httpx2

from settings import SettingsError
from settings.proxy import proxy_for, trusted_certificates


def tls_context() -> ssl.SSLContext:
    """The context of a vendor's TLS; some 20 ms of CPU the first time.

    Raises:
        SettingsError: SSL_CERT_FILE or SSL_CERT_DIR can't be used.
    """
    return _context(*trusted_certificates())


@cache
def _context(file: str | None, folder: str | None) -> ssl.SSLContext:
    if not file and not folder:
        return httpx2.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=file, capath=folder)
    except OSError as error:  # `ssl.SSLError` is one
        raise SettingsError(f"SSL_CERT_FILE={file}: {error.strerror or error}") from None


def http_route(url: str) -> dict[str, Any]:
    """The arguments of an address's HTTP client, in place of its own look at the environment.

    httpx has no IPv6 in NO_PROXY, and sends loopback through a proxy.

    Raises:
        SettingsError: The proxy or the certificates can't be used.
    """
    proxy = proxy_for(url)
    secure = url.startswith("https:") or (proxy or "").startswith("https:")
    # Without a certificate that is trusted: plain HTTP may be redirected, and never to TLS unseen.
    verify = tls_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return {"proxy": proxy, "verify": verify, "trust_env": False}


def socket_route(url: str) -> dict[str, Any]:
    """The arguments of an address's WebSocket client, likewise; nothing is compressed.

    Raises:
        SettingsError: The proxy or the certificates can't be used.
    """
    secure = url.startswith("wss:")
    return {"proxy": proxy_for(url), "ssl": tls_context() if secure else None, "compression": None}


def check_route(url: str) -> None:
    """Stop the start where the environment keeps an address from being reached.

    Raises:
        SettingsError: The variable, its value and what is right.
    """
    http_route(url.replace("ws", "http", 1) if url.startswith("ws") else url)
