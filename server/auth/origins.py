"""Origins: the names and the web pages that are this server's own, or allowed."""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from settings import Settings

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


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
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return "." not in host.removesuffix(".localhost")


def is_from_this_machine(connection: HTTPConnection) -> bool:
    """Whether a request was made on this machine, to a name that means this machine.

    Behind a tunnel or a proxy on this machine, the name or the forwarded address is another; so is
    the name, where a web page points one of its own at 127.0.0.1.
    """
    client = connection.client.host if connection.client else ""
    host = host_of(connection.headers.get("host", "localhost"))  # HTTP/1.0 may have none
    return is_local(client) and host is not None and is_local(host)


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
