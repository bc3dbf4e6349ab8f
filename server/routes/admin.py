"""Administration: erase a call, read the settings, and what models have cost."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from loguru import logger
from pydantic import BaseModel, Field

from conversation.errors import ErrorCode
from server.auth.dependencies import AdminDep, CallerDep, require_call_access, require_role
from server.deps import RuntimeDep
from server.errors import ApiError, call_not_found
from server.responses import CALL_NOT_FOUND, error_response
from settings.api_keys import Role
from stores.log.records import CallRecord

router = APIRouter(prefix="/api", tags=["admin"])


class Budgets(BaseModel):
    """The budgets of models: what was spent of them; US dollars, by the days of UTC."""

    spent_today: float
    spent_this_month: float
    per_call: float | None = Field(description="Null: as much as it takes; so for the others.")
    per_day: float | None
    per_month: float | None


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
    if not await runtime.log.erasure.delete(record.call_id, by, runtime.clock.now()):
        raise call_not_found(record.call_id)
    logger.info("call {} was erased by {}", record.call_id, by)


@router.get("/settings", dependencies=[Depends(require_role(Role.ADMIN))])
async def read_settings(runtime: RuntimeDep) -> dict[str, Any]:
    """The settings by name; secrets show as stars, keys by their names and roles."""
    keys = runtime.settings.api_keys or ()
    shown = runtime.settings.model_dump(mode="json", exclude={"api_keys"})
    shown["api_keys"] = [{"name": key.name, "role": key.role} for key in keys]
    return {name.upper(): value for name, value in sorted(shown.items())}


@router.get("/budgets")
async def read_budgets(runtime: RuntimeDep, _: AdminDep) -> Budgets:
    """What models have cost on this day and in this month, in all processes, and the limits."""
    settings = runtime.settings
    today, month = await runtime.log.spend(runtime.clock.now().date(), 0.0)
    return Budgets(
        spent_today=today,
        spent_this_month=month,
        per_call=settings.coach_budget_per_call,
        per_day=settings.coach_budget_per_day,
        per_month=settings.coach_budget_per_month,
    )
