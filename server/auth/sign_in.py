"""Sign-in by OpenID Connect: sends a browser to the provider, and takes what it comes back with.

    GET /auth/sign-in ──▶ attempt kept ──▶ provider ──▶ GET /auth/callback?code&state
      ──▶ attempt taken, once, by its own browser ──▶ code for ID token ──▶ user ──▶ session

Source: https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hmac import compare_digest
from typing import NamedTuple

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from server.auth.session_cookie import ATTEMPT_S, digest_of_secret
from server.auth.user_directory import User, UserDirectory
from services.identity.errors import SignInError
from services.identity.provider import Client, IdentityProvider
from settings import Settings
from stores.access.user_sessions import SignInAttempt, UserSession
from stores.log.event_log import EventLog

SIGN_INS_A_MINUTE = 60
"""How many requests of a sign-in, two for each, may come from one address."""
WRONG_LOGOUTS_A_MINUTE = 60
"""How many logout tokens that end nothing may come from one address; those that do are free."""
_SECRET_BYTES = 32


class Begun(NamedTuple):
    """A sign-in that has begun: where the browser goes, and the secret by which it is known."""

    address: str
    browser: str


class SignedIn(NamedTuple):
    """A new session: its secret, the page that was asked for, and whose it is."""

    secret: str
    leads_to: str
    user: User


class SignIn:
    """The sign-in by one provider. `EventLogError` where the log can't keep what has to be kept."""

    def __init__(self, settings: Settings, log: EventLog, clock: Clock) -> None:
        """Sign users in by `OIDC_ISSUER`, which is set.

        Raises:
            SettingsError: The file of `OIDC_USERS` is wrong.
        """
        secret = settings.oidc_client_secret
        client = Client(
            settings.oidc_client_id or "",
            secret.get_secret_value() if secret else None,
            settings.oidc_scopes,
        )
        self._provider = IdentityProvider(settings.oidc_issuer or "", client, clock)
        self._directory = UserDirectory(settings)
        self._sessions = log.user_sessions
        self._agent_teams = log.agent_teams if settings.oidc_teams_claim else None
        self._clock = clock
        self._lasts = timedelta(hours=settings.session_hours)
        self._idle = settings.session_idle

    async def begin(self, leads_to: str, redirect: str) -> Begun:
        """Begin a sign-in.

        Args:
            leads_to: The page that was asked for.
            redirect: Where the provider sends the browser back to.

        Raises:
            SignInError: The provider can't be reached.
        """
        state, browser, nonce, verifier = (secrets.token_urlsafe(_SECRET_BYTES) for _ in range(4))
        address = await self._provider.authorization_address(
            redirect=redirect, state=state, nonce=nonce, verifier=verifier
        )
        now = self._clock.now()
        attempt = SignInAttempt(
            digest_of_secret(state),
            digest_of_secret(browser),
            nonce,
            verifier,
            leads_to,
            now + timedelta(seconds=ATTEMPT_S),
        )
        await self._sessions.keep_attempt(attempt, now, self._idle)
        return Begun(address, browser)

    async def finish(
        self,
        answer: Mapping[str, str],
        *,
        browser: str | None,
        before: str | None,
        redirect: str,
    ) -> SignedIn:
        """End a sign-in with a session, always a new one.

        Args:
            answer: What the browser brings back: `state`, and `code` or `error`.
            browser: The secret of the browser's cookie.
            before: The secret of the session that the browser has had, which ends.
            redirect: As when it began.

        Raises:
            SignInError: It is none of this browser's, was denied, or vouches for nobody.
            SettingsError: The file of `OIDC_USERS` is wrong.
        """
        attempt = await self._attempt(answer.get("state", ""), browser)
        await self._provider.check_issuer(answer.get("iss"))
        if "code" not in answer:
            raise SignInError("the provider let nobody in", code=ErrorCode.SIGN_IN_DENIED)
        claims, token = await self._provider.claims_of(
            answer["code"], redirect=redirect, verifier=attempt.verifier, nonce=attempt.nonce
        )
        user = await asyncio.to_thread(self._directory.user_of, claims)
        secret = await self._session(user, token, before)
        return SignedIn(secret, attempt.leads_to, user)

    async def ended_by(self, token: str) -> Sequence[UserSession]:
        """End the sessions of which the provider tells that they are over; those that did.

        Raises:
            SignInError: The token ends nothing, has done so before, or the provider's keys can't be
                had.
        """
        told = await self._provider.ended_session(token)
        living = await self._sessions.all(self._clock.now(), self._idle)
        found = [one for one in living if told.is_of(one.id_token)]
        ids = [one.session_id for one in found]
        if not await self._sessions.end_by(digest_of_secret(told.token_id), told.until, ids):
            raise SignInError("a logout token came for the second time")
        return found

    async def sign_out_address(self, session: UserSession, leads_to: str) -> str | None:
        """Where the browser signs out of the provider too; None where it can't.

        Raises:
            SignInError: The provider can't be reached.
        """
        return await self._provider.sign_out_address(session.id_token, leads_to)

    async def _attempt(self, state: str, browser: str | None) -> SignInAttempt:
        now = self._clock.now()
        attempt = await self._sessions.take_attempt(digest_of_secret(state), now)
        known = digest_of_secret(browser or "")
        if attempt is None or not compare_digest(attempt.browser, known):
            told = "no sign-in of this browser waits for that answer"
            raise SignInError(told, code=ErrorCode.SIGN_IN_EXPIRED)
        return attempt

    async def _session(self, user: User, token: str, before: str | None) -> str:
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._clock.now()
        session = UserSession(
            digest_of_secret(secret),
            user.name,
            user.role,
            user.teams,
            user.display_name,
            token,
            began_at=now,
            seen_at=now,
            ends_at=now + self._lasts,
        )
        if self._agent_teams:
            await self._agent_teams.keep(user.name, user.teams)
        await self._sessions.begin(session, digest_of_secret(before) if before else None)
        return secret
