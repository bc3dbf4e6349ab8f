"""Summaries: the summary of an ended call is made again, with another prompt or language."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from coach.ports import ModelError
from conversation.coaching.rules import ID, LANGUAGE
from conversation.errors import ErrorCode
from prompts.mistake import PromptError
from server.auth.dependencies import CallerDep, EndedCallDep
from server.deps import StateDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, CALL_NOT_FOUND, CALL_RUNNING, error_response
from server.schemas.schemas import Event
from workflows.summary_wish import SummaryWish

router = APIRouter(prefix="/api/calls", tags=["calls"])


class WishedSummary(BaseModel):
    """A wish for a summary; what is left out is as the settings say."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"prompt": "call_summary_brief", "language": "fr"}]},
    )

    prompt: Annotated[
        str | None,
        Field(
            pattern=ID,
            max_length=64,
            description="`call_summary`, `call_summary_brief`, or a file beside `SUMMARY_PROMPT`.",
        ),
    ] = None
    language: Annotated[
        str | None, Field(pattern=LANGUAGE, max_length=35, description="BCP-47 tag.")
    ] = None


@router.post(
    "/{call_id}/summary",
    status_code=201,
    responses=CALL_NOT_FOUND
    | BODY_RESPONSES
    | {201: {"model": Event}}
    | CALL_RUNNING
    | error_response(502, "The model has failed."),
)
async def make_summary(
    record: EndedCallDep, wished: WishedSummary, state: StateDep, caller: CallerDep
) -> Response:
    """Make the summary of an ended call again: a new `call.summary` event; the last one counts."""
    wish = SummaryWish(wished.prompt, wished.language, caller.name)
    try:
        event = await state.summaries.publish(record.call_id, wish)
    except PromptError as error:
        raise ApiError(422, ErrorCode.PROMPT_WRONG, " ".join(error.message.split())) from None
    except ModelError as error:
        raise ApiError(502, error.code, error.message, retry_after=error.retry_after) from None
    await state.looks.look_into(caller, [record.call_id])
    return Response(event.to_json(), 201, media_type="application/json")
