"""Prompt draft of `callshadow prompts review --draft`: asked for, checked, and filed."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from bots.new_file import write_new
from coach.prompt_drafter import PromptDraft, draft
from conversation.errors import CallShadowError, ErrorCode
from conversation.insights.review.example import Example, redacted
from conversation.insights.review.review import Review, Subject, name_of, version_of
from conversation.insights.review.words import figures_in_words
from conversation.privacy.redaction import Redactor
from pipeline.budget_keeper import kept_budget
from prompts.bundled import is_path
from prompts.drafting import complaints, draft_messages, filed, free_version
from prompts.loader import load_prompt
from prompts.mistake import PromptError
from prompts.prompt import Prompt
from pubsub.clock import Clock
from services.llm.model_chain import open_models
from settings import Settings
from settings.languages import default_of
from settings.prompt_shares import parse_shares
from stores.log.event_log import EventLog

_PATIENCE_S = 60.0
"""A draft is long, and nobody is on the phone: a model may be silent for so long."""


class DraftError(CallShadowError):
    """A draft can't be asked for, or written; the message says why, and what is right."""

    code = ErrorCode.PROMPT_WRONG


async def write_draft(
    settings: Settings, log: EventLog, review: Review, named: str | None, folder: Path | None
) -> Path:
    """Write a better version of a reviewed prompt; returns its file, which was not there before.

    Args:
        settings: The settings; the model is theirs.
        log: Keeps what models cost.
        review: What is known of the prompt.
        named: The file of the prompt, or a bundled one's name; None: that of COACH_PROMPT.
        folder: Where the file is to be; None: where the prompt's own is, or DATA_DIR/prompts.

    Raises:
        DraftError: It is a rule; there is no model; or the file can't be written.
        PromptError: There is no such prompt, or its draft can't be used; nothing is written.
        ModelError: The model wrote none.
    """
    if review.subject is Subject.RULE:
        raise DraftError(
            f"{review.name} is a rule, and its words stand in a playbook: --draft writes prompts"
        )
    language = default_of(settings.coach_language)
    place = named or _place(settings, review, language)
    prompt = load_prompt(place, language)
    if prompt.name != name_of(review.name):
        raise DraftError(f"{place} is the prompt {prompt.name}, and not {name_of(review.name)}")
    told = [redacted(one, Redactor(settings.redact, language)) for one in review.examples]
    written = await _asked(settings, log, prompt, review, told)
    said = [text for one in told for text in (one.customer, one.agent, one.comment)]
    if wrong := list(complaints(prompt, written.system, written.changes, said)):
        why = "; ".join(wrong)
        raise PromptError(f"the model's draft can't be used, and is not written: {why}")
    taken = [version_of(group.key or "") for group in review.versions]
    at = folder or (Path(place).parent if is_path(place) else settings.data_dir / "prompts")
    version, file = free_version(prompt, taken, at)
    await asyncio.to_thread(_write, file, filed(prompt, version, written.system, written.changes))
    return file


async def _asked(
    settings: Settings, log: EventLog, prompt: Prompt, review: Review, told: Sequence[Example]
) -> PromptDraft:
    """What the model writes; it counts to the day's budget."""
    figures, examples = "\n".join(figures_in_words(review)), "\n".join(map(_line, told))
    patient = settings.model_copy(update={"coach_timeout_secs": _PATIENCE_S})
    async with open_models(patient) as models, kept_budget(models, log, Clock()):
        if models is None:
            raise DraftError(
                "--draft needs a language model: set OPENAI_API_KEY, or what docs/models.md has"
            )
        return await draft(models, draft_messages(prompt, figures, examples), prompt.id)


def _place(settings: Settings, review: Review, language: str) -> str:
    """Where the newest version of a prompt stands: what COACH_PROMPT names, or a bundled one."""
    name = name_of(review.name)
    named = [share.name for share in parse_shares(settings.coach_prompt)]
    found = {one: load_prompt(one, language) for one in named}
    own = [one for one, prompt in found.items() if prompt.name == name]
    return max(own, key=lambda one: found[one].version, default=name)


def _line(example: Example) -> str:
    """An example as JSON in which nothing can pose as the end of the examples."""
    return json.dumps(example.as_dict(), ensure_ascii=False).replace("<", "\\u003c")


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_new(file, text)
    except OSError as error:
        raise DraftError(f"{file}: {error.strerror}") from None
