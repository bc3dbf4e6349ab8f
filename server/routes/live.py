"""Side channel: a call's durable events after `after`, then live, on a WebSocket or as SSE."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, WebSocket
from fastapi.responses import StreamingResponse
from pydantic import BeforeValidator

from server.auth.dependencies import CallerDep
from server.deps import After, CallId, StateDep
from server.live.call_viewer import CallViewer
from server.live.event_source import event_source
from server.live.live_socket import LiveSocket
from server.live.websockets import accept
from stores.access.audit_action import AuditAction

router = APIRouter(prefix="/api/calls", tags=["side channel"])


def _first_if_empty(said: Any) -> Any:
    """An empty `Last-Event-ID`, as some clients send it before the first event, says nothing."""
    return said if said != "" else 0


@router.websocket("/{call_id}/live")
async def live(
    websocket: WebSocket,
    call_id: CallId,
    state: StateDep,
    caller: CallerDep,
    after: After = 0,
) -> None:
    """Replay, then live; a client's messages are answered on its own socket."""
    viewer = CallViewer(state, call_id, caller)
    await viewer.check()
    await state.looks.look(caller, AuditAction.LOOK_LIVE, call_id)
    await accept(websocket)
    await LiveSocket(websocket, state, viewer).run(after)


_MESSAGE_SCHEMA = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "`seq`; passing events have none."},
        "data": {"type": "string", "description": "The event, as JSON."},
    },
    "required": ["data"],
}


@router.get(
    "/{call_id}/live",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": _MESSAGE_SCHEMA}}}},
)
async def live_sse(
    call_id: CallId,
    state: StateDep,
    caller: CallerDep,
    *,
    after: After = 0,
    last_event_id: Annotated[int, Header(ge=0, le=2**53), BeforeValidator(_first_if_empty)] = 0,
) -> StreamingResponse:
    """The call live, as server-sent events; a client that comes back resumes by `Last-Event-ID`.

    With a token, the stream ends when the token does.
    """
    viewer = CallViewer(state, call_id, caller)
    await viewer.check()
    await state.looks.look(caller, AuditAction.LOOK_LIVE, call_id)
    stream = event_source(viewer, max(after, last_event_id))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)
