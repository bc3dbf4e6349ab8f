"""Advisors beside the coach: the specialists of a call, and the desk of the agent's questions."""

from collections.abc import Callable, Sequence
from importlib import import_module

from coach.advisors import Advisor
from coach.ports import LanguageModel
from coach.specialists.specialist import Specialist
from conversation.coaching.playbook import Playbook
from prompts.prompt import Prompt
from prompts.specialist_shelf import SpecialistShelf
from settings import Settings

Beside = tuple[Sequence[Specialist], Callable[[str], Advisor] | None]
"""The specialists, and who answers a question of the agent's."""


def make_beside(
    settings: Settings,
    shelf: SpecialistShelf,
    model: LanguageModel | None,
    playbook: Playbook,
    prompt: Prompt,
) -> Beside:
    """Who advises beside the coach in the calls with a playbook; nobody where there is no model.

    Args:
        settings: The settings, with the language of the calls.
        shelf: The specialists.
        model: Who is asked.
        playbook: What kind of calls they are.
        prompt: What the coach is told.

    Raises:
        PromptError: A specialist's file is wrong.
    """
    if model is None:
        return (), None
    language, tokens = settings.coach_language, settings.coach_context_tokens
    told = shelf.read(language)
    # Imported where they are wanted, as the coach's own advisor is.
    desk = import_module("coach.ask_desk").AskDesk(model, prompt, playbook, told, tokens)
    if not told:
        return (), desk.advisor
    cast = import_module("coach.specialists.cast")
    return cast.specialists_of(told, model, playbook, language, tokens), desk.advisor
