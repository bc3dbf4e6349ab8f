"""Administration: erase a call, and read the settings."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from loguru import logger

from conversation.errors import ErrorCode
from server.auth.dependencies import CallerDep, require_call_access, require_role
from server.deps import RuntimeDep
from server.errors import ApiError, call_not_found
from server.responses import CALL_NOT_FOUND, error_response
from settings.api_keys import Role
from stores.event_log import CallRecord

router = APIRouter(prefix="/api", tags=["admin"])


@router.delete(
    "/calls/{call_id}",
    status_code=204,
    responses=CALL_NOT_FOUND | error_response(409, "The call goes on."),
)
async def erase_call(
    record: Annotated[CallRecord, Depends(require_call_access(Role.ADMIN))],
    runtime: RuntimeDep,
    caller: CallerDep,
) -> None:
    """Erase a call that has ended: its events and its record. Only who did it when stays."""
    if record.ended_at is None:
        raise ApiError(409, ErrorCode.CALL_RUNNING, "The call goes on; erase it when it has ended.")
    by = caller.audit_name
    if not await runtime.log.delete(record.call_id, by, runtime.clock.now()):
        raise call_not_found(record.call_id)
    logger.info("call {} was erased by {}", record.call_id, by)


@router.get("/settings", dependencies=[Depends(require_role(Role.ADMIN))])
async def read_settings(runtime: RuntimeDep) -> dict[str, Any]:
    """The settings by name; secrets show as stars, keys by their names and roles."""
    keys = runtime.settings.api_keys or ()
    shown = runtime.settings.model_dump(mode="json", exclude={"api_keys"})
    shown["api_keys"] = [{"name": key.name, "role": key.role} for key in keys]
    return {name.upper(): value for name, value in sorted(shown.items())}
