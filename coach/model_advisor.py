"""Model advisor: a language model that writes advice as JSON, read while it is written.

the model's pieces → `AdviceReader`: whole fields → `AnswerGuard`: what may be shown
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from loguru import logger

from coach.answer_stream import AnswerOrigin, worth_reading
from coach.ports import Effort, LanguageModel, Messages, ModelError, ModelRequest
from coach.request import Advised, Author, Request, Silent
from conversation.coaching.advice import LaneName
from conversation.coaching.answer_guard import RefusedAnswerError
from conversation.coaching.detection.adjacency import agent_acts
from conversation.coaching.model_answer import ADVICE_FORM, SOURCED_FORM
from conversation.coaching.output_guard import OutputGuard
from conversation.coaching.partial_json import AdviceReader, UnreadableAnswerError
from conversation.coaching.playbook import Playbook
from conversation.coaching.source import Source
from conversation.errors import ErrorCode
from conversation.speech.turns import Turn
from prompts.context import TOKENS
from prompts.knowledge import cited, fitting, is_told
from prompts.prompt import Prompt

MODEL_SILENT = "model_silent"


class ModelAdvisor:
    """A language model that writes JSON."""

    def __init__(
        self,
        model: LanguageModel,
        *,
        prompt: Prompt,
        playbook: Playbook,
        tokens: int = TOKENS,
        name: str | None = None,
    ):
        """Create the advisor that asks `model` with `prompt`.

        Args:
            model: Who is asked.
            prompt: What they are told.
            playbook: What kind of call it is.
            tokens: How much they are told of the call, by an estimate.
            name: Who its cards say advises; None: the playbook.
        """
        self._tokens = tokens
        self._model = model
        self._prompt = prompt
        self._tells_knowledge = is_told(prompt.turn)
        self._playbook = playbook
        language = prompt.answer_language or prompt.language
        self._acts = agent_acts(playbook.language)
        self._guard = OutputGuard(playbook, prompt.static, language)
        self.author = Author(LaneName.LLM, name or playbook.name, model.name, prompt.id)

    async def advise(
        self, request: Request
    ) -> AsyncGenerator[dict[str, Any] | Advised | Silent, None]:
        """The advice as the model writes it, as far as the output guard lets it pass."""
        turns, given = request.so_far(), self._given(request)
        guard = self._guard.of(turns, request.turn, request.question, request.remembered, given)
        reader = AdviceReader(may_be_silent=request.question is None)
        origin = AnswerOrigin(self._model.name)
        asked = ModelRequest(
            self._messages(turns, request, given),
            SOURCED_FORM if given else ADVICE_FORM,
            purpose=self.author.specialist,
            prompt=self._prompt.id,
            effort=Effort.FAST if request.question is None else Effort.SMART,
            budget=request.budget,
        )
        try:
            async with aclosing(self._model.stream(asked)) as pieces:
                async for piece in worth_reading(pieces, reader):
                    text = origin.take(piece)
                    if text and (known := reader.feed(text)) and (shown := guard.shown(known)):
                        yield shown
            advice = reader.finish()
            if advice is None:
                yield Silent(MODEL_SILENT)
            else:
                passed = request.in_segments(guard.passed(advice))
                sources = guard.sources(passed, cited(reader.cited, given))
                yield Advised(passed, usage=origin.usage, model=origin.model, sources=sources)
        except RefusedAnswerError as error:
            logger.warning("coach: an answer of {} is refused: {}", origin.model, error.reason)
            yield Silent(error.reason)
        except UnreadableAnswerError as error:
            raise ModelError(
                ErrorCode.COACH_INVALID_ANSWER, f"The model's answer: {error}"
            ) from None

    def _given(self, request: Request) -> list[Source]:
        """The passages that the model is shown."""
        return fitting(request.found, self._tokens) if self._tells_knowledge else []

    def _messages(
        self, turns: Sequence[Turn], request: Request, given: Sequence[Source]
    ) -> Messages:
        """The messages of a request, whose turns so far are `turns`."""
        return self._prompt.render(
            self._playbook,
            turns,
            request.turn,
            request.question,
            acts=sorted(self._acts.before(request.earlier)),
            seen=request.seen,
            known=request.remembered,
            tokens=self._tokens,
            passages=given,
        )
