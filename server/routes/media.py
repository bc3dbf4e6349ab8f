"""Media socket: Twilio's stream of a forked call comes in, nothing goes out.

what ended it                                              code    reason
the call, or its stream                                    1000
a stream that is no call, or is not let in                 1008    why
a second one of a call, or one of a call that is over      1008    which
there is no place for one more call                        1013    that
the event log does not take the call                       1011    that
the server is stopping                                     1012    that
audio that comes faster than it may                        4429    how fast it may
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from fastapi import APIRouter, WebSocket, WebSocketException, status
from loguru import logger

from conversation.events.call_parameters import REPLAY, origin_of
from pipeline.admission import NotAdmittedError
from pipeline.call import run_call
from pipeline.call_choice import ChoiceError
from pipeline.call_registry import CallBusyError
from pipeline.call_return import CallOverError
from pipeline.call_start import NO_ACCOUNT, Call
from pipeline.runtime import Runtime
from server.app_state import state_of
from server.asgi.socket_limits import TOO_MUCH
from server.auth.origins import is_from_this_machine
from server.deps import ADMITTED_STREAM
from server.refusal_log import RefusalLog
from server.stream_check import check_account, check_mark
from server.twilio_signature import media_url, refusal_of
from server.websockets import DONE, Close, close, close_for
from settings import Settings
from stores.errors import EventLogError
from transports.twilio.messages import StreamError, StreamStart
from transports.twilio.pace import StreamPace
from transports.twilio.parameters import bounded
from transports.twilio.source import TOO_FAST, TwilioSource, read_start
from transports.twilio.stream_mark import marks_of

router = APIRouter()


@router.websocket("/twilio/media", dependencies=[ADMITTED_STREAM])
async def media(websocket: WebSocket) -> None:
    """Hear one stream to its end, if Twilio has signed for it."""
    state = state_of(websocket)
    if refusal_of(websocket, media_url(websocket), {}):
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION)  # before accept: HTTP 403
    await websocket.accept()
    paced = not is_from_this_machine(websocket)
    await answer(
        state.runtime,
        websocket,
        state.refusals,
        start_of=state.waiting_streams.start_of,
        marked=True,
        paced=paced,
    )


async def answer(
    runtime: Runtime,
    websocket: WebSocket,
    refusals: RefusalLog,
    *,
    start_of: Callable[[WebSocket], Awaitable[StreamStart]] = read_start,
    parameters: Mapping[str, str] = MappingProxyType({}),
    marked: bool = False,
    paced: bool = False,
) -> None:
    """Hear the call that an accepted Twilio media stream brings, and close the stream after it.

    Nothing is raised for a stream that is no call: it is logged, and its socket closed.

    Args:
        runtime: What the calls of the process share.
        websocket: The stream.
        refusals: Where streams that are no call are logged.
        start_of: Reads the stream up to its `start`.
        parameters: What is said of the call beside the stream, which goes before.
        marked: Whether its mark is checked; otherwise another server has let it in.
        paced: Whether its audio may come no faster than `MEDIA_MAX_SPEED` says.
    """
    try:
        start = _with(await start_of(websocket), parameters)
        check_account(runtime.settings, start)
        if marked:
            check_mark(runtime.settings, start, runtime.clock.now())
        runtime.coaches.choose(start.parameters)
        closing = await _hear(runtime, websocket, start, paced=paced)
    except CallBusyError as error:
        refusals.warn("media stream: a second stream of a call that is being heard; closed")
        closing = close_for(error)
    except (StreamError, ChoiceError, CallOverError, NotAdmittedError) as error:
        refusals.warn("media stream: {}; closed", error)
        closing = close_for(error)
    except EventLogError as error:
        logger.error("media stream: the call can't be recorded: {}", error)
        closing = close_for(error)
    await close(websocket, closing)  # whoever streamed may have closed it


def _with(start: StreamStart, parameters: Mapping[str, str]) -> StreamStart:
    return replace(start, parameters=bounded({**parameters, **start.parameters}))


def _call(start: StreamStart) -> Call:
    origin = origin_of(start.parameters)
    account = start.account_id or NO_ACCOUNT
    return Call(start.call_id, origin, start.parameters, account, start.stream_id)


async def _hear(
    runtime: Runtime, websocket: WebSocket, start: StreamStart, *, paced: bool
) -> Close:
    """Hear a stream to its end; returns how it is closed."""
    role = start.inbound_role(runtime.settings.inbound_role)
    pace = _pace(start, runtime.settings) if paced else None
    source = TwilioSource(websocket, start, inbound_role=role, pace=pace)
    replaces = runtime.calls.is_replaced(start.call_id, start.stream_id)
    with runtime.calls.admission.place(replaces=replaces):
        ended = await run_call(runtime, _call(start), source)
    if ended == TOO_FAST and pace:
        logger.warning("media stream: its audio came too fast; closed")
        return Close(TOO_MUCH, f"audio faster than {pace.speed:g} times real time")
    return DONE


def _pace(start: StreamStart, settings: Settings) -> StreamPace | None:
    """The pace of a stream from beyond this machine; a recording that `play` has marked has none.

    Where a mark counts, it has been checked by now.
    """
    speed = settings.media_max_speed
    replayed = (
        start.mark is not None and marks_of(settings) and origin_of(start.parameters) == REPLAY
    )
    return StreamPace(speed) if speed and not replayed else None
