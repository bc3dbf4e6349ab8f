"""Request wording: what the bodies of all dialects have in common, the schema and the prompt."""

from functools import lru_cache
from typing import Any

from coach.ports import Messages
from conversation.coaching.model_answer import AnswerForm
from services.llm.request_form import AnswerFormat, RequestForm

_DROPPED = {"title", "minLength", "maxLength", "minimum", "maximum", "default"}
_HELD = (AnswerFormat.SCHEMA, AnswerFormat.TOOL)


def worded(messages: Messages, answer: AnswerForm, form: RequestForm) -> Messages:
    """The messages of a request: with the fields where no schema holds the answer to them."""
    if form.answer not in _HELD:
        first, *rest = messages
        messages = [first | {"content": f"{first['content']}\n\n{_fields(answer)}"}, *rest]
    if form.system_role:
        return messages
    # Some servers want roles that alternate.
    return [{"role": "user", "content": "\n\n".join(one["content"] for one in messages)}]


@lru_cache(maxsize=64)
def strict_schema(answer: AnswerForm) -> dict[str, Any]:
    """The schema of an answer in the subset that OpenAI's strict mode and Anthropic take."""
    return _strict(answer.schema)


def _fields(answer: AnswerForm) -> str:
    lines = [f"- {name}: {meaning}" for name, meaning in answer.fields.items()]
    return "\n".join(["Answer with one JSON object and nothing else. Its fields:", *lines])


def _strict(node: Any) -> Any:
    """Drop what the strict subset does not take: bounds, lengths, titles, `$ref` with siblings."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    return {key: _kept(key, value) for key, value in node.items() if key not in _DROPPED}


def _kept(key: str, value: Any) -> Any:
    """A part that stays; the names of fields are no keywords, whatever they are."""
    if key != "properties":
        return _strict(value)
    return {name: _strict(part) for name, part in value.items()}
