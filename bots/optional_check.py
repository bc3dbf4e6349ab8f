"""Settings check of what few set: a web search, a candidate, users, another prompt of summaries.

A start reads each of them, and so does `callshadow check`, whose lines these are.
"""

from bots.check_finding import CheckFinding, CheckState
from pipeline.shadow.candidate import ShadowCandidate
from prompts.choice import PromptChoice
from prompts.mistake import PromptError
from server.auth.user_directory import UserDirectory
from services.search.providers import chosen_search
from settings import Settings
from settings.languages import default_of
from workflows.summary_wish import NO_WISH, prompt_for


async def check_web_search(settings: Settings) -> CheckFinding | None:
    """Who is asked where no document answers an agent's question.

    Raises:
        SettingsError: There is no such vendor, or its key is missing.
    """
    vendor = chosen_search(settings)
    return CheckFinding(CheckState.OK, f"{vendor.name}; not asked here") if vendor else None


async def check_candidate(settings: Settings) -> CheckFinding | None:
    """What coaches calls as a shadow.

    Raises:
        CallShadowError: Its prompt, its playbook or its models can't be used.
    """
    if not (settings.shadow_prompt or settings.shadow_playbook or settings.shadow_models):
        return None
    language = default_of(settings.coach_language)
    prompts = PromptChoice.of(settings.coach_prompt, language, settings.coach_prompt_variables)
    candidate = ShadowCandidate.of(settings, {arm.read.id for arm in prompts.arms})
    return CheckFinding(CheckState.OK, candidate.name) if candidate else None


async def check_sign_in(settings: Settings) -> CheckFinding | None:
    """Who lets users in.

    Raises:
        SettingsError: The file of `OIDC_USERS` is wrong.
    """
    if not settings.oidc_issuer:
        return None
    UserDirectory(settings)
    return CheckFinding(CheckState.OK, f"{settings.oidc_issuer}; not asked here")


async def check_summaries(settings: Settings) -> CheckFinding | None:
    """By which prompt calls are summed up; calls go on without it."""
    if "summary_prompt" not in settings.model_fields_set:
        return None
    language = settings.summary_language or default_of(settings.coach_language)
    try:
        prompt = prompt_for(NO_WISH, settings, language)
    except PromptError as error:
        return CheckFinding(CheckState.FAILED, f"SUMMARY_PROMPT: {error}", needed=False)
    return CheckFinding(CheckState.OK, f"prompt {prompt.id}")
