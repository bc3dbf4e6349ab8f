"""User directory: what claims and the file make of a user."""

from pathlib import Path
from typing import Any

import pytest

from conversation.errors import ErrorCode
from server.auth.user_directory import User, UserDirectory
from services.identity.errors import SignInError
from settings import SettingsError, load
from settings.api_keys import Role

CLAIMS: dict[str, Any] = {"sub": "1", "preferred_username": "maria", "groups": ["desk"]}
SETTINGS: dict[str, Any] = {
    "oidc_issuer": "https://id.example",
    "oidc_client_id": "x",
    "oidc_roles": "desk=agent, leads=supervisor,it=admin",
}
FILE = """\
maria@example.com: {role: agent, agent_id: maria, teams: [north, gold]}
Sam: {role: supervisor}
"""


def user_of(claims: dict[str, Any], **settings: Any) -> User:
    """The user of claims, with those settings."""
    return UserDirectory(load(**SETTINGS | settings)).user_of(CLAIMS | claims)


@pytest.mark.parametrize(
    ("claims", "settings", "role"),
    [
        ({}, {}, Role.AGENT),
        ({"groups": "it"}, {}, Role.ADMIN),
        ({"groups": ["desk", "leads", "other"]}, {}, Role.SUPERVISOR),
        (
            {"realm_access": {"roles": ["it"]}},
            {"oidc_roles_claim": "realm_access.roles"},
            Role.ADMIN,
        ),
        ({"https://x.example/r": ["it"]}, {"oidc_roles_claim": "https://x.example/r"}, Role.ADMIN),
        ({"groups": ["a=b"]}, {"oidc_roles": "a=b=admin"}, Role.ADMIN),
    ],
)
def test_the_highest_role_of_the_claims_counts(
    claims: dict[str, Any], settings: dict[str, Any], role: Role
) -> None:
    """One value or several, in a claim of that name or in one in another."""
    assert user_of(claims, **settings).role is role


@pytest.mark.parametrize(
    ("claims", "settings"),
    [
        ({"groups": ["Desk"]}, {}),
        ({"groups": None}, {}),
        ({"groups": {"desk": True}}, {}),
        ({"groups": 7}, {}),
        ({"groups": [["desk"]]}, {}),
        ({"preferred_username": None}, {}),
        ({"preferred_username": ""}, {}),
        ({"preferred_username": "a\nb"}, {}),
        ({"preferred_username": " "}, {}),
        ({"preferred_username": "a" * 65}, {}),
        ({"email": "maria@example.com"}, {"oidc_name_claim": "email"}),
        (
            {"email": "maria@example.com", "email_verified": False},
            {"oidc_name_claim": "email"},
        ),
    ],
)
def test_who_has_no_role_or_no_name_stays_outside(
    claims: dict[str, Any], settings: dict[str, Any]
) -> None:
    """And an address that nobody has verified is no name."""
    with pytest.raises(SignInError) as refused:
        user_of(claims, **settings)
    assert refused.value.code is ErrorCode.USER_WITHOUT_ROLE


@pytest.mark.parametrize("strange", ["\ud800", "a\x00", " ", "a" * 65, 7])
def test_what_can_not_be_kept_is_left_out(strange: Any) -> None:
    """A name for the screen, and a team, that a database would refuse sign nobody out."""
    found = user_of({"name": strange, "teams": ["north", strange]}, oidc_teams_claim="teams")
    assert (found.display_name, found.teams) == ("maria", ("north",))


def test_the_file_goes_before_the_claims(tmp_path: Path) -> None:
    """In any spelling of the name, and as it is at the sign-in."""
    path = tmp_path / "users.yaml"
    path.write_text(FILE, "utf-8")
    settings = {"oidc_users": path, "oidc_name_claim": "email"}
    verified = {"email": "Maria@Example.com", "email_verified": True, "groups": ["it"]}
    found = user_of(verified | {"name": "Maria Ortiz"}, **settings)
    assert found == User("maria", Role.AGENT, ("north", "gold"), "Maria Ortiz")
    directory = UserDirectory(load(**SETTINGS | settings))
    path.write_text("maria@example.com: {role: admin}", "utf-8")
    assert directory.user_of(CLAIMS | verified).role is Role.ADMIN
    other = verified | {"email": "zoe@example.com", "teams": ["north"]}
    assert user_of(other, **settings, oidc_teams_claim="teams").teams == ("north",)


def test_a_name_that_only_looks_like_a_users_is_not_theirs(tmp_path: Path) -> None:
    """The sign of Kelvin is no K, and a long s no s, though both fold to them."""
    path = tmp_path / "users.yaml"
    path.write_text("kiss: {role: admin}", "utf-8")
    settings = {"oidc_users": path, "oidc_roles": None}
    assert user_of({"preferred_username": "KISS"}, **settings).role is Role.ADMIN
    for other in ("\u212aiss", "ki\u017fs", "kiß"):
        with pytest.raises(SignInError):
            user_of({"preferred_username": other}, **settings)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sam: {role: admin}\nSam: {role: agent}", "twice, in other letters"),
        ("sam: {role: boss}", "line 1: sam.role"),
        ("sam: {rol: agent}", "sam.rol"),
        ("- sam", "line 1"),
    ],
)
def test_a_wrong_file_stops_the_start(tmp_path: Path, text: str, told: str) -> None:
    """With its first mistake in a line."""
    path = tmp_path / "users.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=told):
        UserDirectory(load(**SETTINGS, oidc_users=path))
