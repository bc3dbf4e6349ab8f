"""Follow-through judge by a model: what the agent made of a card, where rules can't tell."""

import json

from pydantic import BaseModel, ValidationError

from coach.ports import Effort, LanguageModel, ModelError, ModelRequest
from coach.whole_answer import whole_answer
from conversation.after_call.following.case import CardCase
from conversation.after_call.following.outcome import CardOutcome, Following, OutcomeJudge
from conversation.coaching.model_answer import AnswerForm, closed_object, object_in
from conversation.coaching.playbook import Playbook
from conversation.coaching.wording import Wording
from conversation.errors import ErrorCode
from prompts.prompt import Prompt

PURPOSE = "following"
_MOST_CHARS = 4_000
_TOLD = (
    CardOutcome.ASKED,
    CardOutcome.SAID,
    CardOutcome.PARAPHRASED,
    CardOutcome.CONTRADICTED,
    CardOutcome.IGNORED,
)
_FIELDS = {
    "outcome": "What the agent made of the card.",
    "turn_id": "The agent's turn that shows it; empty where it is ignored.",
    "quote": "The agent's words, exactly as they stand; empty where it is ignored.",
}
_SCHEMA = closed_object(
    **{name: {"type": "string", "description": told} for name, told in _FIELDS.items()}
)
_SCHEMA["properties"]["outcome"]["enum"] = [outcome.value for outcome in _TOLD]
FOLLOWING_FORM = AnswerForm("following", _SCHEMA, _FIELDS)
"""The form of a verdict."""


class _Answer(BaseModel):
    outcome: CardOutcome
    turn_id: str = ""
    quote: str = ""


class FollowJudge:
    """The judge of the calls with one playbook, who asks a model about one card at a time."""

    def __init__(self, model: LanguageModel, prompt: Prompt, playbook: Playbook) -> None:
        """Create the judge that asks `model` with `prompt`."""
        self._model = model
        self._prompt = prompt
        self._playbook = playbook

    async def judge(self, case: CardCase) -> Following:
        """The outcome of a card.

        Raises:
            ModelError: There is no answer, or none whose quote the agent said.
        """
        card = json.dumps([case.headline, *case.questions, case.direction], ensure_ascii=False)
        messages = self._prompt.render(self._playbook, case.after, case.after[-1], card)
        asked = ModelRequest(messages, FOLLOWING_FORM, PURPOSE, self._prompt.id, Effort.SMART)
        text, _ = await whole_answer(self._model, asked, _MOST_CHARS)
        return _grounded(_read(text), case)


def _read(text: str) -> _Answer:
    try:
        answer = _Answer.model_validate_json(object_in(text, _FIELDS))
    except ValidationError:
        raise _invalid("it is not of the form that was asked for") from None
    if answer.outcome not in _TOLD:
        raise _invalid("its outcome is none that was asked for")
    return answer


def _grounded(answer: _Answer, case: CardCase) -> Following:
    """The verdict, held to what the agent said and when."""
    if answer.outcome is CardOutcome.IGNORED:
        return Following(CardOutcome.IGNORED, how=OutcomeJudge.MODEL)
    quoted = Wording(answer.quote, sentences=False).line
    for turn in case.agent_turns:
        wording = Wording(turn.text, sentences=False)
        at = wording.line.find(quoted) if quoted else -1
        if at >= 0:
            start, end = wording.span(at, at + len(quoted) - 1)
            late = answer.outcome.follows and case.is_late(turn)
            outcome = CardOutcome.TOO_LATE if late else answer.outcome
            return Following(outcome, turn.turn_id, turn.text[start:end], OutcomeJudge.MODEL)
    raise _invalid("the agent said nothing that it quotes")


def _invalid(why: str) -> ModelError:
    return ModelError(ErrorCode.COACH_INVALID_ANSWER, f"The model's verdict: {why}.")
