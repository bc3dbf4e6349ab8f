"""Passage advisor: answers a plain question with a sentence of what the company knows."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any

from coach.knowledge import GOOD_ENOUGH
from coach.lanes.instant import NO_SIGNAL
from coach.meaning import MeaningReader
from coach.request import Advised, Author, Request, Silent
from coach.short_answer import answers_in, likeness
from conversation.coaching.advice import Advice, Evidence, LaneName, Priority
from conversation.coaching.plain_question import question_in
from conversation.coaching.source import Source

SURE = 0.8
"""From here on it is worth the agent's eyes beside other cards."""
KNOWLEDGE = "knowledge"
"""Who answers, as a card's `specialist`."""


class PassageAdvisor:
    """The advisor of calls without a model."""

    author = Author(LaneName.INSTANT, KNOWLEDGE)

    def __init__(self, meaning: MeaningReader | None) -> None:
        """Create the advisor; `meaning` tells which sentence answers in another language."""
        self._meaning = meaning

    async def advise(
        self, request: Request
    ) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
        """The card with the best sentence of the best passage; silence where none answers."""
        question = question_in(request.turn.text)
        written = (one for one in request.found if not one.is_call)
        best = next((one for one in written if one.score >= GOOD_ENOUGH), None)
        answer = best and question and await self._answer(question, best)
        if not (best and question and answer):
            yield Silent(NO_SIGNAL)
            return
        advice = Advice(
            headline=answer,
            questions=[],
            recommended_direction="",
            signals_detected=[],
            priority=Priority.MEDIUM if best.score >= SURE else Priority.LOW,
            confidence=round(best.score, 3),
            evidence=[Evidence(turn_id=request.turn.turn_id, quote=question)],
        )
        yield Advised(request.in_segments(advice), (), sources=[best])

    async def _answer(self, question: str, source: Source) -> str | None:
        """The sentence of a passage that is likeliest to answer a question."""
        sentences = answers_in(source.passage)
        if not sentences:
            return None
        near: Sequence[float] = [0.0] * len(sentences)
        if self._meaning and len(sentences) > 1:
            near = await self._meaning.nearness(question, sentences)
        likes = [likeness(question, one) + by for one, by in zip(sentences, near, strict=True)]
        return sentences[likes.index(max(likes))]
