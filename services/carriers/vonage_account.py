"""Vonage account: the application of the settings, and whether Vonage takes it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from pubsub.clock import Clock
from services.carriers.vonage_api import VonageApi
from services.carriers.vonage_legs import VonageLegs
from services.http_session import open_http_session
from services.provider import Probe
from settings import Settings, SettingsError
from transports.control import CarrierError
from transports.dial_ticket import DialTickets
from transports.streams.stream_token import StreamTokens

PRODUCTION = "https://api.nexmo.com"
# Vonage waits 5 s for the answer webhook, in which the agent is rung.
_TIMEOUT = aiohttp.ClientTimeout(total=2.5, sock_connect=1.5)
NEEDS = (
    "VONAGE_APPLICATION_ID",
    "VONAGE_PRIVATE_KEY_FILE",
    "VONAGE_NUMBER",
    "VONAGE_STREAM_SECRET",
    "PUBLIC_URL",
)
"""The settings without which Vonage can be asked for no legs."""


def is_configured(settings: Settings) -> bool:
    """Whether Vonage can be asked for legs."""
    return all(getattr(settings, name.lower()) for name in NEEDS)


@asynccontextmanager
async def open_legs(settings: Settings, clock: Clock) -> AsyncIterator[VonageLegs | None]:
    """The legs of the application of the settings, until the block ends; None without one.

    Raises:
        SettingsError: The private key, the environment's proxy or certificates can't be used.
    """
    secret = settings.vonage_stream_secret
    if not is_configured(settings) or secret is None:
        yield None
        return
    async with _open_api(settings, clock) as api:
        yield VonageLegs(
            api,
            public_url=settings.public_url or "",
            number=settings.vonage_number or "",
            tokens=StreamTokens(secret.get_secret_value()),
            tickets=DialTickets(secret.get_secret_value()),
            clock=clock,
        )


async def probe(settings: Settings) -> Probe:
    """Ask Vonage whether it takes the application.

    Raises:
        SettingsError: The private key can't be used.
    """
    async with _open_api(settings, Clock()) as api:
        try:
            await api.check()
        except CarrierError as error:
            return Probe(False, error.message)
    return Probe(True, "agents are rung, and both people of a call are listened to")


@asynccontextmanager
async def _open_api(settings: Settings, clock: Clock) -> AsyncIterator[VonageApi]:
    base, key = settings.vonage_base_url or PRODUCTION, _private_key(settings)
    async with open_http_session(base, _TIMEOUT, ttl_dns_cache=60) as session:
        yield VonageApi(session, base, settings.vonage_application_id or "", key, clock)


def _private_key(settings: Settings) -> RSAPrivateKey:
    file = settings.vonage_private_key_file
    wrong = f"VONAGE_PRIVATE_KEY_FILE={file}: not the private key of a Vonage application (PEM)"
    try:
        key = load_pem_private_key(file.read_bytes() if file else b"", None)
    except OSError as error:
        raise SettingsError(f"VONAGE_PRIVATE_KEY_FILE={file}: {error.strerror}") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SettingsError(wrong) from None
    if not isinstance(key, RSAPrivateKey):
        raise SettingsError(wrong)
    return key
