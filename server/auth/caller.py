"""Caller: who makes a request, as the authentication gate left it in the request's scope."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from ipaddress import IPv6Address, ip_network
from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.types import Scope

from settings.addresses import ip_of
from settings.api_keys import Role

ROLE_HEADER = "Callshadow-Role"
"""The header of an answer that says the caller's role."""
_KEY = "caller"


class GrantKind(Enum):
    """The kinds of what a caller is known by."""

    KEY = auto()
    TOKEN = auto()
    SESSION = auto()


class Grant(NamedTuple):
    """Grant that a caller is known by, and may lose while they are connected.

    Attributes:
        kind: A key, a token or a user's session.
        by: The digest of the key, or of the key that the token was made with, or the session's id.
    """

    kind: GrantKind
    by: str


@dataclass(frozen=True, slots=True)
class Caller:
    """The holder of a key or of a token, or a signed-in user.

    Attributes:
        name: The name of the key, of the token's holder, or of the user; None where nobody is
            asked for one.
        role: What they may do.
        call_id: The one call that a token opens; None for a key and for a user.
        expires_at: When a token or a user's session ends; None for a key.
        issuer: The name of the key that a token was made with, which vouches for the name.
        teams: The teams whose calls alone a supervisor sees; None: teams limit nothing.
        issuing_agent: The agent whose key a token was made with: it opens their calls alone.
        grant: What they are known by; None where nobody is asked for anything.
    """

    name: str | None
    role: Role
    call_id: str | None = None
    expires_at: datetime | None = None
    issuing_agent: str | None = None
    grant: Grant | None = field(default=None, compare=False, repr=False)
    issuer: str | None = field(default=None, compare=False)
    teams: frozenset[str] | None = None

    @property
    def audit_name(self) -> str:
        """How the audit calls them: never by a name alone that a token's maker has chosen."""
        if self.issuer not in (None, self.name):
            return f"{self.name} (token of {self.issuer})"
        return self.name or "anybody, without API_KEYS"

    @property
    def sees_own_calls_only(self) -> bool:
        """Whether they may see a call only by its `agent_id`."""
        return self.role is Role.AGENT and self.call_id is None


def keep_caller(scope: Scope, caller: Caller) -> None:
    """Leave the caller of a request for `caller_of`."""
    scope.setdefault("state", {})[_KEY] = caller


def caller_of(connection: HTTPConnection) -> Caller:
    """The caller that the authentication gate found.

    Raises:
        KeyError: The request did not come through the gate: its address is open to everybody.
    """
    return connection.scope["state"][_KEY]


def client_key(connection: HTTPConnection, caller: Caller) -> Hashable:
    """Whose limits count: a key's or a token's; the address's where nobody is asked for one."""
    return (caller.name, caller.call_id) if caller.name else address_of(connection)


def address_of(connection: HTTPConnection) -> str:
    """The client's address; for IPv6 its network, as a client has a whole one of its own.

    Empty for all of whom a proxy says no address: `unknown`, or anything that it was sent.
    """
    address = ip_of(connection.client.host) if connection.client else None
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address) if address else ""
