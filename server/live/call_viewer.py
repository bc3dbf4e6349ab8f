"""Call viewer: the events of one call that one client may see, and for how long."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta

from conversation.errors import ErrorCode
from conversation.events.event import CallEvent, EventType
from conversation.events.payloads import Failure, Heartbeat
from pubsub.hub import DirectWrite
from pubsub.serialised_event import SerialisedEvent
from server.app_state import AppState
from server.auth.caller import Caller
from server.errors import error_event
from stores.errors import EventLogError

HEARTBEAT_S = 10.0
"""The time between heartbeats; the console takes 25 s of silence for a dead line."""
_WARNING = timedelta(seconds=30)
_SAYS_WHOSE = (EventType.CALL_STARTED, EventType.CALL_TRANSFERRED)


class CallViewer:
    """The events of a call, as far as they are the client's.

    A client may come before its call does. Whose call it is stands in `call.started`, so an agent
    gets nothing before that; and in `call.transferred`, so one gets nothing after it.

    Attributes:
        caller: Who looks; changes with a new token.
        is_open: Whether the client may see the call, as far as it is known whose it is.
    """

    def __init__(self, state: AppState, call_id: str, caller: Caller) -> None:
        """Create the view that `caller` has of a call; `check` comes first."""
        self.call_id = call_id
        self.caller = caller
        self.is_open = False
        self._state = state

    async def check(self) -> None:
        """Find out whether the call is the client's.

        Raises:
            ApiError: 403, it is not.
            EventLogError: The log can't be read.
        """
        if await self._state.policy.may_see(self.caller, self.call_id):
            self.is_open = True

    async def renew(self, credential: str) -> None:
        """Go on with another key or token.

        Raises:
            ApiError: 401 or 403; the old one still holds.
            EventLogError: The log can't be read.
        """
        holder = self._state.authenticator.holder_of(credential)
        renewed = CallViewer(self._state, self.call_id, holder)
        await renewed.check()
        self.caller, self.is_open = renewed.caller, renewed.is_open

    def end(self) -> None:
        """Show nothing more, and let the client do nothing."""
        self.is_open = False

    async def follow(
        self, after: int, take: DirectWrite | None = None
    ) -> AsyncGenerator[SerialisedEvent, None]:
        """The events of the call after `after`, as `EventStream.follow`.

        `take` is asked for what the client may see without another check.

        Raises:
            ApiError: 403, the call has started, or was given on, and is not the client's.
            ListenerDropped: The client did not read.
            EventLogError: The log can't be read.
        """
        stream = self._state.runtime.events
        following = stream.follow(self.call_id, after, take and self._if_open(take))
        async with aclosing(following) as deliveries:
            async for delivery in deliveries:
                if delivery.event.type in _SAYS_WHOSE:
                    await self.check()
                if self.is_open:
                    yield delivery

    async def resume(
        self, after: int, take: DirectWrite | None = None
    ) -> AsyncGenerator[SerialisedEvent, None]:
        """As `follow`, for a client that says to have the events up to `after`.

        One that says to have more than the call has is told (`cursor_ahead`), and gets what follows
        the call's last event. Passing events are missed while the log is asked for that.
        """
        if (last := await self._last_before(after)) < after:
            if self.is_open:
                yield self._cursor_ahead(after, last)
            after = last if self.is_open else 0  # whose it is, its first event says
        async with aclosing(self.follow(after, take)) as deliveries:
            async for delivery in deliveries:
                yield delivery

    async def heartbeats(self) -> AsyncGenerator[SerialisedEvent, None]:
        """For a WebSocket: says every `HEARTBEAT_S` that the line is there; without an end.

        A browser sees no pings, and would show a dead line as a quiet call.
        """
        clock = self._state.runtime.clock
        while True:
            await clock.until(clock.now() + timedelta(seconds=HEARTBEAT_S))
            event = CallEvent(self.call_id, EventType.HEARTBEAT, clock.now(), Heartbeat().as_data())
            yield SerialisedEvent.of(event)

    async def expiry(self) -> AsyncGenerator[SerialisedEvent, None]:
        """For a token: says that it will end, then ends with it.

        The warning is an `error` event on this client's own socket, `token_expiring`, half a minute
        before the end, or half of the time that is left.
        """
        ends = self.caller.expires_at
        clock = self._state.runtime.clock
        if ends is None:
            return
        left = ends - clock.now()
        await clock.until(ends - min(_WARNING, left / 2))
        warning = Failure(
            ErrorCode.TOKEN_EXPIRING,
            "The token is about to expire; send a new one, or come back with it.",
            details={"expires_at": ends.isoformat().replace("+00:00", "Z")},
        )
        yield self._error(warning)
        await clock.until(ends)

    async def _last_before(self, after: int) -> int:
        """The number of the call's last event, or `after` where that can't be told, or is 0.

        Another process that hears the call may have numbered more than the log has taken yet.
        """
        if not after:
            return after
        runtime = self._state.runtime
        try:
            record = await runtime.log.call(self.call_id)
        except EventLogError:  # following waits for it
            return after
        if record and record.ended_at is None and runtime.events.is_elsewhere(self.call_id):
            return after
        return min(record.last_seq if record else 0, after)

    def _cursor_ahead(self, after: int, last: int) -> SerialisedEvent:
        told = (
            f"after={after} is beyond the call's last event, {last}; what comes follows that one."
        )
        failure = Failure(ErrorCode.CURSOR_AHEAD, told, details={"after": after, "last_seq": last})
        return self._error(failure)

    def _error(self, failure: Failure) -> SerialisedEvent:
        """What went wrong for this client alone."""
        now = self._state.runtime.clock.now()
        return SerialisedEvent.of(error_event(self.call_id, failure, now))

    def _if_open(self, take: DirectWrite) -> DirectWrite:
        """Have `take` asked for what the client may see without another check."""

        def take_open(delivery: SerialisedEvent) -> bool:
            return self.is_open and delivery.event.type not in _SAYS_WHOSE and take(delivery)

        return take_open
