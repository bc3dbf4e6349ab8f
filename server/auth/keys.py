"""Key ring: the keys that were given out, found by constant-time comparison."""

from collections.abc import Sequence
from hmac import compare_digest

from server.auth.caller import Caller, Grant, GrantKind
from settings.api_keys import ApiKey, Role, digest_of
from stores.access.key_store import StoredKey


class KeyRing:
    """The keys that were given out, as digests: those of `API_KEYS`, and those of the store.

    Attributes:
        is_empty: Whether no key was ever given out; a store that is begun anew makes it so no more.
    """

    def __init__(self, keys: Sequence[ApiKey]) -> None:
        """Hold `keys`, of different names."""
        self._fixed = tuple(keys)
        self._keys = self._fixed
        self.is_empty = not keys

    def learn(self, stored: Sequence[StoredKey]) -> None:
        """Hold what the store has by now beside `API_KEYS`; what is revoked counts no more."""
        valid = tuple(one.key for one in stored if one.revoked_at is None)
        self._keys = self._fixed + valid
        self.is_empty = self.is_empty and not stored

    def find(self, key: str) -> Caller | None:
        """The holder of a key; takes as long for a wrong key as for any right one."""
        presented = digest_of(key)
        found = None
        for known in self._keys:
            if compare_digest(known.digest, presented):
                found = Caller(
                    known.name, known.role, grant=Grant(GrantKind.KEY, known.digest.hex())
                )
        return found

    @property
    def known(self) -> Sequence[ApiKey]:
        """The keys that count."""
        return self._keys

    @property
    def names(self) -> Sequence[str]:
        """The names of the keys that count."""
        return [key.name for key in self._keys]

    def named(self, name: str) -> Sequence[ApiKey]:
        """The keys of that name: one, unless `API_KEYS` has taken the name of an added one."""
        return [key for key in self._keys if key.name == name]

    def is_setting(self, key: ApiKey) -> bool:
        """Whether a key stands in `API_KEYS`."""
        return key in self._fixed

    def role_of(self, digest: str) -> Role | None:
        """The role of the key of that digest, in hex, while it counts."""
        return next((key.role for key in self._keys if key.digest.hex() == digest), None)
