"""Media sockets: the road of every carrier's stream; no audio ever goes out.

what ended it                                              code    reason
the call, or its stream                                    1000
a stream that is no call, or is not let in                 1008    why
a second one of a call, or one of a call that is over      1008    which
there is no place for one more call                        1013    that
the event log does not take the call                       1011    that
the server is stopping                                     1012    that
audio that comes faster than it may                        4429    how fast it may
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketException, status
from loguru import logger

from conversation.events.commands import PressKey
from pipeline.admission import NotAdmittedError
from pipeline.call import run_call
from pipeline.call_hold import is_held
from pipeline.call_registry import CallBusyError
from pipeline.call_return import CallOverError
from pipeline.call_start import NO_ACCOUNT, Call
from pipeline.runtime import Runtime
from server.app_state import state_of
from server.asgi.socket_limits import TOO_MUCH
from server.auth.origins import is_from_this_machine
from server.carriers.carrier import Carrier
from server.carriers.carriers import BY_PATH, CARRIERS
from server.carriers.twilio import TwilioElsewhere
from server.carriers.waiting_streams import WaitingStreams
from server.deps import ADMITTED_STREAM
from server.live.websockets import DONE, Close, close, close_for
from server.refusal_log import RefusalLog
from stores.errors import EventLogError
from transports.held_source import HeldSource
from transports.source import AudioSource
from transports.streams.pace import TOO_FAST, PacedSource, StreamPace
from transports.streams.parameters import bounded
from transports.streams.start import StreamError, StreamStart

router = APIRouter()
_ELSEWHERE = TwilioElsewhere()


async def media(websocket: WebSocket) -> None:
    """Hear one stream to its end, if its carrier has signed for it."""
    state, carrier = state_of(websocket), BY_PATH[websocket.scope["route"].path]
    if await carrier.refusal_of(websocket):
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION)  # before accept: HTTP 403
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(carrier.subprotocol if carrier.subprotocol in offered else None)
    paced = not is_from_this_machine(websocket)
    waiting = state.waiting_streams
    await answer(
        state.runtime, websocket, state.refusals, carrier=carrier, waiting=waiting, paced=paced
    )


for _carrier in CARRIERS:
    router.websocket(_carrier.path, dependencies=[ADMITTED_STREAM])(media)


async def answer(
    runtime: Runtime,
    websocket: WebSocket,
    refusals: RefusalLog,
    *,
    carrier: Carrier[Any] = _ELSEWHERE,
    waiting: WaitingStreams | None = None,
    parameters: Mapping[str, str] = MappingProxyType({}),
    paced: bool = False,
) -> None:
    """Hear the call that an accepted media stream brings, and close the stream after it.

    Nothing is raised for a stream that is no call: it is logged, and its socket closed.

    Args:
        runtime: What the calls of the process share.
        websocket: The stream.
        refusals: Where streams that are no call are logged.
        carrier: Whose stream it is; by default Twilio's, let in by another server.
        waiting: Where it is counted until it says which call it is.
        parameters: What is said of the call beside the stream, which goes before.
        paced: Whether its audio may come no faster than `MEDIA_MAX_SPEED` says.
    """
    try:
        read = carrier.read_start
        start = await (
            waiting.start_of(websocket, read) if waiting is not None else read(websocket)
        )
        start = start and _with(start, parameters)
        closing = await _hear(runtime, websocket, carrier, start, paced=paced) if start else DONE
    except CallBusyError as error:
        refusals.warn("media stream: a second stream of a call that is being heard; closed")
        closing = close_for(error)
    except (StreamError, CallOverError, NotAdmittedError) as error:
        refusals.warn("media stream: {}; closed", error)
        closing = close_for(error)
    except EventLogError as error:
        logger.error("media stream: the call can't be recorded: {}", error)
        closing = close_for(error)
    await close(websocket, closing)  # whoever streamed may have closed it


def _with(start: StreamStart, parameters: Mapping[str, str]) -> StreamStart:
    return replace(start, parameters=bounded({**parameters, **start.parameters}))


def _call(carrier: Carrier[Any], start: StreamStart) -> Call:
    account = start.account_id or NO_ACCOUNT
    origin = carrier.origin(start)
    return Call(start.call_id, origin, start.parameters, account, start.stream_id)


async def _hear(
    runtime: Runtime,
    websocket: WebSocket,
    carrier: Carrier[Any],
    start: StreamStart,
    *,
    paced: bool,
) -> Close:
    """Hear a stream to its end, if it is let in; returns how it is closed."""
    if await carrier.hear_beside(websocket, start):
        return DONE
    settings = runtime.settings
    carrier.check(settings, start, runtime.clock.now())
    call = _call(carrier, start)
    speed = settings.media_max_speed if paced and carrier.is_paced(settings, start) else 0
    inbound, is_known = start.inbound_role(settings.inbound_role)
    if not is_known and not carrier.tells_parties:
        call = replace(call, assumed=inbound)
    stream = carrier.source(websocket, start, inbound)
    stream.pressed = partial(_press, runtime, call.call_id)
    carrier.bind(runtime, stream, start)
    source = _kept(runtime, call, stream, speed, tells_holds=carrier.tells_holds)
    replaces = runtime.calls.is_replaced(start.call_id, start.stream_id)
    try:
        with runtime.calls.admission.place(replaces=replaces):
            ended = await run_call(runtime, call, source)
    finally:
        await carrier.left(websocket, start)
    if ended == TOO_FAST:
        logger.warning("media stream: its audio came too fast; closed")
        return Close(TOO_MUCH, f"audio faster than {speed:g} times real time")
    return DONE


async def _press(runtime: Runtime, call_id: str, key: str) -> None:
    """Tell a call that a key was pressed in it; no key is logged."""
    await runtime.hub.send_command(call_id, PressKey(key=key))


def _kept(
    runtime: Runtime, call: Call, source: AudioSource, speed: float, *, tells_holds: bool
) -> AudioSource:
    """The source that keeps its pace, is silent on hold, and is started again where it can be."""
    if speed:
        source = PacedSource(source, StreamPace(speed))
    if not tells_holds:
        controls, was_held = runtime.hub.controls, partial(is_held, runtime.log, call.call_id)
        source = HeldSource(source, partial(controls, call.call_id), was_held)
    if runtime.forks:
        source = runtime.forks.keep(source, call.call_id, call.parameters, call.account)
    return source
