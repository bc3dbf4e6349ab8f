"""Setting values that are addresses: which ones are taken, and how they are shown."""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from settings.sample_secrets import check_login

OUR_PATHS = (
    "/twilio/voice",
    "/twilio/media",
    "/twilio/status",
    "/twilio",
    "/telnyx/voice",
    "/telnyx/media",
    "/genesys/audiohook",
    "/jambonz/media",
    "/vonage/answer",
    "/vonage/dialled",
    "/vonage/event",
    "/vonage/media",
)
"""Of our routes: one that a console shows is pasted whole."""
MASK = "********"
"""What is shown in a secret's place."""
_HOST = re.compile(r"\w(?:[\w.-]*[\w.])?")
_LOGIN = re.compile(r"//[^/\s]*@")  # the name and the password in an address
_SCHEME = re.compile(r"(?:https?|wss?|postgres(?:ql)?(?:\+\w+)?|sqlite|rediss?|unix)://", re.I)
_PROXIES = "addresses or networks like 172.31.78.10 or 10.0.0.0/8 between commas, or * alone"
_ASKED = re.compile(r"(?<=\?)[^\s#]+")  # where some have their key


def with_small_scheme(text: str) -> str:
    """A text that may be an address, with its scheme in small letters: `HTTPS://` is `https://`."""
    found = _SCHEME.match(text)
    return found[0].lower() + text[found.end() :] if found else text


def address(*schemes: str) -> AfterValidator:
    """A database's or a queue's address: its scheme, and that its password is no sample."""
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)

    def check(value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith(tuple(f"{s}://" for s in schemes)):
            raise ValueError(f"an address that starts with {wanted}")
        if value:
            check_login(value.get_secret_value())
        return value

    return AfterValidator(check)


def site(*schemes: str, tails: tuple[str, ...] = (), login: bool = True) -> AfterValidator:
    """An address to which paths are added; one of `tails` at its end is taken off.

    Args:
        schemes: Which it may have.
        tails: What is taken off.
        login: Whether a name and a password may stand in it; not where a key takes their place.
    """
    return AfterValidator(_site(schemes, tails, login=login))


def secret_site(tails: tuple[str, ...] = ()) -> AfterValidator:
    """An address that a secret is sent to: `https://`, on this machine `http://` too."""
    check = _site(("https", "http"), tails, login=False)

    def checked(value: str | None) -> str | None:
        found = check(value)
        if found and not is_safe(found):
            raise ValueError("https:// but for this machine, as a secret is sent there")
        return found

    return AfterValidator(checked)


def _site(
    schemes: tuple[str, ...], tails: tuple[str, ...], *, login: bool
) -> Callable[[str | None], str | None]:
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)
    whole = re.compile(rf"(?:{'|'.join(schemes)})://[^\s/?#]+(?:/[^\s?#]*)?")

    def check(value: str | None) -> str | None:
        if value and (not whole.fullmatch(value) or not _host(value)):
            raise ValueError(f"an address that starts with {wanted}, a host (:port), and no ? or #")
        if value and not login and has_login(value):
            raise ValueError("no name and no password in it, as a key of ours is sent there")
        check_login(value or "")
        tail = next((tail for tail in tails if value and value.rstrip("/").endswith(tail)), "")
        return value.rstrip("/").removesuffix(tail) if value and tail else value

    return check


def is_safe(address: str) -> bool:
    """Whether what is sent to an address can't be read on the way: `https://`, or this machine."""
    return address.startswith("https:") or is_loopback(_host(address) or "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine's own: to listen on it is to listen to this machine alone."""
    address = ip_of(host)
    return address.is_loopback if address else host == "localhost"


def ip_of(host: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host is, an IPv4 one also where IPv6 has it mapped; None for a name."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def proxies(text: str) -> str:
    """Addresses and networks of proxies between commas, or `*`, as uvicorn reads them.

    Raises:
        ValueError: One is none. uvicorn takes it for a name that no proxy has, and says nothing.
    """
    entries = [entry for part in text.split(",") if (entry := part.strip())]
    for entry in entries if entries != ["*"] else ():
        if problem := _no_proxy(entry):
            raise ValueError(f"{_PROXIES}; {entry} {problem}")
    return ",".join(entries)


def _no_proxy(entry: str) -> str | None:
    """What is wrong with an address or a network; None where nothing is."""
    try:
        ip_network(entry)
    except ValueError:
        try:
            return f"is meant as {ip_network(entry, strict=False)}, or as the address alone"
        except ValueError:
            return "is none"
    return None


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        if parts.port == 0 or parts.netloc.endswith(":") or not is_host(parts.hostname or ""):
            return None
        return parts.hostname
    except ValueError:  # of a port beyond 65535, too
        return None


def has_login(address: str) -> bool:
    """Whether a name or a password stands in an address."""
    return _LOGIN.search(address) is not None


def is_host(name: str) -> bool:
    """Whether a name may be a host's: one that is none is an error wherever it is looked up."""
    try:
        name.encode("idna")
    except UnicodeError:  # an empty part, or one of more than 63 characters
        return False
    return bool(_HOST.fullmatch(name)) or ip_of(name) is not None


def listening_host(value: str) -> str:
    """A host to listen on; an IPv6 address without its brackets."""
    host = value[1:-1] if value.startswith("[") and value.endswith("]") else value
    is_number = host.rpartition(".")[2].isdigit()
    if not is_host(host) or (is_number and ip_of(host) is None):
        raise ValueError(
            "an address or a name of this machine without a scheme or a port,"
            " like 127.0.0.1, 0.0.0.0, :: or localhost"
        )
    return host


def mask_login(text: str) -> str:
    """An address as it may be shown: without its name and password, and what is behind its `?`."""
    hidden = _LOGIN.sub(f"//{MASK}@", text)
    return _ASKED.sub(MASK, hidden) if "://" in text else hidden
