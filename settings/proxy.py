"""Proxy: through which one an address is reached, and whose certificates are trusted.

| variable, in small letters or capitals | says |
|---|---|
| `HTTP_PROXY` | the proxy for `http://` and `ws://` |
| `HTTPS_PROXY` | the proxy for `https://` and `wss://` |
| `ALL_PROXY` | the proxy for what the others leave open |
| `NO_PROXY` | hosts without one: names with all below them, addresses, CIDR networks, `*` |
| `SSL_CERT_FILE`, `SSL_CERT_DIR` | the only certificates that are trusted |

This machine is never reached through a proxy.
"""

import os
import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from settings.addresses import mask_login
from settings.settings import SettingsError

_VARIABLES = {
    "http": "HTTP_PROXY",
    "ws": "HTTP_PROXY",
    "https": "HTTPS_PROXY",
    "wss": "HTTPS_PROXY",
}
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


def proxy_for(url: str) -> str | None:
    """The proxy through which an address is reached, `http://…` or `https://…`; None for none.

    Raises:
        SettingsError: The variable that says so names a proxy that can't be used.
    """
    asked = urlsplit(url)
    host = (asked.hostname or "").rstrip(".")
    if is_this_machine(host) or _goes_without(host, asked.port or _PORTS.get(asked.scheme)):
        return None
    for name in (_VARIABLES.get(asked.scheme, "ALL_PROXY"), "ALL_PROXY"):
        if value := _variable(name):
            return _usable(name, value, host)
    return None


def trusted_certificates() -> tuple[str | None, str | None]:
    """The file and the folder of the only certificates that are trusted; None for the system's.

    Raises:
        SettingsError: There is no such file or folder.
    """
    file, folder = _variable("SSL_CERT_FILE"), _variable("SSL_CERT_DIR")
    if file and not Path(file).is_file():
        raise SettingsError(f"SSL_CERT_FILE={file}: no such file")
    # OpenSSL takes several, and none of them has to be there but one.
    if folder and not any(Path(part).is_dir() for part in folder.split(os.pathsep)):
        raise SettingsError(f"SSL_CERT_DIR={folder}: no such folder")
    return file, folder


def _variable(name: str) -> str | None:
    small = os.environ.get(name.lower())
    return (os.environ.get(name) if small is None else small) or None


def _usable(name: str, value: str, host: str) -> str:
    address = value if "://" in value else f"http://{value}"
    shown = mask_login(address)
    proxy = _split(address)
    if proxy and proxy.scheme.startswith("socks"):
        raise SettingsError(
            f"{name}={shown}: is a SOCKS proxy, which Call Shadow can't use for {host}: set"
            f" HTTPS_PROXY to an http:// proxy, or NO_PROXY={host}"
        )
    if not proxy or proxy.scheme not in ("http", "https") or not proxy.hostname:
        raise SettingsError(
            f"{name}={shown}: is no proxy's address, like http://proxy.example:3128"
        )
    return address


def _split(address: str) -> SplitResult | None:
    """The parts of an address; None where it is none."""
    try:
        parts = urlsplit(address)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def is_this_machine(host: str) -> bool:
    """Whether a host is this machine, by a name or an address of the loopback."""
    ip = _ip(host)
    if ip is None:
        return host == "localhost" or host.endswith(".localhost")
    return ip.is_loopback or ip.is_unspecified


def _goes_without(host: str, port: int | None) -> bool:
    entries = re.split(r"[,\s]+", _variable("NO_PROXY") or "")
    return any(_names(entry.lower(), host, port) for entry in entries if entry)


def _names(entry: str, host: str, port: int | None) -> bool:
    """Whether an entry of NO_PROXY means a host."""
    if entry == "*":
        return True
    ip = _ip(host)
    if ip and (network := _network(entry)):
        return ip in network
    parts = _split(f"//{entry}")
    if parts is None or (parts.port and parts.port != port):
        return False
    name = (parts.hostname or "").lstrip("*").strip(".")
    return bool(name) and (host == name or (ip is None and host.endswith(f".{name}")))


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return None


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        ip = ip_address(host)
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip
