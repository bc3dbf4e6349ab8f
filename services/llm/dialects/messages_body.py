"""Messages body: a request in the words of Anthropic's messages.

Their layer for chat completions takes no schema and has no cache, so that this dialect is a must.

https://docs.anthropic.com/en/api/messages
"""

from typing import Any

from coach.ports import Messages
from conversation.coaching.model_answer import AnswerForm
from services.llm.dialects.wording import strict_schema, worded
from services.llm.request_form import AnswerFormat, RequestForm

_MAX_TOKENS = 1024
"""The API wants a limit; advice has some 200 tokens."""


def messages_body(
    model: str,
    messages: Messages,
    answer: AnswerForm,
    form: RequestForm,
    parameters: dict[str, Any],
) -> dict[str, Any]:
    """The request's JSON; arguments as of `chat_body`.

    The static part of the prompt, which comes first, ends in a mark: the server keeps it for some
    minutes, and reads it at a tenth of the price.
    """
    told = worded(messages, answer, form)
    static = [_block(one["content"], form) for one in told if one["role"] == "system"]
    body: dict[str, Any] = {"model": model, "max_tokens": _MAX_TOKENS}
    if static:
        body["system"] = static
    body["messages"] = [one for one in told if one["role"] != "system"]
    if form.streamed:
        body["stream"] = True
    return body | _held(answer, form.answer) | parameters


def _block(text: str, form: RequestForm) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": text}
    if "cache_control" in form.dropped:
        return block
    return block | {"cache_control": {"type": "ephemeral"}}


def _held(answer: AnswerForm, by: AnswerFormat) -> dict[str, Any]:
    """What holds the answer to its form; there is no mode for any JSON object."""
    match by:
        case AnswerFormat.SCHEMA:
            schema = {"type": "json_schema", "schema": strict_schema(answer)}
            return {"output_config": {"format": schema}}
        case AnswerFormat.TOOL:
            tool = {
                "name": answer.name,
                "description": "Takes the answer.",
                "input_schema": strict_schema(answer),
            }
            return {"tools": [tool], "tool_choice": {"type": "tool", "name": answer.name}}
        case AnswerFormat.OBJECT | AnswerFormat.TEXT:
            return {}
