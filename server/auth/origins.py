"""Origins: the names and the web pages that are this server's own, or allowed."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from settings import Settings
from settings.addresses import ip_of

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_CLIENTS = ("x-forwarded-for", "x-real-ip")
_FORWARDED = re.compile(r'\b(for|host)\s*=\s*"?([^\s";,]*)', re.I)  # RFC 7239


def site_origins(settings: Settings) -> frozenset[str]:
    """The origins that the settings name: `ALLOWED_ORIGINS`, and that of `PUBLIC_URL`."""
    return frozenset(settings.allowed_origins or ()) | own_origins(settings)


def own_origins(settings: Settings) -> frozenset[str]:
    """The origin of `PUBLIC_URL`: a proxy in front may give us a `Host` of its own."""
    public = settings.public_url
    return frozenset({"/".join(public.lower().split("/", 3)[:3])} if public else ())


def allowed_origin(origin: str, host: str, others: Collection[str]) -> bool:
    """Whether a web page may call the server.

    Args:
        origin: The page's origin, as its browser says in `Origin`.
        host: The `Host` of the request. A proxy in front may speak TLS and the server not, so
            their schemes need not agree.
        others: Origins that may, in lower case.
    """
    page = origin.lower()
    if page in others:
        return True
    scheme, _, netloc = page.partition("://")
    own = _host_and_port(host.lower(), scheme)
    return scheme in {"http", "https"} and own is not None and _host_and_port(netloc, scheme) == own


def is_local(host: str) -> bool:
    """Whether a request to a host, without its port, was meant for this machine.

    A name without a dot counts: nobody can own one in the public DNS.
    """
    address = ip_of(host)
    return address.is_loopback if address else "." not in host.removesuffix(".localhost")


def is_from_this_machine(connection: HTTPConnection) -> bool:
    """Whether a request was made on this machine, to a name that means this machine.

    Behind a tunnel or a proxy on this machine, the name or a forwarded address is another; so is
    the name, where a web page points one of its own at 127.0.0.1. Whoever a proxy has passed the
    request on for is looked at whether the proxy is trusted or not: what a stranger writes into
    such a header can make the request one from afar, and never one of this machine.
    """
    client = connection.client.host if connection.client else "127.0.0.1"  # of a Unix socket
    return (
        all(map(_is_own_address, [client, *_forwarded(connection, _CLIENTS, "for")]))
        # HTTP/1.0 may have none
        and _is_own_name(connection.headers.get("host", "localhost"))
        and all(map(_is_own_name, _forwarded(connection, ("x-forwarded-host",), "host")))
    )


def _forwarded(connection: HTTPConnection, names: tuple[str, ...], field: str) -> Iterator[str]:
    """What proxies say of whom they pass a request on for, or of the host that was asked for."""
    for name in names:
        for line in connection.headers.getlist(name):
            yield from (one.strip() for one in line.split(","))
    for line in connection.headers.getlist("forwarded"):
        yield from (said for name, said in _FORWARDED.findall(line) if name.lower() == field)


def _is_own_address(text: str) -> bool:
    """Whether that is an address of this machine, with a port or without; a name is none."""
    address = ip_of(text) or ip_of(host_of(text) or "")
    return address is not None and address.is_loopback


def _is_own_name(netloc: str) -> bool:
    host = host_of(netloc)
    return host is not None and is_local(host)


def host_of(netloc: str) -> str | None:
    """The host of a `Host` header, without its port; None where it is not one."""
    found = _host_and_port(netloc, "http")
    return found[0] if found else None


def _host_and_port(netloc: str, scheme: str) -> tuple[str, int | None] | None:
    try:
        parts = urlsplit(f"//{netloc}")
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.netloc != netloc or "@" in netloc:
        return None
    return parts.hostname, port or _PORTS.get(scheme)
