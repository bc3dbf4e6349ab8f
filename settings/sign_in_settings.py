"""Sign-in settings: the OpenID Connect provider of the console's users, and what they may do."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, NoDecode

from settings.addresses import secret_site
from settings.api_keys import Role
from settings.values import Key, Place, parsed, shaped


def _roles(text: str) -> dict[str, Role]:
    """The roles of `value=role,…`."""
    roles = dict[str, Role]()
    for entry in text.split(","):
        name, equals, role = entry.strip().rpartition("=")
        if not equals or not name or role not in {one.value for one in Role}:
            raise ValueError(
                "value=role between commas, as callshadow-agents=agent; a role is agent,"
                " supervisor or admin"
            )
        roles[name] = Role(role)
    return roles


class SignInSettings(BaseSettings):
    """The settings of sign-in; a part of `Settings`, which says where they are read."""

    oidc_issuer: Annotated[
        str | None, secret_site(tails=("/.well-known/openid-configuration",))
    ] = None
    oidc_client_id: str | None = None
    oidc_client_secret: Key = None
    oidc_scopes: Annotated[
        str, shaped(r"(.* )?openid( .*)?", "scopes with blanks between them, openid among them")
    ] = "openid profile email"
    oidc_name_claim: Annotated[str, Field(min_length=1)] = "preferred_username"
    oidc_roles_claim: Annotated[str, Field(min_length=1)] = "groups"
    oidc_roles: Annotated[dict[str, Role] | None, NoDecode, parsed(_roles)] = None
    oidc_teams_claim: Annotated[str | None, Field(min_length=1)] = None
    oidc_users: Place | None = None
    teams_limit: bool = False
    session_idle_minutes: Annotated[int, Field(ge=5, le=1440)] = 60
    audit_days: Annotated[int, Field(ge=1, le=36500)] = 365
    session_hours: Annotated[int, Field(ge=1, le=168)] = 12

    @property
    def session_idle(self) -> timedelta:
        """How long a session may be idle."""
        return timedelta(minutes=self.session_idle_minutes)

    @model_validator(mode="after")
    def _sign_in_is_whole(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID, as the provider knows us")
        if self.oidc_issuer and not (self.oidc_roles or self.oidc_users):
            raise ValueError(
                "OIDC_ISSUER needs OIDC_ROLES or OIDC_USERS, which say what users may do"
            )
        if self.teams_limit and not (self.oidc_teams_claim or self.oidc_users):
            raise ValueError(
                "TEAMS_LIMIT needs OIDC_TEAMS_CLAIM or OIDC_USERS, which say the teams"
            )
        if self.oidc_client_id and not self.oidc_issuer:
            raise ValueError("OIDC_CLIENT_ID needs OIDC_ISSUER, the provider's address")
        return self
