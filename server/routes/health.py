"""Liveness, readiness, and Prometheus's figures."""

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from server.auth.access import UNKNOWN, whole_server
from server.deps import RuntimeDep
from server.errors import ApiError, ErrorBody
from server.metrics import RUNNING_CALLS
from settings.api_keys import Role
from stores.event_log import EventLogError

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    responses={503: {"model": ErrorBody, "description": "The event log does not answer."}},
)
async def readyz(runtime: RuntimeDep) -> dict[str, str]:
    """Calls can be taken: the event log answers."""
    try:
        await runtime.log.ping()
    except EventLogError:
        raise ApiError(
            503, "event_log_unavailable", "The event log does not answer.", retry_after=1
        ) from None
    return {"status": "ready"}


@router.get(
    "/metrics",
    response_class=Response,
    responses=UNKNOWN | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    dependencies=[Depends(whole_server(Role.SUPERVISOR))],
)
async def metrics(runtime: RuntimeDep) -> Response:
    """Prometheus's text format, for a supervisor's or an admin's key."""
    RUNNING_CALLS.set(runtime.running)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
