"""Prompt drafter: a model that writes a better version of a prompt, from its results in calls."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from coach.ports import Effort, LanguageModel, Messages, ModelError, ModelRequest
from coach.whole_answer import whole_answer
from conversation.coaching.model_answer import AnswerForm, closed_object, object_in
from conversation.errors import ErrorCode

PURPOSE = "prompt_draft"
WRITTEN_WITHIN_S = 180.0
_MOST_CHARS = 100_000
_FIELDS = {
    "changes": "At most eight sentences: what is changed, and which evidence speaks for it.",
    "system": "The whole new text of the template.",
}
_SCHEMA = closed_object(
    changes={"type": "array", "items": {"type": "string"}, "description": _FIELDS["changes"]},
    system={"type": "string", "description": _FIELDS["system"]},
)
DRAFT_FORM = AnswerForm("draft", _SCHEMA, _FIELDS)
"""The form of a draft."""


class _Answer(BaseModel):
    changes: list[str]
    system: str


@dataclass(frozen=True, slots=True)
class PromptDraft:
    """A draft as the model wrote it; nothing of it is held to anything yet.

    Attributes:
        system: The new text.
        changes: What is new in it, as the model says.
    """

    system: str
    changes: Sequence[str]


async def draft(model: LanguageModel, messages: Messages, prompt: str) -> PromptDraft:
    """Have a model write a draft.

    Args:
        model: Who is asked.
        messages: With what.
        prompt: The id of the prompt that it is about, for the figures of what is spent.

    Raises:
        ModelError: There is none.
    """
    asked = ModelRequest(messages, DRAFT_FORM, PURPOSE, prompt, Effort.SMART)
    try:
        async with asyncio.timeout(WRITTEN_WITHIN_S):
            text, _ = await whole_answer(model, asked, _MOST_CHARS)
    except TimeoutError:
        why = f"The model has not written a draft within {WRITTEN_WITHIN_S:g} s."
        raise ModelError(ErrorCode.COACH_TIMEOUT, why, retryable=True) from None
    try:
        answer = _Answer.model_validate_json(object_in(text, _FIELDS))
    except ValidationError:
        why = "The model's draft is not of the form that was asked for."
        raise ModelError(ErrorCode.COACH_INVALID_ANSWER, why) from None
    return PromptDraft(answer.system, answer.changes[:8])
