"""Vonage legs: those of people, which are rung, and those that listen; nothing else is asked for.

No leg is transferred, muted or ended, and nothing is played into one.
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from conversation.errors import ErrorCode
from conversation.events.call_parameters import INBOUND_ROLE, for_address
from conversation.speech.speakers import Speaker
from pubsub.clock import Clock
from services.carriers.vonage_api import VonageApi
from transports.control import CarrierError
from transports.dial_ticket import DialTicket, DialTickets
from transports.streams.addresses import socket_address
from transports.streams.start import usable_id
from transports.streams.stream_token import StreamTokens
from transports.vonage import ncco
from transports.vonage.listening_leg import CONVERSATION, ListeningLeg

EVENT_PATH = "/vonage/event"
DIALLED_PATH = "/vonage/dialled"
MEDIA_PATH = "/vonage/media"
TICKET = "dial"
"""The parameter of the latter's address that has the ticket."""
_RING_S = 60


class VonageLegs:
    """The legs that one application is asked for."""

    def __init__(
        self,
        api: VonageApi,
        *,
        public_url: str,
        number: str,
        tokens: StreamTokens,
        tickets: DialTickets,
        clock: Clock,
    ) -> None:
        """Create the control.

        Args:
            api: The application's Voice API.
            public_url: Where Vonage reaches us.
            number: `VONAGE_NUMBER`, from which legs come.
            tokens: What signs the addresses of streams.
            tickets: What seals the numbers of those whom dialled calls are to.
            clock: The time of day.
        """
        self.tickets = tickets
        self._api = api
        self._public_url = public_url.rstrip("/")
        self._from = {"type": "phone", "number": ncco.digits(number)}
        self._tokens = tokens
        self._clock = clock

    async def dial(self, agent: str, customer: str, parameters: Mapping[str, str]) -> str:
        """Ring the agent; Vonage asks `DIALLED_PATH` how to go on when they answer.

        Returns:
            The call id, which is the uuid of the agent's leg.

        Raises:
            CarrierError: It can't.
        """
        ticket = self.tickets.seal(DialTicket(customer, parameters), self._clock.now())
        return await self._api.create_call(
            {
                "to": [ncco.endpoint_of(agent)],
                "answer_url": [f"{self._public_url}{DIALLED_PATH}?{urlencode({TICKET: ticket})}"],
                "answer_method": "POST",
                "ringing_timer": _RING_S,
                **self._told({"leg": Speaker.AGENT.value}),
            }
        )

    async def ring(
        self, call_id: str, party: Speaker, number: str, parameters: Mapping[str, str]
    ) -> str:
        """Ring the other one of a call, who enters its conversation; returns the leg's uuid.

        Asked once: twice would ring twice.

        Raises:
            CarrierError: It can't.
        """
        return await self._api.create_call(
            {
                "to": [{"type": "phone", "number": ncco.digits(number)}],
                "ncco": ncco.callee_enters(call_id),
                "ringing_timer": _RING_S,
                **self._told(for_address(parameters) | {"call_id": call_id, "leg": party.value}),
            }
        )

    async def attach(
        self, call_id: str, parameters: Mapping[str, str], other_leg: str | None
    ) -> str:
        """Have both people of a call heard that runs; nothing changes in the application's NCCOs.

        Args:
            call_id: The leg of one of the two.
            parameters: What is said of the call; `CONVERSATION` has the name of theirs.
            other_leg: The leg of the other one; None: the one that is there beside it.

        Returns:
            The uuid of the leg that hears the customer.

        Raises:
            CarrierError: It can't; `is_over` where there is no such call any more.
        """
        leg = await self._api.leg(call_id)
        if leg.get("status") != "answered":
            raise CarrierError(ErrorCode.CALL_OVER, "The call is not in progress at Vonage.")
        called_in = Speaker.CUSTOMER if leg.get("direction") == "inbound" else Speaker.AGENT
        party = Speaker(parameters.get(INBOUND_ROLE, called_in))
        other = other_leg or await self._beside(call_id, leg)
        return await self.listen(call_id, {party: call_id, party.other: other}, parameters)

    async def listen(
        self, call_id: str, legs: Mapping[Speaker, str], parameters: Mapping[str, str]
    ) -> str:
        """Have each of both legs heard by one of ours; returns that which hears the customer.

        Raises:
            CarrierError: One can't be.
        """
        name = parameters.get(CONVERSATION) or ncco.conversation_name(call_id)
        now = round(self._clock.now().timestamp())
        listeners = (ListeningLeg(call_id, party, leg, name, now) for party, leg in legs.items())
        asked = [self.hear(listener, parameters) for listener in listeners]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        for failed in answers:
            if isinstance(failed, BaseException):
                raise failed
        return str(dict(zip(legs, answers, strict=True))[Speaker.CUSTOMER])

    async def hear(self, leg: ListeningLeg, parameters: Mapping[str, str]) -> str:
        """Have one person heard; tried twice; returns the uuid of the leg that hears them.

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
            **self._told(for_address(parameters) | leg.query()),
        }
        try:
            return await self._api.create_call(wanted)
        except CarrierError as error:
            if not error.retryable:
                raise
            return await self._api.create_call(wanted)  # one too many is refused at its socket

    async def _beside(self, call_id: str, leg: Mapping[str, Any]) -> str:
        """The leg of the other person in the conversation of this one."""
        legs = await self._api.legs_in(str(leg.get("conversation_uuid", "")))
        people = [one for one in legs if _is_persons(one)]
        others = [
            uuid for one in people if (uuid := usable_id(one.get("uuid"))) and uuid != call_id
        ]
        if len(others) != 1:
            raise CarrierError(
                ErrorCode.CARRIER_UNABLE,
                f"Vonage knows {len(others)} other people in that conversation: say the uuid of"
                " the other one's leg as other_leg.",
            )
        return others[0]

    def _told(self, said: Mapping[str, str]) -> dict[str, Any]:
        """From whom a leg comes, and where Vonage tells what becomes of it."""
        return {
            "from": self._from,
            "event_url": [f"{self._public_url}{EVENT_PATH}?{urlencode(said)}"],
            "event_method": "POST",
        }


def _is_persons(leg: Mapping[str, Any]) -> bool:
    to = leg.get("to")
    return not (isinstance(to, dict) and to.get("type") == "websocket")
