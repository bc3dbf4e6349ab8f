"""Delivery attempts: each is claimed, tried, and settled as sent, waiting or dead.

| what a try ends in               | then      | the error says  |
|----------------------------------|-----------|-----------------|
| taken                            | `sent`    |                 |
| refused for now, or not reached  | `waiting` | when to try     |
| the same after ten tries         | `dead`    | `delivery_dead` |
| refused for good                 | `dead`    | what it was     |
| 410                              | `dead`    | `target_off`    |
| nobody in the CRM, no approval   | `dead`    |                 |

A target that is off is tried no more until it takes a dead letter that somebody sends by hand.
"""

from dataclasses import dataclass, replace

from loguru import logger

from conversation.after_call.retries import wait_after
from conversation.errors import CallShadowError, ErrorCode
from pubsub.clock import Clock
from services.delivery.errors import DeliveryError
from services.delivery.target import Delivery, DeliveryTarget
from stores.deliveries import Deliveries, DeliveryRecord, DeliveryState

_BUSY_S = 10.0


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """The outcome of a try.

    Attributes:
        record: How it stands.
        error: Why it was not taken this time.
    """

    record: DeliveryRecord
    error: DeliveryError | None = None


class Attempts:
    """The tries of all deliveries of a process."""

    def __init__(self, deliveries: Deliveries, clock: Clock) -> None:
        """Keep how each stands in `deliveries`."""
        self._deliveries, self._clock = deliveries, clock

    async def make(
        self, target: DeliveryTarget, call_id: str, delivery: Delivery, *, by_hand: bool
    ) -> DeliveryOutcome:
        """Try a delivery, unless it was taken, is being tried, or is dead.

        Raises:
            EventLogError: The log can't be read or written.
        """
        is_off = await self._deliveries.last_code(target.name) == ErrorCode.TARGET_OFF
        state, now = DeliveryState.SENDING, self._clock.now()
        wanted = DeliveryRecord(
            delivery.key, target.name, call_id, delivery.kind, state, 0, None, now
        )
        taken, known = await self._deliveries.claim(wanted, by_hand=by_hand)
        if not taken:
            return DeliveryOutcome(known, _why_not(known))
        if is_off and not by_hand:
            return await self._failed(known, _off(target.name))
        try:
            made = await target.send(delivery)
        except DeliveryError as error:
            return await self._failed(known, error)
        return DeliveryOutcome(await self.settled(replace(known, made=made), DeliveryState.SENT))

    async def settled(
        self, record: DeliveryRecord, state: DeliveryState, error: CallShadowError | None = None
    ) -> DeliveryRecord:
        """Keep how a delivery stands now; returns it so.

        Raises:
            EventLogError: The log can't be written.
        """
        code = error.code.value if error else None
        settled = replace(record, state=state, code=code, at=self._clock.now())
        await self._deliveries.settle(settled)
        return settled

    async def _failed(self, known: DeliveryRecord, error: DeliveryError) -> DeliveryOutcome:
        """Keep that a try failed: it waits for the next one, or there is none any more."""
        if not error.is_failure:
            return DeliveryOutcome(await self.settled(known, DeliveryState.DEAD, error))
        tried = replace(known, tries=known.tries + 1)
        logger.warning("{} of call {} was not taken: {}", known.kind, known.call_id, error)
        wait_s = wait_after(tried.tries, error.retry_after) if error.retryable else None
        if wait_s is not None:
            error.retry_after = wait_s
            return DeliveryOutcome(await self.settled(tried, DeliveryState.WAITING, error), error)
        record = await self.settled(tried, DeliveryState.DEAD, error)
        return DeliveryOutcome(record, _dead(record) if error.retryable else error)


def _why_not(known: DeliveryRecord) -> DeliveryError | None:
    """The error of a delivery that can't be tried now; None where it was taken before."""
    match known.state:
        case DeliveryState.SENT:
            return None
        case DeliveryState.DEAD:
            return _dead(known) if DeliveryError(ErrorCode(known.code), "").is_failure else None
        case DeliveryState.UNDONE:
            return DeliveryError(
                ErrorCode.DELIVERY_DEAD,
                f"{known.kind} was taken back at {known.target}; it is sent again by hand alone.",
            )
        case _:
            return DeliveryError(
                ErrorCode.DELIVERY_RUNNING,
                f"{known.kind} is being sent to {known.target}.",
                retryable=True,
                retry_after=_BUSY_S,
            )


def _dead(known: DeliveryRecord) -> DeliveryError:
    return DeliveryError(
        ErrorCode.DELIVERY_DEAD,
        f"{known.kind} was not taken by {known.target} (tries: {known.tries}, last: {known.code});"
        " it is sent again by hand alone.",
    )


def _off(name: str) -> DeliveryError:
    return DeliveryError(
        ErrorCode.TARGET_OFF,
        f"{name} wants nothing any more; a dead letter that it takes switches it on.",
    )
