"""OAuth sign-in of a CRM: a token for the client's own id and secret, or for a refresh token.

Source: https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm

A token is kept until the CRM refuses it; then one new one is asked for, and no second.
"""

import asyncio
from collections.abc import Mapping

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from services.delivery.errors import DeliveryError
from services.delivery.request import Outgoing, deliver
from services.http_session import HttpSession

_WRONG_CLIENT = 400


class OAuthSignIn:
    """The sign-in of one client."""

    def __init__(
        self, address: str, form: Mapping[str, str], session: HttpSession, title: str, clock: Clock
    ) -> None:
        """Ask `address` for tokens with `form`; errors call the CRM `title`."""
        self._request = Outgoing("POST", address, form=form)
        self._session, self._title, self._clock = session, title, clock
        self._token: str | None = None
        self._one_at_a_time = asyncio.Lock()

    async def headers(self, *, fresh: bool) -> Mapping[str, str] | None:
        """The token that is known, or a new one.

        Raises:
            DeliveryError: There is none.
        """
        known = self._token
        async with self._one_at_a_time:
            if self._token is None or (fresh and self._token is known):
                self._token = await self._asked()
        return {"Authorization": f"Bearer {self._token}"}

    async def _asked(self) -> str:
        try:
            answer = await deliver(self._session, self._request, self._title, self._clock.now())
        except DeliveryError as error:
            if error.status == _WRONG_CLIENT:  # as OAuth says that a client is none
                raise self._refused() from None
            raise
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token:
            raise self._refused()
        return token

    def _refused(self) -> DeliveryError:
        return DeliveryError(
            ErrorCode.TARGET_UNAUTHORIZED,
            f"{self._title} gives no token for our client's id and secret.",
        )
