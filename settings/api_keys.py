"""API keys and roles: what the holder of a key may see of a call."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex

from conversation.key_names import MAX_KEY_NAME, is_key_name
from settings.sample_secrets import WHAT_IT_IS, is_sample_secret

MIN_KEY_LENGTH = 16
_KEY_BYTES = 24
# What both a bearer header (RFC 6750, 2.1) and a WebSocket subprotocol (RFC 6455, 4.1) can carry.
_KEY = re.compile(r"[A-Za-z0-9._~+-]*")


class Role(StrEnum):
    """The role of a key's holder; each may do what the ones before it may.

    `AGENT` sees the calls of the agent of that name; `SUPERVISOR` sees all calls and may send a
    note; `ADMIN` may also delete calls and read the settings.
    """

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do all that `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that was given out. The key itself is not kept.

    Attributes:
        name: Whose it is; for an agent, the `agent_id` of their calls.
        role: What they may do.
        digest: SHA-256 of the key. A key is long and random, so there is nothing to slow down.
    """

    name: str
    role: Role
    digest: bytes = field(repr=False)


def digest_of(key: str) -> bytes:
    """The digest that is kept of a key."""
    return sha256(key.encode()).digest()


def new_key(name: str, role: Role) -> tuple[str, ApiKey]:
    """A key that is made now, to be shown once, and what is kept of it."""
    key = token_hex(_KEY_BYTES)
    return key, ApiKey(name, role, digest_of(key))


def parse_api_keys(text: str) -> tuple[ApiKey, ...]:
    """The keys of a comma-separated list of `name:role:key`.

    Raises:
        ValueError: An entry is wrong. The message names it by its position, and by its name where
            that can't be a key in the wrong place, and says what is right.
    """
    keys: list[ApiKey] = []
    for position, entry in enumerate(text.split(","), 1):
        name, role, key = _parts(entry.strip(), f"entry {position}")
        label = f"entry {position} ({name})" if len(name) < MIN_KEY_LENGTH else f"entry {position}"
        parsed = ApiKey(name, _role(role, label), _digest(key, label))
        if any(parsed.name == other.name for other in keys):
            raise ValueError(f"{label} has the name of an earlier entry; each name stands once")
        if any(parsed.digest == other.digest for other in keys):
            raise ValueError(f"{label} has the key of an earlier entry; each key is one person's")
        keys.append(parsed)
    return tuple(keys)


def _parts(entry: str, label: str) -> tuple[str, str, str]:
    name, _, rest = entry.partition(":")
    role, colon, key = rest.partition(":")
    if not colon or not is_key_name(name):
        raise ValueError(f"{label} is not name:role:key, with 1 to {MAX_KEY_NAME} letters a name")
    return name, role, key


def _role(text: str, label: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        allowed = "agent, supervisor or admin"
        raise ValueError(f"{label} has an unknown role; a role is {allowed}") from None


def _digest(key: str, label: str) -> bytes:
    if is_sample_secret(key):
        raise ValueError(f"{label} has {WHAT_IT_IS}; `openssl rand -hex 24` makes a key")
    if len(key) < MIN_KEY_LENGTH or not _KEY.fullmatch(key):
        raise ValueError(
            f"{label} has a bad key; a key has at least {MIN_KEY_LENGTH} letters, digits or"
            " . _ ~ + - (`openssl rand -hex 24` makes one)"
        )
    return digest_of(key)
