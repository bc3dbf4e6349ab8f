"""A model writes a draft: what is asked of it, and what is no answer."""

import json

import pytest

from coach.ports import Effort, ModelError
from coach.prompt_drafter import DRAFT_FORM, PURPOSE, PromptDraft, draft
from tests.coach.one_answer import OneAnswer


async def test_a_draft_is_read_behind_politeness() -> None:
    """And it is booked as what it is, with the prompt that it is about."""
    model = OneAnswer("Here: " + json.dumps({"changes": ["One."] * 9, "system": "New."}))
    assert await draft(model, [], "coach@6/en") == PromptDraft("New.", ["One."] * 8)
    (asked,) = model.asked
    assert (asked.purpose, asked.prompt, asked.form) == (PURPOSE, "coach@6/en", DRAFT_FORM)
    assert asked.effort is Effort.SMART


@pytest.mark.parametrize("answer", ["Sorry.", '{"system": "New."}', "{"])
async def test_what_is_not_of_the_form_is_no_draft(answer: str) -> None:
    """It is told as the coach's other invalid answers."""
    with pytest.raises(ModelError, match="not of the form"):
        await draft(OneAnswer(answer), [], "coach@6/en")
