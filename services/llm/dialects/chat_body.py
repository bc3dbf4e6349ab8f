"""Chat body: a request in the words of chat completions.

https://platform.openai.com/docs/api-reference/chat/create
"""

from typing import Any

from coach.ports import Messages
from conversation.coaching.model_answer import AnswerForm
from services.llm.dialects.wording import strict_schema, worded
from services.llm.request_form import AnswerFormat, RequestForm


def chat_body(
    model: str,
    messages: Messages,
    answer: AnswerForm,
    form: RequestForm,
    parameters: dict[str, Any],
) -> dict[str, Any]:
    """The request's JSON.

    Args:
        model: The model, by the name that its server gives it.
        messages: The prompt.
        answer: The form of the answer.
        form: What is asked for of it, and how.
        parameters: More of the request, as it is.
    """
    body: dict[str, Any] = {"model": model, "messages": worded(messages, answer, form)}
    if form.streamed:
        body["stream"] = True
        if form.usage:
            body["stream_options"] = {"include_usage": True}
    return body | _held(answer, form.answer) | parameters


def _held(answer: AnswerForm, by: AnswerFormat) -> dict[str, Any]:
    """What holds the answer to its form."""
    match by:
        case AnswerFormat.SCHEMA:
            schema = {"name": answer.name, "strict": True, "schema": strict_schema(answer)}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        case AnswerFormat.TOOL:
            tool = {"name": answer.name, "parameters": strict_schema(answer)}
            choice = {"type": "function", "function": {"name": answer.name}}
            return {"tools": [{"type": "function", "function": tool}], "tool_choice": choice}
        case AnswerFormat.OBJECT:
            return {"response_format": {"type": "json_object"}}
        case AnswerFormat.TEXT:
            return {}
