"""Request form: how a model's server is asked, and the next lower form where it refuses one.

    part             full                   one step down            two steps down
    ---------------  ---------------------  -----------------------  ----------------------
    answer format    `json_schema`, strict  `json_object`, and the   no format, the fields
                                            fields in the prompt     in the prompt
    streaming        yes                    no
    usage            told at the end        told if the server likes
    system message   its own                in the user's message

A refusal that names a part costs that part. One that names none, from a server that has not
answered yet, costs the format and the usage, then the system message, then streaming.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from conversation.coaching.model_answer import answer_fields, answer_schema
from conversation.errors import ErrorCode
from services.llm.causes import cause_of
from services.llm.refusal import Refusal

_FORMAT = re.compile(
    r"response_?format|json[_ ]?(schema|object|mode|validate)|structured|grammar|guided"
    r"|additional_?properties|\$defs|\$ref|schema\b"
)
_STREAM = re.compile(r"\bstream(ing|ed)?\b")
_USAGE = re.compile(r"stream_?options|include_?usage")
_SYSTEM = re.compile(
    r"(system|developer).{0,20}(role|message|prompt|instruction)|roles?\b.{0,40}\bsystem"
    r"|roles? must alternate|(unsupported|unknown|invalid) role|messages\S*role"
)
_MAY_NAME = {200, 400, 404, 405, 415, 422, 500, 501}
_MAY_MEAN = {400, 422, 500, 501}
_CERTAIN = {
    ErrorCode.COACH_NO_CREDIT,
    ErrorCode.COACH_RATE_LIMITED,
    ErrorCode.COACH_REFUSED,
    ErrorCode.COACH_CONTEXT_TOO_SMALL,
    ErrorCode.COACH_UNAUTHORIZED,
}


class AnswerFormat(StrEnum):
    """The `response_format` of a request."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class RequestForm:
    """The form of a request to a server.

    Attributes:
        answer: The format that is asked for.
        streamed: Whether the answer is to come piece by piece.
        usage: Whether a streamed answer is to end with the tokens that it took.
        system_role: Whether the prompt's static part is a message of its own.
    """

    answer: AnswerFormat = AnswerFormat.SCHEMA
    streamed: bool = True
    usage: bool = True
    system_role: bool = True

    def body(self, model: str, messages: list[dict[str, str]]) -> dict[str, Any]:
        """The request's JSON."""
        if self.answer is not AnswerFormat.SCHEMA:
            first, *rest = messages
            messages = [first | {"content": f"{first['content']}\n\n{_FIELDS}"}, *rest]
        if not self.system_role:
            messages = _merged(messages)
        body: dict[str, Any] = {"model": model, "messages": messages}
        if self.streamed:
            body["stream"] = True
            if self.usage:
                body["stream_options"] = {"include_usage": True}
        if self.answer is AnswerFormat.SCHEMA:
            body["response_format"] = _SCHEMA_FORMAT
        elif self.answer is AnswerFormat.OBJECT:
            body["response_format"] = {"type": "json_object"}
        return body

    def without_named(self, refusal: Refusal) -> "RequestForm | None":
        """The form without the part that a refusal names; None where it names none of it."""
        if refusal.status not in _MAY_NAME or cause_of(refusal).code in _CERTAIN:
            return None
        if self.answer is not AnswerFormat.TEXT and _FORMAT.search(refusal.words):
            schema = self.answer is AnswerFormat.SCHEMA
            return replace(self, answer=AnswerFormat.OBJECT if schema else AnswerFormat.TEXT)
        if self.system_role and _SYSTEM.search(refusal.words):
            return replace(self, system_role=False)
        if self.streamed and self.usage and _USAGE.search(refusal.words):
            return replace(self, usage=False)
        if self.streamed and _STREAM.search(refusal.words):
            return replace(self, streamed=False)
        return None

    def lower(self, refusal: Refusal) -> "RequestForm | None":
        """The form to try where a refusal names nothing; None where another form won't help."""
        causes = (ErrorCode.COACH_REQUEST_REFUSED, ErrorCode.COACH_UNAVAILABLE)
        if refusal.status not in _MAY_MEAN or cause_of(refusal).code not in causes:
            return None
        if self.answer is not AnswerFormat.TEXT:
            return replace(self, answer=AnswerFormat.TEXT, usage=False)
        if self.system_role:
            return replace(self, system_role=False)
        return replace(self, streamed=False) if self.streamed else None

    def missing(self) -> str:
        """The parts that are not asked for, for the log."""
        parts = {
            "response_format json_schema": self.answer is not AnswerFormat.SCHEMA,
            "response_format json_object": self.answer is AnswerFormat.TEXT,
            "a system message": not self.system_role,
            "stream_options": self.streamed and not self.usage,
            "stream": not self.streamed,
        }
        return ", ".join(part for part, is_missing in parts.items() if is_missing)


def answer_format() -> dict[str, Any]:
    """The request's `response_format`: the schema of an answer in OpenAI's strict subset."""
    return {
        "type": "json_schema",
        "json_schema": {
            "name": "advice",
            "strict": True,
            "schema": _strict(answer_schema()),
        },
    }


def _strict(node: Any) -> Any:
    """Drop what the strict subset does not take: bounds, lengths, titles, `$ref` with siblings."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    dropped = {"title", "minLength", "maxLength", "minimum", "maximum", "default"}
    return {key: _strict(value) for key, value in node.items() if key not in dropped}


def _merged(messages: list[dict[str, str]]) -> list[dict[str, str]]:
    """One message of the user's: some servers want roles that alternate."""
    return [{"role": "user", "content": "\n\n".join(one["content"] for one in messages)}]


_SCHEMA_FORMAT = answer_format()
_FIELDS = "Answer with one JSON object and nothing else. Its fields:\n" + "\n".join(
    f"- {name}: {meaning}" for name, meaning in answer_fields().items()
)
