"""Setting values: the kinds of values, their limits, and small corrections on the way in.

What people paste is taken as they mean it: a pair of quotes around a value or a comment behind it,
which `docker run --env-file` hands over, a language written `fr_CA`, an address with the path of
one of its routes.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, SecretStr, StringConstraints

from settings.addresses import proxies, with_small_scheme
from settings.api_keys import parse_api_keys
from settings.dial_address import DialKind, parse_address
from settings.languages import language_setting
from settings.prompt_shares import parse_variables, prompt_setting
from settings.sample_secrets import own_secret

ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?")
_MIN_SECRET_LENGTH = 32  # HS256's own (RFC 7518, 3.2)
_QUOTED = re.compile(r"""(["'])(.*)\1(?:\s+#.*)?""", re.S)
_SENDABLE = re.compile(r"(?![\"'`])[!-~]+(?<![\"'`])")
_ADDRESS = re.compile(r"\w+://\S+")
_PREFIX = re.compile(r"\+[1-9][0-9]{0,14}")
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")
_BLANK = " \t\r\n\xa0\ufeff"
_COMMENT = re.compile(r"\s+#.*")


def parsed(parse: Callable[[str], Any]) -> BeforeValidator:
    """Reads a text by `parse`, which may raise `ValueError`; what is no text is left as it is."""
    return BeforeValidator(lambda value: parse(value) if isinstance(value, str) else value)


def shaped(pattern: str, wanted: str) -> AfterValidator:
    """A text of a shape; who sets another one reads what is `wanted`."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(wanted)
        return value

    return AfterValidator(check)


def words_of(text: str) -> tuple[str, ...]:
    """The words between commas."""
    return tuple(word for part in text.split(",") if (word := part.strip()))


def unquoted(value: Any) -> Any:
    """A value without blanks and a pair of quotes around it, and without a comment behind it.

    A carriage return is a blank: `docker run --env-file` hands over that of each line of Windows.
    The scheme of an address is in small letters, as it is compared from here on.
    """
    if not isinstance(value, str):
        return value
    quoted = _QUOTED.fullmatch(value.strip(_BLANK))
    return with_small_scheme(quoted[2] if quoted else _COMMENT.sub("", value).strip(_BLANK))


def _sendable(value: SecretStr | None) -> SecretStr | None:
    if value and not _SENDABLE.fullmatch(value.get_secret_value()):
        raise ValueError("ASCII letters, digits and signs, without blanks or quotes")
    return own_secret(value)


def _long(value: SecretStr | None) -> SecretStr | None:
    if value and len(value) < _MIN_SECRET_LENGTH:
        raise ValueError(f"at least {_MIN_SECRET_LENGTH} characters")
    return own_secret(value)


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(origin.strip().lower() for origin in text.split(","))
    if not all(ORIGIN.fullmatch(origin) for origin in origins):
        raise ValueError("origins like https://crm.example.com, without a path, between commas")
    return origins


def _domains(text: str) -> tuple[str, ...]:
    domains = tuple(domain.strip().lower().lstrip(".") for domain in text.split(","))
    if not all(_DOMAIN.fullmatch(domain) for domain in domains):
        raise ValueError("domains like example.com, between commas")
    return domains


def _prefixes(text: str) -> tuple[str, ...]:
    prefixes = tuple(prefix.strip() for prefix in text.split(","))
    if not all(_PREFIX.fullmatch(prefix) for prefix in prefixes):
        raise ValueError("beginnings of phone numbers like +1 or +4420, between commas")
    return prefixes


def _notice(value: str | None) -> str | None:
    if value and _ADDRESS.fullmatch(value) and not value.startswith("https://"):
        raise ValueError("a sentence, or the https:// address of a sound file")
    return value


def _words_or_none(text: str) -> tuple[str, ...]:
    return tuple(word for word in words_of(text) if word.lower() != "none")


def _kinds(text: str) -> list[str]:
    names = [name.strip().lower() for name in text.split(",")]
    return [] if names == ["none"] else names


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("a path without ~, as it is not known whose home that is") from None


def _dialable(value: str | None) -> str | None:
    if not value:
        return value
    found = parse_address(value)
    if found is None:
        raise ValueError("a phone number like +14155550100, client:NAME or sip:NAME@HOST")
    return found.value if found.kind is DialKind.NUMBER else value.strip()


Place = Annotated[Path, AfterValidator(_at_home)]
"""A file or a folder; `~/` is the home of who runs the server."""
Key = Annotated[SecretStr | None, AfterValidator(_sendable)]
"""A secret that goes into a header."""
LongSecret = Annotated[SecretStr | None, AfterValidator(_long)]
"""A secret that signs."""
Keys = parsed(parse_api_keys)
"""Reads `name:role:key,…`."""
Origins = parsed(_origins)
"""Reads origins between commas."""
Proxies = parsed(proxies)
"""Addresses and networks between commas, or `*`."""
Domains = parsed(_domains)
"""Domains between commas; what is below one of them is meant as well."""
Prefixes = parsed(_prefixes)
"""Reads beginnings of phone numbers between commas."""
Notice = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] | None,
    AfterValidator(_notice),
]
"""What a caller hears: a sentence, or the address of a sound file."""
Capitals = parsed(str.upper)
"""Reads a name in capitals, however it is written."""
SmallLetters = parsed(str.lower)
"""Reads a name in small letters, however it is written."""
WordsOrNone = parsed(_words_or_none)
"""Reads words between commas; `none` is none."""
Kinds = parsed(_kinds)
"""Reads what `REDACT` hides: its kinds between commas, or `none`."""
Language = Annotated[str, AfterValidator(language_setting)]
"""A BCP-47 tag, `auto`, or `auto:` and a tag."""
Prompts = Annotated[str, AfterValidator(prompt_setting)]
"""A prompt, or some with their weights."""
PromptVariables = parsed(parse_variables)
"""Reads `name=value,…`."""
Dialable = Annotated[str | None, AfterValidator(_dialable)]
"""Somebody whom Twilio can ring."""
