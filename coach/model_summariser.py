"""Model summariser: a language model that sums up the oldest turns of a call, and is checked."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from coach.ports import LanguageModel, ModelError, ModelRequest
from coach.summariser import Digest
from coach.whole_answer import whole_answer
from conversation.coaching.model_answer import AnswerForm, closed_object, object_in
from conversation.coaching.playbook import Playbook
from conversation.errors import ErrorCode
from conversation.memory.entity import EntityKind, EntityState
from conversation.memory.faithful import Faithfulness
from conversation.memory.remembered import Remembered
from conversation.memory.summary import RunningSummary
from conversation.speech.turns import Turn
from prompts.prompt import Prompt

PURPOSE = "summary"
_TOKENS = 20_000
_MOST_CHARS = 20_000
_FIELDS = {
    "summary": "The whole call so far, the summary before included, in at most 200 words.",
    "entities": "Things worth remembering in the new turns, each verbatim.",
}
_ENTITY = closed_object(
    kind={"type": "string", "enum": [kind.value for kind in EntityKind]},
    text={"type": "string", "description": "The words, exactly as they stand."},
    turn_id={"type": "string"},
    state={"type": "string", "enum": [state.value for state in EntityState]},
)
_SCHEMA = closed_object(
    summary={"type": "string", "description": _FIELDS["summary"]},
    entities={"type": "array", "items": _ENTITY, "description": _FIELDS["entities"]},
)
SUMMARY_FORM = AnswerForm("summary", _SCHEMA, _FIELDS)
"""The form of a summary."""


class ModelSummariser:
    """The summariser of the calls with one playbook: a `Summariser`."""

    def __init__(self, model: LanguageModel, prompt: Prompt, playbook: Playbook):
        """Create the summariser that asks `model` with `prompt`."""
        self._model = model
        self._prompt = prompt
        self._playbook = playbook
        language = prompt.answer_language or prompt.language
        self._guard = Faithfulness(prompt.system, language)

    async def sum_up(self, before: RunningSummary, turns: Sequence[Turn]) -> Digest:
        """Sum up some turns, with the summary before them.

        Raises:
            ModelError: There is no answer, or none that is faithful.
        """
        known = Remembered(summary=before)
        messages = self._prompt.render(
            self._playbook, turns, turns[-1], known=known, tokens=_TOKENS
        )
        asked = ModelRequest(messages, SUMMARY_FORM, PURPOSE, self._prompt.id)
        text, origin = await whole_answer(self._model, asked, _MOST_CHARS)
        answer = _read(text)
        summary = self._guard.summary(answer.summary, before, turns)
        if not summary:
            raise _invalid("nothing of it stands in the turns")
        entities = self._guard.entities(answer.entities, turns)
        return Digest(summary, entities, origin.model, origin.usage)


class _Answer(BaseModel):
    summary: str
    entities: list[dict[str, Any]] = []


def _read(text: str) -> _Answer:
    try:
        return _Answer.model_validate_json(object_in(text, _FIELDS))
    except ValidationError:
        raise _invalid("it is not of the form that was asked for") from None


def _invalid(why: str) -> ModelError:
    return ModelError(ErrorCode.COACH_INVALID_ANSWER, f"The model's summary: {why}.")
