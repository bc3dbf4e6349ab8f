"""Carrier controls: a row for each carrier that can be told things."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from pubsub.clock import Clock
from services.carriers import twilio_control
from services.provider import Probe
from settings import Settings
from transports.control import CarrierControl


@dataclass(frozen=True, slots=True)
class CarrierRow:
    """One carrier.

    Attributes:
        name: The carrier, as the `source` of its calls is named.
        needs: The settings that it takes.
        configured: Whether it has them.
        open: Opens the control.
        probe: Asks whether it takes the account, without cost.
    """

    name: str
    needs: str
    configured: Callable[[Settings], bool]
    open: Callable[[Settings, Clock], AbstractAsyncContextManager[CarrierControl]]
    probe: Callable[[Settings], Awaitable[Probe]]


CARRIERS = (
    CarrierRow(
        "twilio",
        "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_URL",
        twilio_control.is_configured,
        twilio_control.open_control,
        twilio_control.probe,
    ),
)


def chosen_carrier(settings: Settings) -> CarrierRow | None:
    """The first carrier that is configured, if one is."""
    return next((row for row in CARRIERS if row.configured(settings)), None)


@asynccontextmanager
async def open_carrier(settings: Settings, clock: Clock) -> AsyncIterator[CarrierControl | None]:
    """The control of that carrier, until the block ends; None where there is none.

    Raises:
        SettingsError: The environment's proxy or certificates can't be used.
    """
    row = chosen_carrier(settings)
    if row is None:
        yield None
        return
    async with row.open(settings, clock) as control:
        yield control
