"""Deliveries: sends an ended call to other systems by hand; lists what was sent, what failed."""

from typing import Annotated

from fastapi import APIRouter, Query

from conversation.errors import ErrorCode
from server.audit import audited_delivery
from server.auth.dependencies import CallerDep, SupervisedCallDep, SupervisorDep
from server.deps import RuntimeDep, StateDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND, error_response
from server.schemas.delivery_schemas import DeliveryItem, Send
from stores.access.audit_action import AuditAction

router = APIRouter(prefix="/api", tags=["write-back"])


@router.post(
    "/calls/{call_id}/send",
    responses=error_response(404, "There is no such call, or no such target.")
    | error_response(409, "The call goes on, or no target is set.")
    | BODY_RESPONSES,
)
async def send_call(
    record: SupervisedCallDep, wanted: Send, runtime: RuntimeDep, caller: CallerDep
) -> list[DeliveryItem]:
    """Tell targets of a call, each thing once; dead letters and what failed are tried again.

    With `dry_run`, nothing is sent, and each request is shown as it would be. What a target does
    not take is an item with its error, and no error of this request.
    """
    write_back, call_id = runtime.write_back, record.call_id
    if record.ended_at is None:
        raise ApiError(409, ErrorCode.CALL_RUNNING, "The call goes on; it is told when it ends.")
    names = list(dict.fromkeys(wanted.to)) or list(write_back.targets)
    if not names:
        raise ApiError(409, ErrorCode.TARGET_UNKNOWN, "No target is set: see docs/write-back.md.")
    for name in names:
        write_back.target(name)
    person = wanted.person.person() if wanted.person else None
    if wanted.dry_run:
        planned = await write_back.plan(call_id, names, person, wanted.approved)
        return [DeliveryItem.planned(call_id, one) for one in planned]
    await audited_delivery(runtime, caller, AuditAction.SEND, call_id, names)
    return [
        DeliveryItem.tried(outcome)
        for name in names
        for outcome in await write_back.try_all(
            call_id, name, person, wanted.approved, by_hand=True
        )
    ]


@router.get("/calls/{call_id}/deliveries", responses=CALL_NOT_FOUND)
async def read_deliveries(record: SupervisedCallDep, runtime: RuntimeDep) -> list[DeliveryItem]:
    """What was sent of a call, and what could not be; no word of it."""
    return [DeliveryItem.kept(one) for one in await runtime.log.deliveries.of_call(record.call_id)]


@router.get("/deliveries/dead")
async def read_dead_letters(
    state: StateDep,
    caller: SupervisorDep,
    target: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[DeliveryItem]:
    """The dead letters, newest first; `POST /api/calls/{call_id}/send` sends one again."""
    scope = await state.policy.scope(caller)
    dead = await state.runtime.log.deliveries.dead(target, limit, scope)
    return [DeliveryItem.kept(one) for one in dead]
