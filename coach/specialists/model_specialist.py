"""Model specialist: asks a model for one specialist's insight on a turn, and for its card."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

from loguru import logger

from coach.answer_stream import AnswerOrigin, worth_reading
from coach.ports import Effort, LanguageModel, ModelError, ModelRequest
from coach.request import Advised, Author, Request
from coach.specialists.call_text import CallText
from coach.specialists.specialist import SpecialistFinding, Statement
from conversation.coaching.advice import Advice, LaneName
from conversation.coaching.answer_guard import AnswerGuard, RefusedAnswerError
from conversation.coaching.model_answer import sourced
from conversation.coaching.output_guard import OutputGuard
from conversation.coaching.partial_json import UnreadableAnswerError
from conversation.coaching.source import Source
from conversation.errors import ErrorCode
from conversation.specialists.insight_reader import InsightReader
from conversation.specialists.output_schema import Value
from conversation.specialists.position import Position
from conversation.specialists.verdict_reader import VERDICT_FORM, VerdictReader
from conversation.speech.turns import Turn
from prompts.knowledge import cited
from prompts.specialist import SMART
from prompts.specialist_shelf import PromptedSpecialist
from prompts.transcript import plain


class ModelSpecialist:
    """One specialist of the calls with a playbook.

    Attributes:
        declared: What its file says.
        author: The origin that its card names.
    """

    def __init__(
        self, told: PromptedSpecialist, model: LanguageModel, text: CallText, guard: OutputGuard
    ):
        """Create the specialist.

        Args:
            told: What its file says, and its prompt.
            model: Who is asked.
            text: Tells the model of the call.
            guard: The guard of another answer with the playbook, in this language.
        """
        self.declared = told.declared
        self.author = Author(LaneName.LLM, told.declared.name, model.name, told.prompt.id)
        self._model = model
        self._told = told
        self._text = text
        self._system = text.system(told.prompt)
        self._form = told.declared.form
        self._sourced = sourced(self._form) if told.declared.card else self._form
        self._guard = guard.for_prompt(told.prompt.system)

    def may_hear(self, turn: Turn) -> bool:
        """Whether a turn is the talk of two people: what is said to the machine moves nothing."""
        return not self._guard.is_ordered_by(turn)

    async def advise(self, request: Request) -> SpecialistFinding:
        """What it finds out at a turn.

        Raises:
            ModelError: There is no insight.
        """
        turns, question = self._question(request)
        given = self._text.given(request)
        guard = self._guard.of(turns, request.turn, None, request.remembered, given)
        reader = InsightReader(self.declared.output, has_card=self.declared.card)
        try:
            origin = await self._read(question, reader)
            insight, advice = reader.finish()
            insight = self._guarded(insight, guard)
        except UnreadableAnswerError as error:
            told = f"The model's answer: {error}"
            raise ModelError(ErrorCode.COACH_INVALID_ANSWER, told) from None
        except RefusedAnswerError as error:
            told = f"The model's answer is refused ({error.reason})."
            raise ModelError(ErrorCode.COACH_INVALID_ANSWER, told) from None
        named = cited(reader.cited, given)
        advised, refused = self._card(advice, guard, request, origin, named)
        return SpecialistFinding(insight, advised, refused, origin.model, origin.usage)

    async def reconsider(self, request: Request, said: Sequence[Statement]) -> tuple[Position, str]:
        """What it speaks for having heard all that disagree, itself among them, and why.

        Raises:
            ModelError: It does not say.
        """
        _, question = self._question(request)
        system, turn = question.messages
        lines = "\n".join(plain(one.line) for one in said)
        turn = turn | {"content": f"{turn['content']}\n\n{self._told.discussion(lines)}"}
        reader = VerdictReader()
        await self._read(replace(question, messages=[system, turn], form=VERDICT_FORM), reader)
        if (verdict := reader.finish()) is None:
            raise ModelError(ErrorCode.COACH_INVALID_ANSWER, "There is no position in the answer.")
        return verdict

    def _question(self, request: Request) -> tuple[Sequence[Turn], ModelRequest]:
        """The turns so far, and what the model is asked about them."""
        turns, message = self._text.of(request, self._told.prompt)
        named = self.declared.own_model
        return turns, ModelRequest(
            [self._system, message],
            self._sourced if self._text.given(request) else self._form,
            purpose=self.declared.name,
            prompt=self._told.prompt.id,
            effort=Effort.SMART if self.declared.model == SMART else Effort.FAST,
            model=str(named) if named else None,
        )

    async def _read(
        self, question: ModelRequest, reader: InsightReader | VerdictReader
    ) -> AnswerOrigin:
        """Have the reader take the answer; returns where it comes from."""
        origin = AnswerOrigin(self._model.name)
        async with aclosing(self._model.stream(question)) as pieces:
            async for piece in worth_reading(pieces, reader):
                if text := origin.take(piece):
                    reader.feed(text)
        return origin

    def _guarded(self, insight: dict[str, Value], guard: AnswerGuard) -> dict[str, Value]:
        """The insight without the texts that may not be shown.

        Raises:
            RefusedAnswerError: One of them is so bad that nothing of the answer may be shown.
        """
        checked = dict(insight)
        for name, field in self.declared.output.items():
            value = insight[name]
            if field.is_text and isinstance(value, list):
                checked[name] = guard.clean(value, field.max_chars)
            elif field.is_text and isinstance(value, str):
                checked[name] = "".join(guard.clean([value], field.max_chars))
        return checked

    def _card(
        self,
        advice: Advice | None,
        guard: AnswerGuard,
        request: Request,
        origin: AnswerOrigin,
        named: Sequence[Source],
    ) -> tuple[Advised | None, str | None]:
        """The card that may be shown, with its sources; and why one may not."""
        if advice is None:
            return None, None
        try:
            passed = request.in_segments(guard.passed(advice))
        except RefusedAnswerError as error:
            logger.warning("coach: a card of {} is refused: {}", self.declared.name, error.reason)
            return None, error.reason
        sources = guard.sources(passed, named)
        return Advised(passed, usage=origin.usage, model=origin.model, sources=sources), None
