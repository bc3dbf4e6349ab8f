"""Webhook as a delivery target: a signed POST for each message that it wants of a call.

A try that failed may be tried again with the same id, a new timestamp and so a new signature: a
receiver that keeps ids for the time that it allows a timestamp takes nothing twice. What has
reached a receiver can't be taken back.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

from conversation.after_call.messages import CallMessage, delivery_key, messages_of
from pubsub.clock import Clock
from services.delivery.request import TIMEOUT, Outgoing, deliver
from services.delivery.target import CallToTell, Delivery, Made
from services.http_session import HttpSession, open_http_session
from services.webhooks.signature import signed_headers
from services.webhooks.targets import WebhookEntry, read_webhooks
from settings import Settings

_AGENT = "call-shadow (webhooks)"


class WebhookTarget:
    """One receiver.

    Attributes:
        name: By which the settings call it.
    """

    def __init__(
        self,
        name: str,
        entry: WebhookEntry,
        secrets: Sequence[bytes],
        session: HttpSession,
        clock: Clock,
    ) -> None:
        """Send to the address of `entry`, signed with each of `secrets`."""
        self.name = name
        self._entry, self._secrets = entry, secrets
        self._session, self._clock = session, clock

    def deliveries(self, wanted: CallToTell) -> Sequence[Delivery]:
        """A message for each thing that it wants and the call has."""
        return [
            self._delivery(message)
            for message in messages_of(wanted.note)
            if message.type in self._entry.events
        ]

    def _delivery(self, message: CallMessage) -> Delivery:
        key = delivery_key(self.name, message.call_id, message.type, message.revision)
        request = Outgoing(
            "POST",
            without_query(self._entry.url),
            body=message.body(),
            secret_address=self._entry.url,
        )
        return Delivery(key, message.type, [request])

    async def send(self, delivery: Delivery) -> Made:
        """Send a message, signed as of now."""
        request, now = delivery.requests[0], self._clock.now()
        headers = signed_headers(self._secrets, delivery.key, request.body or b"", now)
        signed = Outgoing(
            request.method,
            request.address,
            {**headers, "User-Agent": _AGENT},
            body=request.body,
            secret_address=request.secret_address,
        )
        await deliver(self._session, signed, f"the webhook {self.name}", now)
        return {}

    async def undo(self, made: Made) -> None:
        """Leave it: a receiver has what it has."""


@asynccontextmanager
async def open_webhooks(settings: Settings, clock: Clock) -> AsyncIterator[list[WebhookTarget]]:
    """The webhooks of the settings, until the block ends.

    Raises:
        SettingsError: The file, a secret, or the environment's proxy is wrong.
    """
    entries: Mapping[str, WebhookEntry] = read_webhooks(settings.webhooks)
    async with AsyncExitStack() as stack:
        targets: list[WebhookTarget] = []
        for name, entry in entries.items():
            secrets = entry.secrets(name)
            session = await stack.enter_async_context(open_http_session(entry.url, TIMEOUT))
            targets.append(WebhookTarget(name, entry, secrets, session, clock))
        yield targets


def without_query(address: str) -> str:
    """An address without its query, which may be a secret."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
