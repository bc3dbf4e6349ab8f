"""Media socket: Twilio's stream of a forked call comes in, nothing goes out.

what ended it                                        code
the call, or its stream                              1000
a stream that is no call, or a second one of a call  1008
the event log does not take the call                 1011
"""

from contextlib import suppress

from fastapi import APIRouter, WebSocket, WebSocketException, status
from loguru import logger
from starlette.websockets import WebSocketDisconnect

from conversation.events.call_parameters import ORIGIN
from pipeline.call import run_call
from pipeline.call_registry import CallBusyError
from pipeline.call_start import Call
from pipeline.runtime import Runtime
from server.app_state import state_of
from server.refusal_log import RefusalLog
from server.twilio_signature import REFUSED, media_url, refusal_of
from stores.errors import EventLogError
from transports.twilio.messages import StreamError
from transports.twilio.source import TwilioSource, read_start

router = APIRouter()


@router.websocket("/twilio/media")
async def media(websocket: WebSocket) -> None:
    """Hear one stream to its end, if Twilio has signed for it."""
    state = state_of(websocket)
    if refusal := refusal_of(websocket, media_url(websocket), {}):
        state.refusals.warn(REFUSED, websocket.url.path, refusal.line)
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION)  # before accept: HTTP 403
    await websocket.accept()
    await answer(state.runtime, websocket, state.refusals)


async def answer(runtime: Runtime, websocket: WebSocket, refusals: RefusalLog) -> None:
    """Hear the call that an accepted Twilio media stream brings, and close the stream after it.

    Nothing is raised for a stream that is no call: it is logged, and its socket closed.
    """
    code = status.WS_1000_NORMAL_CLOSURE
    try:
        start = await read_start(websocket)
        call = Call(start.call_id, start.parameters.get(ORIGIN, "twilio"), start.parameters)
        role = start.inbound_role(runtime.settings.inbound_role)
        await run_call(runtime, call, TwilioSource(websocket, start, inbound_role=role))
    except StreamError as error:
        refusals.warn("media stream: {}", error)
        code = status.WS_1008_POLICY_VIOLATION
    except CallBusyError:
        refusals.warn("media stream: a second stream of a call that is being heard; closed")
        code = status.WS_1008_POLICY_VIOLATION
    except EventLogError as error:
        logger.error("media stream: the call can't be recorded: {}", error)
        code = status.WS_1011_INTERNAL_ERROR
    with suppress(WebSocketDisconnect, RuntimeError):  # whoever streamed may have closed it
        await websocket.close(code)
