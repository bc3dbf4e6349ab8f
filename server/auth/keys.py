"""Who asks: the holder of a key or of a token, found by constant-time comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from settings.api_keys import ApiKey, Role, digest_of


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may see something.

    Attributes:
        name: The name of the key, or of the token's holder; None where nobody is asked for one.
        role: What they may do.
        call_id: The one call that a token opens; None for a key.
        expires_at: When a token ends; None for a key.
    """

    name: str | None
    role: Role
    call_id: str | None = None
    expires_at: datetime | None = None

    def may_see(self, call_id: str, agent_id: str | None) -> bool:
        """Whether they may see a call that belongs to `agent_id`."""
        if self.call_id is not None:
            return self.call_id == call_id
        return self.role is not Role.AGENT or self.name == agent_id

    @property
    def sees_own_calls_only(self) -> bool:
        """Whether it takes the call's `agent_id` to say if they may see it."""
        return self.role is Role.AGENT and self.call_id is None


class KeyRing:
    """The keys that were given out, as digests."""

    def __init__(self, keys: Sequence[ApiKey]) -> None:
        """Hold `keys`, of different names."""
        self._keys = tuple(keys)

    def find(self, key: str) -> Caller | None:
        """The holder of a key; takes as long for a wrong key as for any right one."""
        presented = digest_of(key)
        found = None
        for known in self._keys:
            if compare_digest(known.digest, presented):
                found = Caller(known.name, known.role)
        return found

    def role_of(self, name: str) -> Role | None:
        """The role of the key with that name, if there is one."""
        return next((key.role for key in self._keys if key.name == name), None)
