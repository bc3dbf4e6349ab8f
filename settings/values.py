"""Setting values: what each kind of value may be, and what is mended on the way in.

What people paste is taken as they mean it: a pair of quotes around a value or a comment behind it,
which `docker run --env-file` hands over, a language written `fr_CA`, an address with the path of
one of its routes.
"""

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr, StringConstraints

from settings.api_keys import parse_api_keys
from settings.dial_address import Kind, parse_address
from settings.languages import language_setting
from settings.prompt_shares import parse_variables, prompt_setting
from settings.sample_secrets import check_login, own_secret

_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")
_MIN_SECRET_LENGTH = 32  # HS256's own (RFC 7518, 3.2)
_QUOTED = re.compile(r"""(["'])(.*)\1(?:\s+#.*)?""", re.S)
_SENDABLE = re.compile(r"(?![\"'`])[!-~]+(?<![\"'`])")
_ADDRESS = re.compile(r"\w+://\S+")
_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}")
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")
_COMMENT = re.compile(r"\s+#.*")


def unquoted(value: Any) -> Any:
    """A value without a pair of quotes around it, and without a comment behind it."""
    if not isinstance(value, str):
        return value
    quoted = _QUOTED.fullmatch(value)
    return quoted[2] if quoted else _COMMENT.sub("", value)


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


def site(*schemes: str, tails: tuple[str, ...] = ()) -> AfterValidator:
    """An address to which paths are added; one of `tails` at its end is taken off."""
    return AfterValidator(_site(schemes, tails))


def secret_site(tails: tuple[str, ...] = ()) -> AfterValidator:
    """An address that a secret is sent to: `https://`, on this machine `http://` too."""
    check = _site(("https", "http"), tails)

    def checked(value: str | None) -> str | None:
        found = check(value)
        if found and not is_safe(found):
            raise ValueError("https:// but for this machine, as a secret is sent there")
        return found

    return AfterValidator(checked)


def _site(schemes: tuple[str, ...], tails: tuple[str, ...]) -> Callable[[str | None], str | None]:
    wanted = " or ".join(f"{scheme}://" for scheme in schemes)
    whole = re.compile(rf"(?:{'|'.join(schemes)})://[^\s/?#]+(?:/[^\s?#]*)?")

    def check(value: str | None) -> str | None:
        if value and (not whole.fullmatch(value) or not _host(value)):
            raise ValueError(f"an address that starts with {wanted}, a host (:port), and no ? or #")
        check_login(value or "")
        tail = next((tail for tail in tails if value and value.rstrip("/").endswith(tail)), "")
        return value.rstrip("/").removesuffix(tail) if value and tail else value

    return check


def is_safe(address: str) -> bool:
    """Whether what is sent to an address can't be read on the way: `https://`, or this machine."""
    return address.startswith("https:") or _is_this_machine(_host(address) or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        return parts.hostname if parts.port != 0 else None
    except ValueError:  # of a port beyond 65535, too
        return None


def _sendable(value: SecretStr | None) -> SecretStr | None:
    if value and not _SENDABLE.fullmatch(value.get_secret_value()):
        raise ValueError("ASCII letters, digits and signs, without blanks or quotes")
    return own_secret(value)


def _keys(value: Any) -> Any:
    return parse_api_keys(value) if isinstance(value, str) else value


def _variables(value: Any) -> Any:
    return parse_variables(value) if isinstance(value, str) else value


def _long(value: SecretStr | None) -> SecretStr | None:
    if value and len(value) < _MIN_SECRET_LENGTH:
        raise ValueError(f"at least {_MIN_SECRET_LENGTH} characters")
    return own_secret(value)


def _origins(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    origins = tuple(origin.strip().lower() for origin in value.split(","))
    if not all(_ORIGIN.fullmatch(origin) for origin in origins):
        raise ValueError("origins like https://crm.example.com, without a path, between commas")
    return origins


def _domains(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    domains = tuple(domain.strip().lower().lstrip(".") for domain in value.split(","))
    if not all(_DOMAIN.fullmatch(domain) for domain in domains):
        raise ValueError("domains like example.com, between commas")
    return domains


def _prefixes(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    prefixes = tuple(prefix.strip() for prefix in value.split(","))
    if not all(_PREFIX.fullmatch(prefix) for prefix in prefixes):
        raise ValueError("beginnings of phone numbers like +1 or +4420, between commas")
    return prefixes


def _notice(value: str | None) -> str | None:
    if value and _ADDRESS.fullmatch(value) and not value.startswith("https://"):
        raise ValueError("a sentence, or the https:// address of a sound file")
    return value


def _level(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def _dialable(value: str | None) -> str | None:
    if not value:
        return value
    found = parse_address(value)
    if found is None:
        raise ValueError("a phone number like +14155550100, client:NAME or sip:NAME@HOST")
    return found.value if found.kind is Kind.NUMBER else value.strip()


Key = Annotated[SecretStr | None, AfterValidator(_sendable)]
"""A secret that goes into a header."""
LongSecret = Annotated[SecretStr | None, AfterValidator(_long)]
"""A secret that signs."""
Keys = BeforeValidator(_keys)
"""Reads `name:role:key,…`."""
Origins = BeforeValidator(_origins)
"""Reads origins between commas."""
Domains = BeforeValidator(_domains)
"""Domains between commas; what is below one of them is meant as well."""
Prefixes = BeforeValidator(_prefixes)
"""Reads beginnings of phone numbers between commas."""
Notice = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] | None,
    AfterValidator(_notice),
]
"""What a caller hears: a sentence, or the address of a sound file."""
AnyCase = BeforeValidator(_level)
"""Reads a name in capitals or small letters."""
Language = Annotated[str, AfterValidator(language_setting)]
"""A BCP-47 tag, `auto`, or `auto:` and a tag."""
Prompts = Annotated[str, AfterValidator(prompt_setting)]
"""A prompt, or some with their weights."""
PromptVariables = BeforeValidator(_variables)
"""Reads `name=value,…`."""
Dialable = Annotated[str | None, AfterValidator(_dialable)]
"""Somebody whom Twilio can ring."""
