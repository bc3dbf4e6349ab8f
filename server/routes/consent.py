"""Consent of customers: told by a person of a call that goes on, and counted over many."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from loguru import logger
from pydantic import BaseModel, ConfigDict, Field

from conversation.coaching.consent import ConsentMode, ConsentState
from conversation.errors import ErrorCode
from conversation.events.commands import SayConsent
from server.auth.dependencies import AdminDep, CallDep, CallerDep
from server.deps import RuntimeDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND, error_response

router = APIRouter(prefix="/api", tags=["consent"])


class ToldConsent(BaseModel):
    """The customer's word, as somebody passes it on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"given": True}]})

    given: bool = Field(description="Whether they agree to be listened to.")


class ConsentCounts(BaseModel):
    """The calls of a period by what was last told of their customers' consent."""

    missing: int
    given: int
    refused: int
    withdrawn: int
    not_asked: int = Field(description="Nothing is known, and nothing had to be.")


class ConsentReport(BaseModel):
    """The terms of consent, and how often it was given."""

    mode: ConsentMode
    key: str | None = Field(description="The telephone key by which a customer agrees.")
    refusal_key: str | None
    is_heard: bool = Field(
        description="Whether `COACH_PLAYBOOK` has a rule that hears it in words."
    )
    days: int
    calls: ConsentCounts


@router.put(
    "/calls/{call_id}/consent",
    status_code=202,
    responses=CALL_NOT_FOUND | BODY_RESPONSES | error_response(409, "The call does not run."),
)
async def tell_consent(
    record: CallDep, told: ToldConsent, runtime: RuntimeDep, caller: CallerDep
) -> None:
    """Tell a call that goes on that its customer agrees, or does not; a `status` says so then."""
    command = SayConsent(given=told.given, by=caller.name)
    if not await runtime.hub.send_command(record.call_id, command):
        raise ApiError(409, ErrorCode.CALL_NOT_RUNNING, "The call is not running.")
    logger.info("consent of call {} was told by {}", record.call_id, caller.name or "anybody")


@router.get("/consent")
async def read_consent(
    runtime: RuntimeDep, _: AdminDep, days: Annotated[int, Query(ge=1, le=3650)] = 30
) -> ConsentReport:
    """The setting, and the calls that began in the last so many days, by their consent."""
    settings = runtime.settings
    since = runtime.clock.now() - timedelta(days=days)
    counts = await runtime.log.consents.since(since)
    named = {state.value: counts.get(state.value, 0) for state in ConsentState}
    return ConsentReport(
        mode=settings.consent,
        key=settings.consent_key,
        refusal_key=settings.consent_refusal_key,
        is_heard=runtime.coaches.default.playbook.consent is not None,
        days=days,
        calls=ConsentCounts(**named, not_asked=counts.get(None, 0)),
    )
