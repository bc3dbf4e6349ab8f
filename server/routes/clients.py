"""Client profile: the last calls with the same person, and their erasure."""

from datetime import datetime
from typing import Any, Self

from fastapi import APIRouter
from loguru import logger
from pydantic import BaseModel, ConfigDict, Field, model_validator

from conversation.errors import ErrorCode
from conversation.events.call_parameters import CUSTOMER_ID, CUSTOMER_NUMBER
from conversation.memory.client import EarlierCall
from pipeline.client import earlier_calls, known_person
from server.auth.dependencies import AdminDep, CallDep, CallerDep
from server.deps import RuntimeDep, StateDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND, error_response

router = APIRouter(prefix="/api", tags=["clients"])


class EarlierCallItem(BaseModel):
    """An earlier call with the same person: entities as in `memory.updated`."""

    call_id: str
    started_at: datetime
    promised: list[dict[str, Any]]
    open: list[dict[str, Any]]
    pains: list[dict[str, Any]]

    @classmethod
    def of(cls, call: EarlierCall) -> Self:
        """The item of a call."""
        parts = {
            name: [one.as_dict() for one in getattr(call, name)]
            for name in ("promised", "open", "pains")
        }
        return cls(call_id=call.call_id, started_at=call.at, **parts)


class Person(BaseModel):
    """A person, by what streams say of them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"customer_id": "C-1001"}],
            "anyOf": [{"required": ["customer_id"]}, {"required": ["customer_number"]}],
        }
    )

    # A factory keeps the default out of the document, where it breaks the least length.
    customer_id: str = Field(default_factory=str, min_length=1, max_length=500)
    customer_number: str = Field(default_factory=str, min_length=1, max_length=500)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if not self.customer_id and not self.customer_number:
            raise ValueError("customer_id or customer_number is expected")
        return self


class Erased(BaseModel):
    """The outcome of an erasure."""

    calls: int


@router.get("/calls/{call_id}/client", responses=CALL_NOT_FOUND)
async def read_client(record: CallDep, state: StateDep, caller: CallerDep) -> list[EarlierCallItem]:
    """What the last calls with the same person left; empty without `CLIENT_KEY`.

    An agent learns what calls with others left, as the coach does; a supervisor whom `TEAMS_LIMIT`
    limits learns of their own teams' calls alone.
    """
    runtime = state.runtime
    person = record.person if runtime.settings.client_key else None
    found = await earlier_calls(runtime.log, person, record.call_id, before=record.started_at)
    if caller.teams is not None:
        found = [call for call in found if await state.policy.sees(caller, call.call_id)]
    await state.looks.look_into(caller, (call.call_id for call in found))
    return [EarlierCallItem.of(call) for call in found]


@router.post("/clients/erase", responses=BODY_RESPONSES | error_response(409, "A call goes on."))
async def erase_client(person: Person, runtime: RuntimeDep, caller: AdminDep) -> Erased:
    """Erase all calls with a person, who is known by their id, their number, or both."""
    said = {CUSTOMER_ID: person.customer_id}, {CUSTOMER_NUMBER: person.customer_number}
    known = [found for one in said if (found := known_person(runtime.settings, one))]
    if not known:
        message = "Nobody is known again: CLIENT_KEY is not set, or the number is too short."
        raise ApiError(409, ErrorCode.CLIENTS_OFF, message)
    calls = [record for one in known for record in await runtime.log.calls_with(one)]
    if any(record.ended_at is None for record in calls):
        message = "A call with this person goes on; erase them when it has ended."
        raise ApiError(409, ErrorCode.CALL_RUNNING, message)
    erased = [
        await runtime.log.erasure.delete(r.call_id, caller.audit_name, runtime.clock.now())
        for r in calls
    ]
    logger.info("{} calls with one person were erased by {}", sum(erased), caller.audit_name)
    return Erased(calls=sum(erased))
