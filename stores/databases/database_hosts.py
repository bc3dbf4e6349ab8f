"""Database hosts: those of a Postgres address, which may name several, as libpq does.

`postgresql://u:p@a:5433,[::1]/calls` becomes `postgresql://u:p@/calls?host=a,::1&port=5433,5432`.
"""

import re
from collections.abc import Iterator

from sqlalchemy.engine import URL, make_url

from settings.addresses import ip_of, is_host

_HOSTS = re.compile(
    r"(?P<before>[a-z+]+://(?:[^@]*@)?)(?P<hosts>[^/?@]*)(?P<path>/[^?]*)?(?:\?(?P<query>.*))?"
)
_PORT = re.compile(r":[0-9]+$")
_USUAL_PORT = "5432"
_LAST_PORT = 65535


def address_of(url: str) -> URL:
    """The parts of a database's address, as all who read one take them.

    Args:
        url: As `DATABASE_URL` has it, of whatever kind of database.

    Raises:
        ArgumentError: It is no address.
        ValueError: Its port is no number.
    """
    return make_url(with_hosts_behind(url))


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
    name, port = _split(host)
    bare = name.removeprefix("[").removesuffix("]")
    return bare if ip_of(bare) else name, port or _USUAL_PORT


def _split(host: str) -> tuple[str, str]:
    """What stands before a host's port, and the port; empty: it names none."""
    name, _, port = host.rpartition(":") if _PORT.search(host) else (host, "", "")
    return name, port


def check_hosts(address: URL) -> None:
    """Return if each host may be one, and each port: a wrong one is an error at each connection.

    Raises:
        ValueError: One is none.
    """
    for host in _hosts(address):
        _check(*((host, "") if ip_of(host) else _split(host)))
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
