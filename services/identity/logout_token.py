"""Logout token: a provider's word that it has ended a session, believed only when all is right.

Source: https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

from services.identity.errors import refused
from services.identity.id_token import LEEWAY_S, Claims, Expected, Jwk, signed_claims

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True, slots=True)
class EndedSession:
    """A session at the provider that has ended, or all of a user there.

    Attributes:
        issuer: The provider, as it calls itself.
        subject: The user, as the provider knows them; None: the session alone says it.
        session: The session, as the provider knows it; None: all of the user.
        token_id: What the token is known by; each counts once.
        until: When the token counts no more by itself.
    """

    issuer: str
    subject: str | None
    session: str | None
    token_id: str
    until: datetime

    def is_of(self, id_token: str) -> bool:
        """Whether it is the session that an ID token, which was verified once, began.

        An ID token may name no session; then all of the user have ended, if the user is named.
        """
        own: Claims = jwt.decode(id_token, options={"verify_signature": False})
        session = own.get("sid")
        if own.get("iss") != self.issuer or self.subject not in (None, own.get("sub")):
            return False
        if self.session is None or session is None:
            return self.subject is not None
        return session == self.session


def ended_session(
    token: str, keys: Sequence[Jwk], expected: Expected, now: datetime
) -> EndedSession:
    """What a logout token says.

    Args:
        token: As the provider has sent it.
        keys: The provider's.
        expected: Who it has to be from, and for.
        now: The present time.

    Raises:
        SignInError: It ends nothing; the message says why.
    """
    claims = signed_claims(token, keys, expected, now, ("jti", "events"))
    events = claims["events"]
    if not isinstance(events, Mapping) or not isinstance(events.get(EVENT), Mapping):
        raise refused("the token tells of no logout")
    if "nonce" in claims:  # an ID token has one, and is not to be taken for it
        raise refused("the token is of a sign-in")
    subject, session, token_id = (_word(claims, name) for name in ("sub", "sid", "jti"))
    if token_id is None or (subject is None and session is None):
        raise refused("the token does not say whose session has ended")
    until = datetime.fromtimestamp(claims["exp"] + LEEWAY_S, UTC)
    return EndedSession(claims["iss"], subject, session, token_id, until)


def _word(claims: Mapping[str, Any], name: str) -> str | None:
    found = claims.get(name)
    if found is not None and not (isinstance(found, str) and found):
        raise refused(f"the token's {name} can't be read")
    return found
