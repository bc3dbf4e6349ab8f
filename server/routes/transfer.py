"""Transfer: a call is given on to another agent, as an event of the call."""

from typing import Annotated

from fastapi import APIRouter, Response
from loguru import logger
from pydantic import BaseModel, ConfigDict, Field

from conversation.events.payloads import CallTransferred
from server.auth.dependencies import CallerDep, SupervisedCallDep
from server.deps import RuntimeDep
from server.party_names import MAX_NAME, NAME
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND
from server.schemas.schemas import Event

router = APIRouter(prefix="/api/calls", tags=["calls"])


class Transfer(BaseModel):
    """A transfer of a call to another agent."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"agent_id": "ben"}]})

    agent_id: Annotated[
        str,
        Field(
            min_length=1,
            max_length=MAX_NAME,
            pattern=NAME,
            description="The name of the agent's key.",
        ),
    ]


@router.post(
    "/{call_id}/transfer",
    status_code=201,
    responses=CALL_NOT_FOUND | BODY_RESPONSES | {201: {"model": Event}},
)
async def transfer_call(
    record: SupervisedCallDep,
    wanted: Transfer,
    runtime: RuntimeDep,
    caller: CallerDep,
) -> Response:
    """Give a call on to another agent: a `call.transferred` event of the call.

    It may go on or have ended. The agent whose it was sees nothing of it from then on.
    """
    given = CallTransferred(wanted.agent_id, record.agent_id, caller.name)
    event = await runtime.events.publish(record.call_id, given)
    logger.info("call {} was given on by {}", record.call_id, caller.name or "anybody")
    return Response(event.to_json(), 201, media_type="application/json")
