"""User directory: which role a provider's claims give a user, and what they are called here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeGuard

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from conversation.errors import ErrorCode
from services.delivery.settings_file import read_setting_file
from services.identity.errors import SignInError
from services.identity.id_token import Claims
from settings import Settings, SettingsError
from settings.api_keys import Role

_MAX_NAME = 64
_Word = Annotated[str, Field(min_length=1, max_length=_MAX_NAME)]


class UserEntry(BaseModel):
    """A user in the file of `OIDC_USERS`."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    agent_id: _Word | None = None
    teams: tuple[_Word, ...] = ()


_FILE = TypeAdapter(dict[str, UserEntry])


@dataclass(frozen=True, slots=True)
class User:
    """A user whom a provider vouches for.

    Attributes:
        name: What they are called in the audit; for an agent, the `agent_id` of their calls.
        role: What they may do.
        teams: Their teams.
        display_name: What they are called on the screen.
    """

    name: str
    role: Role
    teams: tuple[str, ...]
    display_name: str


class UserDirectory:
    """The users by the settings; the file is read at each sign-in."""

    def __init__(self, settings: Settings) -> None:
        """Read claims as `settings` say.

        Raises:
            SettingsError: The file of `OIDC_USERS` is wrong.
        """
        self._settings = settings
        self._file = settings.oidc_users
        self.entries()

    @property
    def version(self) -> tuple[int, int] | None:
        """What changes with the file of `OIDC_USERS`; None where there is none."""
        try:
            found = self._file and self._file.stat()
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_size) if found else None

    def entries(self) -> Mapping[str, UserEntry]:
        """The users of the file, by what the provider calls them, in small letters.

        Raises:
            SettingsError: The file is wrong.
        """
        return {_plain(name): entry for name, entry in self._written().items()}

    def teams_of_agents(self) -> Mapping[str, Sequence[str]]:
        """The teams that the file gives users, by the `agent_id` of their calls, where it has any.

        Raises:
            SettingsError: The file is wrong.
        """
        return {
            agent_id: entry.teams
            for name, entry in self._written().items()
            for agent_id in ([entry.agent_id] if entry.agent_id else [name, _plain(name)])
            if entry.teams
        }

    def user_of(self, claims: Claims) -> User:
        """The user of an ID token's claims.

        Raises:
            SignInError: They have no role here, or no name that can be trusted.
            SettingsError: The file of `OIDC_USERS` is wrong.
        """
        name = self._name(claims)
        entry = self.entries().get(_plain(name))
        role = entry.role if entry else self._role(claims)
        if role is None:
            raise _without_role("neither OIDC_ROLES nor OIDC_USERS gives the user a role")
        teams = entry.teams if entry else ()
        if not teams and self._settings.oidc_teams_claim:
            teams = tuple(filter(_is_name, _words(claims, self._settings.oidc_teams_claim)))
        shown = claims.get("name")
        display = shown if _is_name(shown) else name
        return User((entry and entry.agent_id) or name, role, teams, display)

    def _written(self) -> Mapping[str, UserEntry]:
        """The users of the file, as they stand there."""
        return _read(self._file) if self._file else {}

    def _name(self, claims: Claims) -> str:
        wanted = self._settings.oidc_name_claim
        name = claims.get(wanted)
        if not _is_name(name):
            raise _without_role(f"OIDC_NAME_CLAIM={wanted}: the ID token has no such name")
        if wanted == "email" and claims.get("email_verified") not in (True, "true"):
            raise _without_role("OIDC_NAME_CLAIM=email: the provider has not verified it")
        return name

    def _role(self, claims: Claims) -> Role | None:
        known = self._settings.oidc_roles or {}
        given = {
            known[word] for word in _words(claims, self._settings.oidc_roles_claim) & known.keys()
        }
        return next((role for role in reversed(Role) if role in given), None)


def _without_role(why: str) -> SignInError:
    return SignInError(why, code=ErrorCode.USER_WITHOUT_ROLE)


def _is_name(value: Any) -> TypeGuard[str]:
    """Whether a claim can be shown, and kept in any database."""
    return isinstance(value, str) and value.isprintable() and 0 < len(value.strip()) <= _MAX_NAME


def _words(claims: Claims, path: str) -> set[str]:
    """The values of a claim: of that very name, or of parts of it between dots, one in another."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    words: Sequence[Any] = [found] if isinstance(found, str) else found or []
    return {word for word in words if isinstance(word, str)} if isinstance(words, list) else set()


def _read(path: Path) -> dict[str, UserEntry]:
    entries = read_setting_file("OIDC_USERS", path, _FILE)
    if len({_plain(name) for name in entries}) < len(entries):
        raise SettingsError(f"OIDC_USERS={path}: a user stands there twice, in other letters")
    return entries


def _plain(name: str) -> str:
    """A name in small letters, of ASCII alone: K is k, and the sign of Kelvin is neither."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)
