"""Playbook, prompt, specialists and language, as lines of `callshadow check`."""

from bots.check_finding import CheckFinding, CheckState
from conversation.languages import base_of
from prompts.choice import PromptChoice
from prompts.languages import LANGUAGE_DOC, fallbacks, mismatch
from prompts.loader import load_playbook
from prompts.mistake import PromptError
from prompts.shelf import Shelf
from prompts.specialist_shelf import SpecialistShelf
from services.llm.providers import chosen_models, named_models
from settings import Settings
from settings.languages import default_of, is_auto


async def check_playbook(settings: Settings) -> CheckFinding:
    """The playbook and the prompt of calls that name none."""
    language = default_of(settings.coach_language)
    shelf = Shelf(settings.coach_playbook, language)
    prompts = _prompts(settings, language)
    is_elsewhere = shelf.languages(shelf.default) and not shelf.read(shelf.default, language)
    if is_elsewhere and chosen_models(settings):
        told = f"{shelf.default!r} is not there in {language!r}: the model coaches without rules"
        return CheckFinding(CheckState.OK, f"{told}; prompt {prompts}")
    playbook = load_playbook(settings.coach_playbook, language)
    return CheckFinding(CheckState.OK, f"{playbook.title}, {playbook.language}; prompt {prompts}")


async def check_specialists(settings: Settings) -> CheckFinding | None:
    """Who else looks at a call, and who of them not at calls with the playbook of most."""
    shelf = SpecialistShelf(settings.coach_specialists)
    if not shelf.names:
        return None
    language = default_of(settings.coach_language)
    told = shelf.read(language)
    if not chosen_models(settings):
        return CheckFinding(
            CheckState.NONE, "nobody is asked without a language model", needed=False
        )
    named_models(settings, shelf.models(language))
    playbook = Shelf(settings.coach_playbook, language).default
    apart = [
        one.declared.name
        for one in told
        if one.declared.trigger.playbooks and playbook not in one.declared.trigger.playbooks
    ]
    here = ", ".join(name for name in shelf.names if name not in apart) or "nobody"
    others = f"; for other playbooks than {playbook!r}: {', '.join(apart)}" if apart else ""
    return CheckFinding(CheckState.OK, f"{here}{others}")


async def check_language(settings: Settings) -> CheckFinding | None:
    """The language of calls that say none, and those that they may say."""
    language = default_of(settings.coach_language)
    shelf = Shelf(settings.coach_playbook, language)
    try:
        playbook = shelf.read(shelf.default, language)
        prompts = _prompts(settings, language)
    except PromptError:
        return None  # a line of its own says so
    if playbook and (wrong := mismatch(language, playbook)):
        return CheckFinding(CheckState.FAILED, wrong, needed=False)
    found = fallbacks(language, [arm.read for arm in prompts.arms])
    why = f": {'; '.join(found)} ({LANGUAGE_DOC})" if found else ""
    others = [tag for tag in shelf.languages(shelf.default) if base_of(tag) != base_of(language)]
    said = f"{language}{why}"
    if is_auto(settings.coach_language):
        known = ", ".join([language, *others])
        return CheckFinding(
            CheckState.OK, f"found by the first turns, one of {known}; until then {said}"
        )
    if others:
        said += f"; a call may say another: {', '.join(others)} have a playbook too"
    return CheckFinding(CheckState.OK, said)


def _prompts(settings: Settings, language: str) -> PromptChoice:
    return PromptChoice.of(settings.coach_prompt, language, settings.coach_prompt_variables)
