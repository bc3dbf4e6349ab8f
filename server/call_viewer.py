"""What one client sees of one call, and for how long."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta

from conversation.errors import ErrorCode
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import Failure
from pipeline.runtime import Runtime
from pubsub.hub import Delivery, DirectWrite
from server.auth.access import Access, not_theirs
from server.auth.keys import Caller

_WARNING = timedelta(seconds=30)


class CallViewer:
    """The events of a call, as far as they are the client's.

    A client may come before its call does. Whose call it is stands in `call.started`, so an agent
    gets nothing before that.

    Attributes:
        caller: Who looks; changes with a new token.
        is_open: Whether the client may see the call, as far as it is known whose it is.
    """

    def __init__(self, runtime: Runtime, access: Access, call_id: str, caller: Caller) -> None:
        """Create the view that `caller` has of a call; `check` comes first."""
        self.call_id = call_id
        self.caller = caller
        self.is_open = False
        self._runtime = runtime
        self._access = access

    async def check(self) -> None:
        """Find out whether the call is the client's.

        Raises:
            ApiError: 403, it is not.
            EventLogError: The log can't be read.
        """
        if self.caller.sees_own_calls_only:
            record = await self._runtime.log.call(self.call_id)
            if record is None:
                return
            agent_id = record.agent_id
        else:
            agent_id = None
        if not self.caller.may_see(self.call_id, agent_id):
            raise not_theirs()
        self.is_open = True

    async def renew(self, credential: str) -> None:
        """Go on with another key or token.

        Raises:
            ApiError: 401 or 403; the old one still holds.
            EventLogError: The log can't be read.
        """
        renewed = CallViewer(
            self._runtime, self._access, self.call_id, self._access.holder(credential)
        )
        await renewed.check()
        self.caller, self.is_open = renewed.caller, renewed.is_open

    def end(self) -> None:
        """Show nothing more, and let the client do nothing."""
        self.is_open = False

    async def follow(
        self, after: int, take: DirectWrite | None = None
    ) -> AsyncGenerator[Delivery, None]:
        """What happens in the call after `after`, as `EventStream.follow`.

        `take` is asked for what the client may see without another check.

        Raises:
            ApiError: 403, the call has started, or was given on, and is not the client's.
            ListenerDropped: The client did not read.
            EventLogError: The log can't be read.
        """
        following = self._runtime.events.follow(self.call_id, after, take and self._if_open(take))
        async with aclosing(following) as deliveries:
            async for delivery in deliveries:
                if delivery.event.type is EventType.CALL_STARTED:
                    await self.check()
                if self.is_open:
                    yield delivery

    async def expiry(self) -> AsyncGenerator[Delivery, None]:
        """For a token: says that it will end, then ends with it.

        The warning is an `error` event on this client's own socket, `token_expiring`, half a minute
        before the end, or half of the time that is left.
        """
        ends = self.caller.expires_at
        clock = self._access.clock
        if ends is None:
            return
        left = ends - clock.now()
        await clock.until(ends - min(_WARNING, left / 2))
        warning = Failure(
            ErrorCode.TOKEN_EXPIRING,
            "The token is about to expire; send a new one, or come back with it.",
            details={"expires_at": ends.isoformat().replace("+00:00", "Z")},
        )
        event = CallEvent(self.call_id, warning.type, clock.now(), warning.as_data())
        yield Delivery(event, event.to_json())
        await clock.until(ends)

    def _if_open(self, take: DirectWrite) -> DirectWrite:
        """Have `take` asked for what the client may see without another check."""
        checked = EventType.CALL_STARTED

        def take_open(delivery: Delivery) -> bool:
            return self.is_open and delivery.event.type is not checked and take(delivery)

        return take_open
