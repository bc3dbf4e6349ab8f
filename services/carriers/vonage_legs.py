"""Vonage legs: the agent's, which is rung, and those that listen; nothing else is asked of Vonage.

No leg is transferred, muted or ended, and nothing is played into one.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import aiohttp
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from conversation.events.call_parameters import looked_up
from conversation.speech.speakers import Speaker
from pubsub.clock import Clock
from services.carriers.vonage_api import VonageApi
from services.http_session import open_http_session
from services.provider import Probe
from settings import Settings, SettingsError
from transports.control import CarrierError
from transports.streams.addresses import socket_address
from transports.streams.stream_token import StreamTokens
from transports.vonage import ncco
from transports.vonage.listening_leg import ListeningLeg

PRODUCTION = "https://api.nexmo.com"
EVENT_PATH = "/vonage/event"
MEDIA_PATH = "/vonage/media"
# Vonage waits 5 s for the answer webhook, in which the agent is rung.
_TIMEOUT = aiohttp.ClientTimeout(total=2.5, sock_connect=1.5)
_RING_S = 60


class VonageLegs:
    """The legs that one application is asked for."""

    def __init__(
        self, api: VonageApi, *, public_url: str, number: str, tokens: StreamTokens, clock: Clock
    ) -> None:
        """Create the control.

        Args:
            api: The application's Voice API.
            public_url: Where Vonage reaches us.
            number: `VONAGE_NUMBER`, from which legs come.
            tokens: What signs the addresses of streams.
            clock: The time of day.
        """
        self._api = api
        self._public_url = public_url.rstrip("/")
        self._from = {"type": "phone", "number": ncco.digits(number)}
        self._tokens = tokens
        self._clock = clock

    async def ring(self, call_id: str, agent: str, parameters: Mapping[str, str]) -> str:
        """Ring the agent, who enters the call's conversation; returns the leg's uuid.

        Asked once: twice would ring twice.

        Raises:
            CarrierError: It can't.
        """
        return await self._api.create_call(
            {
                "to": [{"type": "phone", "number": ncco.digits(agent)}],
                "ncco": ncco.callee_enters(call_id),
                "ringing_timer": _RING_S,
                **self._told({**parameters, "call_id": call_id, "leg": "agent"}),
            }
        )

    async def listen(
        self, call_id: str, legs: Mapping[Speaker, str], parameters: Mapping[str, str]
    ) -> None:
        """Have each of these legs heard by one of ours; tried twice.

        Raises:
            CarrierError: One can't be.
        """
        name, now = ncco.conversation_name(call_id), round(self._clock.now().timestamp())
        listeners = (ListeningLeg(call_id, party, leg, name, now) for party, leg in legs.items())
        asked = (self.hear(listener, parameters) for listener in listeners)
        for failed in await asyncio.gather(*asked, return_exceptions=True):
            if failed:
                raise failed

    async def hear(self, leg: ListeningLeg, parameters: Mapping[str, str]) -> None:
        """Have one person heard; tried twice.

        Raises:
            CarrierError: They can't be.
        """
        query = self._tokens.query(leg.call_id, self._clock.now(), leg.party)
        endpoint = {
            "type": "websocket",
            "uri": f"{socket_address(self._public_url, MEDIA_PATH)}?{query}",
            "content-type": "audio/l16;rate=8000",
            "headers": ncco.headers_of(parameters),
        }
        wanted = {
            "to": [endpoint],
            "ncco": ncco.listener_enters(leg.conversation, leg.hears),
            **self._told(looked_up(parameters) | leg.query()),
        }
        try:
            await self._api.create_call(wanted)
        except CarrierError as error:
            if not error.retryable:
                raise
            await self._api.create_call(wanted)  # one leg too many is refused at its socket

    def _told(self, said: Mapping[str, str]) -> dict[str, Any]:
        """From whom a leg comes, and where Vonage tells what becomes of it."""
        return {
            "from": self._from,
            "event_url": [f"{self._public_url}{EVENT_PATH}?{urlencode(said)}"],
            "event_method": "POST",
        }


def is_configured(settings: Settings) -> bool:
    """Whether Vonage can be asked for legs."""
    return bool(
        settings.vonage_application_id
        and settings.vonage_number
        and settings.vonage_stream_secret
        and settings.public_url
    )


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
