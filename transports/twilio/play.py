"""Twilio Media Streams client: plays a recording into a server as Twilio would fork the call."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from twilio.request_validator import RequestValidator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, InvalidURI, WebSocketException

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.call_parameters import INBOUND_ROLE
from conversation.speech.speakers import Speaker
from pubsub.clock import Clock
from settings.proxy import proxy_for
from transports.recording.recording import Recording
from transports.streams.parameters import bounded
from transports.twilio.replay_messages import NO_ACCOUNT, MediaStream, sid
from transports.twilio.stream_mark import MARK, StreamMarks

_FORBIDDEN = (
    "; is this its media socket, /twilio/media, and does it want Twilio's signature"
    " (TWILIO_AUTH_TOKEN)?"
)


class PlayError(CallShadowError):
    """The recording could not be played to its end; the message is one line that says why."""

    code = ErrorCode.PLAY_FAILED


@dataclass(frozen=True, slots=True)
class PlayReport:
    """The figures of a replay.

    Attributes:
        call_id: The CallSid under which the call was played.
        messages_sent: All messages, from `connected` to `stop`.
        played_ms: The length of the audio sent, on each track.
        bytes_received: What the server sent back. A fork is one-way: more than 0 is its fault.
    """

    call_id: str
    messages_sent: int
    played_ms: int
    bytes_received: int


async def play(
    recording: Recording,
    url: str,
    *,
    call_id: str | None = None,
    parameters: Mapping[str, str] | None = None,
    inbound_role: Speaker = Speaker.CUSTOMER,
    speed: float = 1.0,
    auth_token: str | None = None,
    signed_url: str | None = None,
    account_id: str | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    now: Callable[[], float] = time.monotonic,
    on_connected: Callable[[], None] = lambda: None,
) -> PlayReport:
    """Play a recording, and return when the server has closed the stream after its `stop`.

    Args:
        recording: The call.
        url: The server's media socket, `ws://HOST/twilio/media`.
        call_id: The CallSid; default: a new one.
        parameters: `<Parameter>`s of the stream, beside `inbound_role`.
        inbound_role: Who is heard on the `inbound` track.
        speed: 1 is real time, 2 is twice as fast; `inf` is as fast as the server reads.
        auth_token: The Twilio auth token that signs the handshake, and marks the stream as one of
            our TwiML; default: neither.
        signed_url: The address that is signed, where the server knows itself by another one
            than `url`.
        account_id: The AccountSid; default: one of zeros.
        sleep: Waits some seconds.
        now: A clock in seconds that `sleep` moves.
        on_connected: Called when the server has taken the socket, before anything is played.

    Raises:
        PlayError: The speed is not above 0, the server can't be reached, refuses the handshake,
            or closes the stream before its end.
    """
    if not speed > 0:
        raise PlayError(f"speed must be above 0, not {speed:g}")
    call_id, said = call_id or sid("CA"), {**(parameters or {}), INBOUND_ROLE: inbound_role.value}
    headers = {}
    if auth_token:
        signature = RequestValidator(auth_token).compute_signature(signed_url or url, {})
        headers["X-Twilio-Signature"] = signature
        said[MARK] = StreamMarks(auth_token).make(call_id, bounded(said), Clock().now())
    stream = MediaStream(call_id, inbound_role, said, account_id=account_id or NO_ACCOUNT)
    socket = await _dial(url, headers)
    on_connected()
    receiving = asyncio.create_task(_count_received(socket))
    sent, at_ms, start = 0, 0, now()
    try:
        for at_ms, message in stream.messages(recording):
            await sleep(max(0.0, start + at_ms / 1000 / speed - now()))
            await socket.send(message, text=True)
            sent += 1
    except ConnectionClosed as closed:
        raise PlayError(f"{url} closed the stream after {at_ms} ms: {closed}") from None
    finally:
        try:
            await socket.close()
            received = await receiving
        finally:  # also of a player that is stopped while the server does not hang up
            receiving.cancel()
            socket.transport.abort()
    return PlayReport(stream.call_id, sent, at_ms, received)


async def _dial(url: str, headers: dict[str, str]) -> ClientConnection:
    try:
        return await connect(
            url,
            additional_headers=headers,
            compression=None,
            ping_interval=None,
            proxy=proxy_for(url),
        )
    except (InvalidURI, ValueError):
        raise PlayError(f"{url} is not a WebSocket address, like ws://HOST/twilio/media") from None
    except InvalidStatus as refused:
        status = refused.response.status_code
        hint = _FORBIDDEN if status == HTTPStatus.FORBIDDEN else ""
        raise PlayError(f"{url} refused the stream with HTTP {status}{hint}") from None
    except TimeoutError:
        raise PlayError(f"{url} does not answer") from None
    except (OSError, WebSocketException) as error:
        raise PlayError(f"{url} can't be reached: {error}") from None


async def _count_received(socket: ClientConnection) -> int:
    received = 0
    with suppress(ConnectionClosed):
        while True:
            received += len(await socket.recv(decode=False))
    return received
