"""The phone bot: hears both parties of a forked Twilio call. Our server hosts it."""

from contextlib import suppress

from loguru import logger
from pipecat.runner.types import WebSocketRunnerArguments
from starlette.websockets import WebSocket, WebSocketDisconnect

from pipeline.call import Call, run_call
from pipeline.call_registry import CallBusyError
from pipeline.runtime import Runtime
from server.deps import runtime_of
from stores.errors import EventLogError
from transports.twilio.input import TwilioInput, read_start
from transports.twilio.messages import StreamError

_POLICY_VIOLATION = 1008
_INTERNAL_ERROR = 1011
_NORMAL = 1000


async def bot(runner_args: WebSocketRunnerArguments) -> None:
    """Hear one stream to its end; the server has accepted its WebSocket and opened the runtime."""
    await answer(runtime_of(runner_args.websocket), runner_args.websocket)


async def answer(runtime: Runtime, websocket: WebSocket) -> None:
    """Hear the call that a Twilio media stream brings, and close the stream after it.

    Nothing is raised for a stream that is no call: it is logged, and its socket closed.
    """
    code = _NORMAL
    try:
        start = await read_start(websocket)
        call = Call(start.call_id, start.parameters.get("source", "twilio"), start.parameters)
        role = start.inbound_role(runtime.settings.inbound_role)
        await run_call(
            runtime,
            call,
            lambda front_end: TwilioInput(websocket, start, inbound_role=role, front_end=front_end),
        )
    except StreamError as error:
        logger.warning("media stream: {}", error)
        code = _POLICY_VIOLATION
    except CallBusyError:
        logger.warning("media stream: a second stream of a call that is being heard; closed")
        code = _POLICY_VIOLATION
    except EventLogError as error:
        logger.error("media stream: the call can't be recorded: {}", error)
        code = _INTERNAL_ERROR
    with suppress(WebSocketDisconnect, RuntimeError):  # whoever streamed may have closed it
        await websocket.close(code)
