"""Database hosts: those of a Postgres address, which may name several, as libpq does."""

import re
from collections.abc import Iterator

from sqlalchemy.engine import URL

from settings.addresses import ip_of, is_host

_HOSTS = re.compile(
    r"(?P<before>[a-z+]+://(?:[^@]*@)?)(?P<hosts>[^/?@]*)(?P<path>/[^?]*)?(?:\?(?P<query>.*))?"
)
_PORT = re.compile(r":[0-9]+$")
_USUAL_PORT = "5432"
_LAST_PORT = 65535


def with_hosts_behind(address: str) -> str:
    """The address with its hosts behind `?`, as SQLAlchemy takes several; of one host, as it is.

    Args:
        address: As libpq takes it: `postgresql://USER:PASSWORD@HOST:PORT,[IPV6]:PORT/NAME`.
    """
    found = _HOSTS.fullmatch(address.strip())
    if found is None or "," not in found["hosts"]:
        return address.strip()
    names, ports = zip(*map(_parted, found["hosts"].split(",")), strict=True)
    hosts = f"host={','.join(names)}&port={','.join(ports)}"
    query = "&".join(filter(None, [hosts, found["query"]]))
    return f"{found['before']}{found['path'] or '/'}?{query}"


def _parted(host: str) -> tuple[str, str]:
    """The name and the port of one of several, an IPv6 address without its brackets."""
    name, _, port = host.rpartition(":") if _PORT.search(host) else (host, "", "")
    bare = name.removeprefix("[").removesuffix("]")
    return bare if ip_of(bare) else name, port or _USUAL_PORT


def check_hosts(address: URL) -> None:
    """Return if each host may be one, and each port: a wrong one is an error at each connection.

    Raises:
        ValueError: One is none.
    """
    for host in _hosts(address):
        has_port = _PORT.search(host) and not ip_of(host)
        name, _, port = host.rpartition(":") if has_port else (host, "", "")
        _check(name, port)
    own = "" if address.port is None else str(address.port)
    for port in (own, *_parts(address, "port")):
        _check("", port)


def _check(name: str, port: str) -> None:
    if name and not is_host(name):
        raise ValueError("a host that can be none")
    if port and not 0 < int(port) <= _LAST_PORT:
        raise ValueError("a port that is none")


def _hosts(address: URL) -> Iterator[str]:
    """Those before the path and behind `?`, where a folder of sockets may stand too."""
    hosts = (address.host or "", *_parts(address, "host"))
    return (host for host in hosts if host and not host.startswith(("/", "@")))


def _parts(address: URL, name: str) -> Iterator[str]:
    said = address.query.get(name, ())
    texts = (said,) if isinstance(said, str) else said
    return (part for text in texts for part in text.split(","))
