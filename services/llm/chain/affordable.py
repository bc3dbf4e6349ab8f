"""Affordable models: those of a chain that a budget still lets be asked, in the chain's order."""

from collections.abc import Sequence

from coach.ports import ModelError
from conversation.errors import ErrorCode
from conversation.models.budget import AllowedModels, BudgetStanding
from services.llm.chain.guarded_model import GuardedModel


def affordable(models: Sequence[GuardedModel], standing: BudgetStanding) -> Sequence[GuardedModel]:
    """The models that may be asked; one without a known price counts as no cheaper one.

    Raises:
        ModelError: There is none.
    """
    if standing.level is AllowedModels.ALL:
        return models
    limit = models[0].typical_cost if standing.level is AllowedModels.CHEAPER else None
    kept = [
        model
        for model in models
        if model.typical_cost == 0
        or (limit is not None and model.typical_cost is not None and model.typical_cost < limit)
    ]
    # While something is left to spend, a chain of one price goes on as it is.
    if kept or standing.level is AllowedModels.FREE:
        return kept or _spent(standing)
    return models


def _spent(standing: BudgetStanding) -> Sequence[GuardedModel]:
    raise ModelError(ErrorCode.COACH_BUDGET_SPENT, told(standing))


def told(standing: BudgetStanding) -> str:
    """What is said of a budget that stands so; without what was spent, which changes."""
    if standing.cap is None:
        return "The budget lets all models be asked."
    part = "is spent" if standing.level is AllowedModels.FREE else "is nearly spent"
    return f"The budget of a {standing.cap} ({standing.limit:g} USD) {part}."
