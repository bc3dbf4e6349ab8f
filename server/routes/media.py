"""Media socket: Twilio's stream of a forked call comes in, nothing goes out.

what ended it                                              code    reason
the call, or its stream                                    1000
a stream that is no call, or is not let in                 1008    why
a second one of a call, or one of a call that is over      1008    which
the event log does not take the call                       1011    that
the server is stopping                                     1012    that
"""

from collections.abc import Callable

from fastapi import APIRouter, WebSocket, WebSocketException, status
from loguru import logger

from conversation.events.call_parameters import origin_of
from pipeline.admission import NotAdmittedError
from pipeline.call import run_call
from pipeline.call_registry import CallBusyError
from pipeline.call_return import CallOverError
from pipeline.call_start import NO_ACCOUNT, Call
from pipeline.runtime import Runtime
from server.app_state import state_of
from server.deps import ADMITTED
from server.refusal_log import RefusalLog
from server.stream_check import check_account, check_mark
from server.twilio_signature import REFUSED, media_url, refusal_of
from server.websockets import DONE, close, close_for
from settings import Settings
from stores.errors import EventLogError
from transports.twilio.messages import StreamError, StreamStart
from transports.twilio.source import TwilioSource, read_start

router = APIRouter()


@router.websocket("/twilio/media", dependencies=[ADMITTED])
async def media(websocket: WebSocket) -> None:
    """Hear one stream to its end, if Twilio has signed for it."""
    state = state_of(websocket)
    if refusal := refusal_of(websocket, media_url(websocket), {}):
        state.refusals.warn(REFUSED, websocket.url.path, refusal.line)
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION)  # before accept: HTTP 403
    await websocket.accept()
    runtime = state.runtime

    def check(start: StreamStart) -> None:
        check_mark(runtime.settings, start, runtime.clock.now())

    await answer(runtime, websocket, state.refusals, check)


async def answer(
    runtime: Runtime,
    websocket: WebSocket,
    refusals: RefusalLog,
    check: Callable[[StreamStart], None] | None = None,
) -> None:
    """Hear the call that an accepted Twilio media stream brings, and close the stream after it.

    Nothing is raised for a stream that is no call: it is logged, and its socket closed.

    Args:
        runtime: What the calls of the process share.
        websocket: The stream.
        refusals: Where streams that are no call are logged.
        check: Raises `StreamError` for a `start` that is not let in.
    """
    closing = DONE
    try:
        start = await read_start(websocket)
        check_account(runtime.settings, start)
        if check:
            check(start)
        await run_call(runtime, _call(start), _source(websocket, start, runtime.settings))
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


def _call(start: StreamStart) -> Call:
    origin = origin_of(start.parameters)
    account = start.account_id or NO_ACCOUNT
    return Call(start.call_id, origin, start.parameters, account, start.stream_id)


def _source(websocket: WebSocket, start: StreamStart, settings: Settings) -> TwilioSource:
    return TwilioSource(websocket, start, inbound_role=start.inbound_role(settings.inbound_role))
