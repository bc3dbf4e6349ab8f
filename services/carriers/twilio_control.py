"""Carrier control of Twilio: dials, attaches and detaches over Twilio's REST API.

Sources: https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource,
https://www.twilio.com/docs/voice/api/stream-resource
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from secrets import token_hex
from urllib.parse import urlencode

import aiohttp

from conversation.errors import ErrorCode
from pubsub.clock import Clock
from services.carriers.twilio_api import TwilioApi
from services.http_session import open_http_session
from services.provider import Probe
from settings import Settings
from transports.control import CarrierControl, CarrierError
from transports.dial_ticket import DialTicket, DialTickets, tickets_of
from transports.streams.parameters import bounded
from transports.twilio.addresses import DIALLED_PATH, STATUS_PATH, TICKET, media_address
from transports.twilio.stream_mark import MARK, StreamMarks, marks_of

PRODUCTION = "https://api.twilio.com"
_TIMEOUT = aiohttp.ClientTimeout(total=5.0, sock_connect=2.0)
_RING_S = 30
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TwilioControl:
    """The control of one Twilio account.

    Attributes:
        account: Its AccountSid.
    """

    def __init__(
        self,
        api: TwilioApi,
        account: str,
        *,
        public_url: str,
        caller_id: str | None,
        tickets: DialTickets,
        marks: StreamMarks | None,
        clock: Clock,
    ) -> None:
        """Create the control.

        Args:
            api: The account's REST API.
            account: Its AccountSid.
            public_url: Where Twilio reaches us.
            caller_id: `TWILIO_CALLER_ID`, which dialling needs.
            tickets: What seals what a dialled call is to be.
            marks: What makes the marks of streams; None where signatures are not checked.
            clock: The time of day.
        """
        self.account = account
        self._api = api
        self._public_url = public_url.rstrip("/")
        self._caller_id = caller_id
        self._tickets = tickets
        self._marks = marks
        self._clock = clock

    async def dial(self, agent: str, customer: str, parameters: Mapping[str, str]) -> str:
        """Ring the agent; when they answer, `/twilio/dialled` forks their leg and rings on."""
        if not self._caller_id:
            raise CarrierError(
                ErrorCode.CARRIER_OFF,
                "Dialling needs TWILIO_CALLER_ID, the number that both people see.",
            )
        now = self._clock.now()
        ticket = self._tickets.seal(DialTicket(customer, bounded(parameters)), now)
        call = await self._api.post(
            "/Calls.json",
            {
                "To": agent,
                "From": self._caller_id,
                "Url": f"{self._public_url}{DIALLED_PATH}?{urlencode({TICKET: ticket})}",
                "Method": "POST",
                "StatusCallback": f"{self._public_url}{STATUS_PATH}",
                "StatusCallbackMethod": "POST",
                "Timeout": str(_RING_S),
            },
        )
        return _sid(call)

    async def attach(self, call_id: str, parameters: Mapping[str, str]) -> str:
        """Start a stream of both tracks, with our signed parameters."""
        said = bounded(parameters)
        if self._marks:
            said[MARK] = self._marks.make(call_id, said, self._clock.now())
        form = {
            "Url": media_address(self._public_url),
            # Unique in a call: an earlier stream of ours may be there half dead.
            "Name": f"call-shadow-{token_hex(4)}",
            "Track": "both_tracks",
            "StatusCallback": f"{self._public_url}{STATUS_PATH}",
            "StatusCallbackMethod": "POST",
        }
        for number, (name, value) in enumerate(said.items(), start=1):
            form |= {f"Parameter{number}.Name": name, f"Parameter{number}.Value": value}
        return _sid(await self._api.post(f"/Calls/{_known(call_id)}/Streams.json", form))

    async def detach(self, call_id: str, stream_id: str) -> None:
        """Stop a stream by its StreamSid."""
        try:
            path = f"/Calls/{_known(call_id)}/Streams/{_known(stream_id)}.json"
            await self._api.post(path, {"Status": "stopped"})
        except CarrierError as error:
            if not error.is_over:
                raise


def _known(sid: str) -> str:
    """An id that may stand in a path.

    Raises:
        CarrierError: It is none of Twilio's.
    """
    if not _ID.fullmatch(sid):
        raise CarrierError(ErrorCode.CALL_NOT_FOUND, "Twilio has no call of such an id.")
    return sid


def _sid(answer: Mapping[str, object]) -> str:
    """The id of what was made.

    Raises:
        CarrierError: The answer has none.
    """
    sid = answer.get("sid")
    if not isinstance(sid, str) or not _ID.fullmatch(sid):
        raise CarrierError(ErrorCode.CARRIER_REFUSED, "Twilio's answer has no sid.")
    return sid


def is_configured(settings: Settings) -> bool:
    """Whether Twilio can be told things: an account, its token, and our address."""
    return bool(settings.twilio_account_sid and settings.twilio_auth_token and settings.public_url)


@asynccontextmanager
async def open_control(settings: Settings, clock: Clock) -> AsyncIterator[CarrierControl]:
    """The control of the account of the settings, which are configured, until the block ends.

    Raises:
        SettingsError: The environment's proxy or certificates can't be used.
    """
    async with _open_api(settings) as api:
        yield TwilioControl(
            api,
            settings.twilio_account_sid or "",
            public_url=settings.public_url or "",
            caller_id=settings.twilio_caller_id,
            tickets=tickets_of(settings),
            marks=marks_of(settings),
            clock=clock,
        )


async def probe(settings: Settings) -> Probe:
    """Ask Twilio whether it takes the account."""
    async with _open_api(settings) as api:
        try:
            await api.check()
        except CarrierError as error:
            return Probe(False, error.message)
    able = "calls are attached to, and forks started again"
    if settings.twilio_caller_id:
        able += "; agents dial by POST /api/calls"
    return Probe(True, able)


@asynccontextmanager
async def _open_api(settings: Settings) -> AsyncIterator[TwilioApi]:
    account = settings.twilio_account_sid or ""
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
    base = (settings.twilio_base_url or PRODUCTION).rstrip("/")
    headers = {
        "Accept": "application/json",
        "Authorization": aiohttp.encode_basic_auth(account, token),
    }
    async with open_http_session(base, _TIMEOUT, headers, ttl_dns_cache=60) as (client, proxy):
        yield TwilioApi(client, f"{base}/2010-04-01/Accounts/{account}", proxy)
