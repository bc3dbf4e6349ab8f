"""Prompts: which ones calls are coached with, and others from now on."""

from typing import Annotated, Self

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from conversation.errors import ErrorCode
from pipeline.prompt_review import UnknownNameError, review_of
from prompts.choice import PromptChoice
from prompts.mistake import PromptError
from server.auth.dependencies import AdminDep, SupervisorDep, require_role
from server.deps import RuntimeDep, StateDep
from server.errors import ApiError
from server.responses import BODY_RESPONSES, error_response
from server.schemas.review_schemas import ReviewOut, ReviewQuery
from settings.api_keys import Role

router = APIRouter(prefix="/api/prompts", tags=["admin"])


class Chosen(BaseModel):
    """Prompts for the calls that begin from now on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"prompt": "coach"}]})

    prompt: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00-\x1f\x7f]+$")]


class ArmItem(BaseModel):
    """One of the prompts."""

    name: str = Field(description="A bundled prompt, or the path of a file.")
    prompt: str = Field(description="Its id, as suggestions name it.", examples=["coach@6/en"])
    weight: int


class PromptsOut(BaseModel):
    """The prompts of the calls that begin now."""

    prompt: str = Field(description="As `COACH_PROMPT` would say it.")
    at_start: str = Field(description="`COACH_PROMPT`, which the next start begins with.")
    arms: list[ArmItem]

    @classmethod
    def of(cls, choice: PromptChoice, at_start: str) -> Self:
        """The prompts of a process."""
        arms = [
            ArmItem(name=arm.name, prompt=arm.read.id, weight=arm.weight) for arm in choice.arms
        ]
        return cls(prompt=choice.setting, at_start=at_start, arms=arms)


@router.get("", dependencies=[Depends(require_role(Role.ADMIN))])
async def read_prompts(runtime: RuntimeDep) -> PromptsOut:
    """The prompts of the calls that begin now, with their ids and weights."""
    return PromptsOut.of(runtime.prompts.current, runtime.settings.coach_prompt)


@router.put("", responses=BODY_RESPONSES)
async def switch_prompts(chosen: Chosen, runtime: RuntimeDep, caller: AdminDep) -> PromptsOut:
    """Other prompts for the calls that begin from now on, in all processes; audited.

    What goes on keeps the prompt that it has. The next start begins with `COACH_PROMPT` again.
    """
    try:
        choice = await runtime.prompts.switch(chosen.prompt, caller.audit_name, runtime.clock.now())
    except PromptError as error:
        raise ApiError(422, ErrorCode.PROMPT_WRONG, " ".join(error.message.split())) from None
    return PromptsOut.of(choice, runtime.settings.coach_prompt)


@router.get(
    "/{name:path}/review",
    responses=error_response(404, "No card is of such a prompt or rule."),
)
async def review_prompt(
    state: StateDep,
    caller: SupervisorDep,
    name: Annotated[
        str,
        Path(max_length=200, examples=["coach"], description="A prompt, an id of one, or a rule."),
    ],
    wanted: Annotated[ReviewQuery, Query()],
) -> ReviewOut:
    """The figures of each version of a prompt, or of a rule, and some cards in their calls."""
    try:
        question = wanted.question(await state.policy.narrowed(caller, wanted.agent_id))
        found = await review_of(state.runtime.log, name, question, wanted.examples)
    except UnknownNameError as error:
        raise ApiError(404, ErrorCode.NOT_FOUND, error.message) from None
    await state.looks.look_into(caller, (one.card.call_id for one in found.examples))
    return ReviewOut.of(found)
