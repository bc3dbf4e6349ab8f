"""Summary wish: how a summary is to be made, and the prompt that it names."""

from dataclasses import dataclass
from pathlib import Path

from prompts.bundled import is_path
from prompts.loader import load_prompt
from prompts.mistake import PromptError
from prompts.prompt import Prompt
from settings import Settings

PROMPT = "call_summary"
"""The beginning of the names of the bundled prompts that may be asked with."""


@dataclass(frozen=True, slots=True)
class SummaryWish:
    """A wish for a summary.

    Attributes:
        prompt: The name of a prompt, as `prompt_for` reads it; None: that of `SUMMARY_PROMPT`.
        language: BCP-47 tag; None: `SUMMARY_LANGUAGE`, or the call's own.
        by: The name of who asks for it; None where nobody does.
        is_last_try: Whether rules write it where the model fails, though it may be back later.
    """

    prompt: str | None = None
    language: str | None = None
    by: str | None = None
    is_last_try: bool = False


NO_WISH = SummaryWish()


def prompt_for(wish: SummaryWish, settings: Settings, language: str) -> Prompt:
    """The prompt of a wish: bundled, or a file beside that of the setting; never a caller's path.

    Args:
        wish: The wish.
        settings: The settings of the process.
        language: BCP-47 tag of the summary.

    Raises:
        PromptError: There is none of this name, or its file is wrong.
    """
    setting, name = settings.summary_prompt, wish.prompt
    if name is None:
        return load_prompt(setting, language)
    if is_path(setting):
        for file in (f"{name}.{language}.yaml", f"{name}.yaml"):
            if (beside := Path(setting).parent / file).is_file():
                return load_prompt(str(beside), language)
    if not name.startswith(PROMPT):
        told = f"no prompt {name!r} for summaries; there is {PROMPT} and {PROMPT}_brief"
        raise PromptError(f"{told}, and what lies beside SUMMARY_PROMPT where that is a path")
    return load_prompt(name, language)
