"""Chat channel as a delivery target: one message of each call that its lead wants to know of."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import quote, urlsplit

from conversation.after_call.messages import delivery_key
from conversation.after_call.note import CallNote
from conversation.after_call.telling import TellingReason
from pubsub.clock import Clock
from services.chat.channels import ChatChannel, read_chats
from services.chat.messages import MESSAGES, ChatMessage, of_alert, of_call
from services.delivery.request import TIMEOUT, Outgoing, deliver
from services.delivery.target import ALERT_KIND, CallToTell, Delivery, Made
from services.http_session import HttpSession, open_http_session
from settings import Settings

_KIND = "message"
# Sent once: a newer summary is no other call, and a channel is read by people.
_REVISION = 0


class ChatTarget:
    """One channel.

    Attributes:
        name: By which the settings call it.
    """

    def __init__(
        self,
        name: str,
        channel: ChatChannel,
        session: HttpSession,
        site: str | None,
        clock: Clock,
    ) -> None:
        """Write to `channel`; `site` is where its readers find the console, if that is known."""
        self.name = name
        self._channel, self._address = channel, channel.address(name)
        self._session, self._site, self._clock = session, site, clock

    def deliveries(self, wanted: CallToTell) -> Sequence[Delivery]:
        """The messages of a call: its alerts, and one when it has ended and meets a rule."""
        note = wanted.note
        told = [
            self._delivery(note, ALERT_KIND, one.number, of_alert(note, one))
            for one in (note.alerts if TellingReason.ALERT in self._channel.when else ())
        ]
        if note.facts.ended_at and self._channel.rules.reasons(note):
            told.append(self._delivery(note, _KIND, _REVISION, of_call(note)))
        return told

    def _delivery(self, note: CallNote, kind: str, revision: int, words: ChatMessage) -> Delivery:
        call_id = note.facts.call_id
        link = f"{self._site}/calls/{quote(call_id, safe='')}" if self._site else None
        shown = urlsplit(self._address)
        request = Outgoing(
            "POST",
            f"{shown.scheme}://{shown.netloc}",
            json=MESSAGES[self._channel.kind](words, link),
            secret_address=self._address,
        )
        return Delivery(delivery_key(self.name, call_id, kind, revision), kind, [request])

    async def send(self, delivery: Delivery) -> Made:
        """Write the message."""
        whom = f"the {self._channel.kind} channel {self.name}"
        await deliver(self._session, delivery.requests[0], whom, self._clock.now())
        return {}

    async def undo(self, made: Made) -> None:
        """Leave it: what people have read, they have read."""


@asynccontextmanager
async def open_chats(settings: Settings, clock: Clock) -> AsyncIterator[list[ChatTarget]]:
    """The channels of the settings, until the block ends.

    Raises:
        SettingsError: The file, an address, or the environment's proxy is wrong.
    """
    async with AsyncExitStack() as stack:
        targets: list[ChatTarget] = []
        for name, channel in read_chats(settings.chats).items():
            address = channel.address(name)
            session = await stack.enter_async_context(open_http_session(address, TIMEOUT))
            targets.append(ChatTarget(name, channel, session, settings.public_url, clock))
        yield targets
