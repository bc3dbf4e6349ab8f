"""Shadow run candidate: the prompt, playbook or models that coach calls beside the real ones."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from conversation.coaching.speculation import Speculation
from conversation.memory.summary import Summarises
from prompts.choice import PromptChoice
from prompts.loader import load_playbook
from prompts.mistake import PromptError
from services.llm.providers import candidate_models
from settings import Settings
from settings.languages import default_of

_CHEAP: dict[str, object] = {
    "coach_specialists": (),
    "coach_speculates": Speculation.OFF,
    "coach_summary": Summarises.RULES,
}
"""A request a turn is all that a candidate costs."""


@dataclass(frozen=True, slots=True)
class ShadowCandidate:
    """A candidate, which differs from the real coach in what it names alone.

    Attributes:
        name: What it is called where its cards are told of: `prompt coach@7/en`.
        settings: The settings by which it coaches.
        has_playbook: Whether it coaches by a playbook of its own.
    """

    name: str
    settings: Settings
    has_playbook: bool

    @classmethod
    def of(cls, settings: Settings, live: Collection[str] = ()) -> "ShadowCandidate | None":
        """The candidate that SHADOW_PROMPT, SHADOW_PLAYBOOK and SHADOW_MODELS name; None: none do.

        It guesses at no pause, asks no specialist, and sums up by rules.

        Args:
            settings: The settings of the process.
            live: The ids of the prompts that calls are coached with.

        Raises:
            PromptError: The prompt or the playbook is wrong, not there, or in use already.
            SettingsError: A model can't be asked.
        """
        language = default_of(settings.coach_language)
        names: list[str] = []
        changed: dict[str, object] = {}
        if prompt := settings.shadow_prompt:
            with _of("SHADOW_PROMPT"):
                choice = PromptChoice.of(prompt, language, settings.coach_prompt_variables)
            names.append(f"prompt {choice}")
            changed["coach_prompt"] = prompt
            alone = not (settings.shadow_playbook or settings.shadow_models)
            if alone and {arm.read.id for arm in choice.arms} & set(live):
                told = f"SHADOW_PROMPT={prompt}: calls are coached with {choice} already"
                raise PromptError(told)
        if playbook := settings.shadow_playbook:
            with _of("SHADOW_PLAYBOOK"):
                names.append(f"playbook {load_playbook(playbook, language).id}")
            changed["coach_playbook"] = playbook
        if models := candidate_models(settings):
            names.append(f"models {','.join(map(str, models))}")
            changed |= {"coach_models": models, "coach_smart_models": None}
        if not names:
            return None
        own = settings.model_copy(update=changed | _CHEAP)
        return cls(", ".join(names), own, settings.shadow_playbook is not None)


@contextmanager
def _of(setting: str) -> Iterator[None]:
    """Have a mistake say by which setting it came in."""
    try:
        yield
    except PromptError as error:
        raise PromptError(f"{setting}: {error}") from None
