"""Specialists of the calls with a playbook, each with its model; made once for all of them."""

from collections.abc import Sequence

from coach.ports import LanguageModel
from coach.specialists.call_text import CallText
from coach.specialists.model_specialist import ModelSpecialist
from conversation.coaching.output_guard import OutputGuard
from conversation.coaching.playbook import Playbook
from prompts.context import TOKENS
from prompts.specialist_shelf import PromptedSpecialist


def specialists_of(
    told: Sequence[PromptedSpecialist],
    model: LanguageModel,
    playbook: Playbook,
    language: str,
    tokens: int = TOKENS,
) -> list[ModelSpecialist]:
    """The specialists of the calls with a playbook.

    Args:
        told: Which there are.
        model: Who is asked.
        playbook: What kind of calls these are.
        language: BCP-47 tag of the calls, and of the advice on them.
        tokens: How much the model is told of a call, by an estimate.
    """
    guard = OutputGuard(playbook, "", language)
    text = CallText(playbook, tokens)
    return [ModelSpecialist(one, model, text, guard) for one in told]
