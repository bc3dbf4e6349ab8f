"""Scorecard of an ended call, and a supervisor's corrections of it."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path

from conversation.after_call.scorecard.result import JudgedCriterion, Scorecard
from conversation.after_call.scorecard.scorecard import SCORECARD_TYPES, scorecard
from conversation.coaching.criterion import CriterionId
from conversation.errors import ErrorCode
from conversation.events.payloads import ScorecardCorrected
from pipeline.past_playbook import playbook_of
from pipeline.runtime import Runtime
from server.auth.dependencies import CallDep, CallerDep, SupervisedCallDep, check_ended
from server.deps import RuntimeDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND, CALL_RUNNING
from server.schemas.scorecard_schemas import CorrectionIn, ScorecardOut
from stores.log.records import CallRecord
from transports.long_text import redacted

router = APIRouter(prefix="/api/calls", tags=["calls"])


@router.get("/{call_id}/scorecard", responses=CALL_NOT_FOUND | CALL_RUNNING)
async def read_scorecard(record: CallDep, runtime: RuntimeDep) -> ScorecardOut:
    """How an ended call went by its playbook's criteria, each with its figure and its evidence."""
    card, playbook = await _scorecard(runtime, record)
    return ScorecardOut.of(card, playbook)


@router.put(
    "/{call_id}/scorecard/{criterion}", responses=CALL_NOT_FOUND | CALL_RUNNING | BODY_RESPONSES
)
async def correct_criterion(
    criterion: Annotated[CriterionId, Path(examples=["objections"])],
    record: SupervisedCallDep,
    correction: CorrectionIn,
    runtime: RuntimeDep,
    caller: CallerDep,
) -> ScorecardOut:
    """Correct one criterion, with a reason; both scores stay. It becomes `scorecard.corrected`."""
    card, _ = await _scorecard(runtime, record)
    found = next((one for one in card.criteria if one.criterion.id is criterion), None)
    if found is None:
        there = ", ".join(one.criterion.id for one in card.criteria)
        told = f"The call's scorecard has no criterion {criterion.value!r}; it has {there}."
        raise ApiError(404, ErrorCode.NOT_FOUND, told)
    await runtime.events.publish(
        record.call_id, await _event(runtime, record, found, correction, caller.name)
    )
    return ScorecardOut.of(*await _scorecard(runtime, record))


async def _scorecard(runtime: Runtime, record: CallRecord) -> tuple[Scorecard, str | None]:
    check_ended(record)
    events = [event async for event in runtime.log.outline(record.call_id, SCORECARD_TYPES)]
    playbook = await playbook_of(runtime.coaches.shelf, events)
    card = await asyncio.to_thread(scorecard, events, playbook)
    return card, playbook.id if playbook and playbook.scorecard else None


async def _event(
    runtime: Runtime,
    record: CallRecord,
    judged: JudgedCriterion,
    correction: CorrectionIn,
    by: str | None,
) -> ScorecardCorrected:
    redactor = runtime.calls.redactor_of(record.call_id)
    reason = await redacted(redactor.redact, correction.reason)
    return ScorecardCorrected(judged.criterion.id, correction.score, judged.score, reason, by)
