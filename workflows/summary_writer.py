"""Summary writer: a language model that writes the summary of an ended call, and is not trusted.

A long call is asked about in parts, each with what is known of those before it.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.ports import Effort, LanguageModel, ModelError, ModelRequest
from coach.whole_answer import whole_answer
from conversation.after_call.summary.answer import (
    MOST_CHARS,
    ToldSummary,
    form_of,
    joined,
    read_answer,
)
from conversation.coaching.crm_field import CrmField
from conversation.coaching.playbook import Playbook
from conversation.errors import ErrorCode
from conversation.speech.turns import Turn
from prompts.prompt import Prompt
from prompts.transcript import line_of, plain, tokens_of

PURPOSE = "call_summary"
WRITTEN_WITHIN_S = 180.0
"""Nobody waits for a part: a slow model is given its time."""
PART_TOKENS = 12_000
"""How much of a call a request shows."""
_LINES_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Written:
    """The text that a model has written of a call.

    Attributes:
        told: Its words; nothing of them is held to the call.
        model: The model that wrote it, the last one where several did.
    """

    told: ToldSummary
    model: str


class SummaryWriter:
    """The writer of the summaries of calls with one playbook, by one prompt."""

    def __init__(
        self, model: LanguageModel, prompt: Prompt, playbook: Playbook, fields: Sequence[CrmField]
    ) -> None:
        """Create the writer that asks `model` with `prompt` for the `fields`, too."""
        self._model = model
        self._prompt = prompt
        self._playbook = playbook
        self._form = form_of(fields)

    async def write(self, turns: Sequence[Turn]) -> Written:
        """Write the summary of a call with these turns, never none.

        Raises:
            ModelError: There is none.
        """
        told: list[ToldSummary] = []
        model = self._model.name
        for part in parts_of(turns):
            answer, model = await self._ask(part, _known(told))
            told.append(answer)
        return Written(joined(told), model)

    async def _ask(self, turns: Sequence[Turn], before: Sequence[str]) -> tuple[ToldSummary, str]:
        messages = self._prompt.render_part(self._playbook, turns, before)
        asked = ModelRequest(messages, self._form, PURPOSE, self._prompt.id, Effort.SMART)
        try:
            async with asyncio.timeout(WRITTEN_WITHIN_S):
                text, origin = await whole_answer(self._model, asked, MOST_CHARS)
        except TimeoutError:
            why = f"The model has not written a summary within {WRITTEN_WITHIN_S:g} s."
            raise ModelError(ErrorCode.COACH_TIMEOUT, why, retryable=True) from None
        if answer := read_answer(text):
            return answer, origin.model
        why = "The model's summary of the call is not of the form that was asked for."
        raise ModelError(ErrorCode.COACH_INVALID_ANSWER, why, retryable=True)


def parts_of(turns: Sequence[Turn]) -> Iterator[Sequence[Turn]]:
    """The turns of a call, as many at once as a request shows."""
    begin, size = 0, 0
    for at, turn in enumerate(turns):
        cost = tokens_of(line_of(turn))
        if at > begin and size + cost > PART_TOKENS:
            yield turns[begin:at]
            begin, size = at, 0
        size += cost
    yield turns[begin:]


def _known(told: Sequence[ToldSummary]) -> list[str]:
    """What was written of the parts before, a line each, with the turns."""
    lines = [
        f"[{plain(', '.join(one.turn_ids))}] {plain(one.text)}"
        for part in told
        for one in (*part.minutes, *part.agreed)
    ]
    return lines[-_LINES_BEFORE:]
