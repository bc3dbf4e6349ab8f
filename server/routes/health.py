"""Health: liveness, readiness, and Prometheus's figures."""

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST

from conversation.errors import ErrorCode
from pipeline.server_presence import apart_from
from server.auth.dependencies import require_role
from server.deps import RuntimeDep
from server.errors import ApiError, event_log_unavailable
from server.metrics.metrics import exposition
from server.responses import AUTH_RESPONSES, error_response
from settings.api_keys import Role
from stores.errors import EventLogError

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    responses=error_response(
        503, "The server is stopping, the event log takes no write, or Redis refuses."
    ),
)
async def readyz(runtime: RuntimeDep) -> dict[str, str]:
    """The event log takes a write, and Redis, where there is one, does not refuse.

    A server that was told to stop takes none, and says so at once. A Redis that can't be reached
    for a while is no reason: the listeners here go on. Another server with the same event log,
    without a Redis between them, is none either, and a `warning`.
    """
    runtime.calls.admission.check()
    try:
        await runtime.log.ping()
    except EventLogError as error:
        raise event_log_unavailable(f"Not ready: {error}.") from None
    if refused := runtime.hub.refused:
        raise ApiError(503, ErrorCode.SETTING_WRONG, refused)
    apart = await apart_from(runtime.settings, runtime.log.presence)
    return {"status": "ready"} | ({"warning": f"{apart[:1].upper()}{apart[1:]}."} if apart else {})


@router.get(
    "/metrics",
    response_class=Response,
    responses=AUTH_RESPONSES | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    dependencies=[Depends(require_role(Role.SUPERVISOR))],
)
async def metrics(runtime: RuntimeDep) -> Response:
    """Prometheus's text format, for a supervisor's or an admin's key; of all workers together."""
    return Response(await exposition(runtime), media_type=CONTENT_TYPE_LATEST)
