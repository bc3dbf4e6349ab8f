"""Key ring: the keys that were given out, found by constant-time comparison."""

from collections.abc import Sequence
from hmac import compare_digest

from server.auth.caller import Caller
from settings.api_keys import ApiKey, Role, digest_of


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
