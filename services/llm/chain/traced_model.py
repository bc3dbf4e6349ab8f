"""Traced model: a model whose every request is a span, by OpenTelemetry's GenAI conventions.

The names of the attributes are copied, not imported: the library that has them changes them from
one minor version to the next.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson

from coach.current_trace import span
from coach.ports import LanguageModel, ModelRequest, Piece
from conversation.coaching.usage import Usage
from conversation.tracing import Attributes, Span, Work
from settings.model_names import ModelName

_PROVIDERS = {"azure": "azure.ai.openai", "mistral": "mistral_ai"}
"""Providers that the conventions know by another name than ours."""


class TracedModel:
    """A model of a chain: a `LanguageModel`.

    Attributes:
        name: The model's name.
    """

    def __init__(self, model: LanguageModel, label: ModelName):
        """Create the traced model; `label` names the provider and the model."""
        self.name = model.name
        self._model = model
        self._work = f"{Work.CHAT} {label.model}"
        self._known: Attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": _PROVIDERS.get(label.provider, label.provider),
            "gen_ai.request.model": label.model,
            "gen_ai.output.type": "json",
        }

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """The pieces of the answer."""
        clock = asyncio.get_running_loop().time
        began, text, has_begun = clock(), list[str](), False
        asked = {"callshadow.specialist": request.purpose, "callshadow.prompt": request.prompt}
        with span(self._work, attributes={**self._known, **asked}, asks=True) as work:
            try:
                async with aclosing(self._model.stream(request)) as pieces:
                    async for piece in pieces:
                        if not has_begun:
                            has_begun = True
                            waited = round(clock() - began, 4)
                            work.tell({"gen_ai.response.time_to_first_chunk": waited})
                        if isinstance(piece, Usage):
                            work.tell(_usage(piece))
                        elif isinstance(piece, str) and work.tells_words:
                            text.append(piece)
                        yield piece
            finally:
                _tell_words(work, request, text)


def _usage(usage: Usage) -> Attributes:
    return {
        "gen_ai.response.model": usage.model,
        "gen_ai.usage.input_tokens": usage.input,
        "gen_ai.usage.output_tokens": usage.output,
        "gen_ai.usage.cache_read.input_tokens": usage.cached,
        "callshadow.cost_usd": usage.cost,
    }


def _tell_words(work: Span, request: ModelRequest, text: list[str]) -> None:
    """Tell what the model was told and what it wrote, where that is wanted."""
    if not work.tells_words:
        return
    asked = [_message(one["role"], one["content"]) for one in request.messages]
    answered = [_message("assistant", "".join(text)) | {"finish_reason": "stop"}]
    work.tell(
        {
            "gen_ai.input.messages": orjson.dumps(asked).decode(),
            "gen_ai.output.messages": orjson.dumps(answered).decode(),
        }
    )


def _message(role: str, text: str) -> dict[str, object]:
    return {"role": role, "parts": [{"type": "text", "content": text}]}
