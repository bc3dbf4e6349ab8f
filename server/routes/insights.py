"""Insights: what the cards and calls of a period add up to, by prompt, rule, agent and so on."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from server.auth.caller import ROLE_HEADER
from server.auth.dependencies import KeyHolderDep
from server.deps import StateDep
from server.insight_answer import insights_out
from server.queries.insight_query import InsightQuery
from server.schemas.insight_schemas import InsightsOut

router = APIRouter(prefix="/api/insights", tags=["insights"])


@router.get("")
async def read_insights(
    response: Response,
    state: StateDep,
    caller: KeyHolderDep,
    wanted: Annotated[InsightQuery, Query()],
) -> InsightsOut:
    """The figures of a period: in all, in groups, and what followed.

    An agent's key gets the agent's own, a supervisor those of their teams where `TEAMS_LIMIT` says
    so. A filter with a wrong value is refused.
    """
    response.headers[ROLE_HEADER] = caller.role.value
    asked = wanted.of(await state.policy.narrowed(caller, wanted.agent_id))
    runtime = state.runtime
    found = await runtime.log.insights.answer(asked, runtime.clock.now())
    return insights_out(asked, found, runtime.settings.insights_note_minutes)
