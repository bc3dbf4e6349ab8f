"""Request form: what is asked of a model's server; one that refuses a part is asked without it.

                    best                   next                last
    --------------  ---------------------  ------------------  -------------------------------
    answer format   `json_schema`, strict  a tool's arguments  no format, the fields in the
                                                               prompt; before it `json_object`
    streaming       yes                                        no
    usage           told at the end                            told if the server likes
    system message  its own                                    in the user's message
    parameters      as they are set                            none: the model's own

A refusal that names a part costs that part. One that names none, from a server that has not
answered yet, costs the format and the usage, then the system message, then streaming.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from conversation.errors import ErrorCode
from services.llm.causes import cause_of
from services.llm.refusal import ModelRefusal

_FORMAT = re.compile(
    r"response_?format|output[_ ]?(config|format)|json[_ ]?(schema|object|mode|validate)|structured"
    r"|grammar|guided|additional_?properties|\$defs|\$ref|schema\b"
)
_TOOL = re.compile(r"\btools?\b|tool_?choice|tool_?use|function[_ ]?call|\bfunctions\b")
_STREAM = re.compile(r"\bstream(ing|ed)?\b")
_USAGE = re.compile(r"stream_?options|include_?usage")
_SYSTEM = re.compile(
    r"(system|developer).{0,20}(role|message|prompt|instruction)|roles?\b.{0,40}\bsystem"
    r"|roles? must alternate|(unsupported|unknown|invalid) role|messages\S*role"
)
PARAMETERS = {
    "temperature": re.compile(r"\btemperature\b"),
    "max_tokens": re.compile(r"\bmax_(completion_|output_)?tokens\b"),
    "cache_control": re.compile(r"cache_control|prompt caching"),
}
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
    """The means by which an answer is held to its form, the best first."""

    SCHEMA = "json_schema"
    TOOL = "tool"
    OBJECT = "json_object"
    TEXT = "text"


_NEXT = {
    AnswerFormat.SCHEMA: AnswerFormat.TOOL,
    AnswerFormat.TOOL: AnswerFormat.OBJECT,
    AnswerFormat.OBJECT: AnswerFormat.TEXT,
}


@dataclass(frozen=True, slots=True)
class RequestForm:
    """The form of a request to a server.

    Attributes:
        answer: The format that is asked for.
        streamed: Whether the answer is to come piece by piece.
        usage: Whether a streamed answer is to end with the tokens that it took.
        system_role: Whether the prompt's static part is a message of its own.
        dropped: The parameters that are left out: names of `PARAMETERS`.
    """

    answer: AnswerFormat = AnswerFormat.SCHEMA
    streamed: bool = True
    usage: bool = True
    system_role: bool = True
    dropped: frozenset[str] = frozenset()

    def without_named(self, refusal: ModelRefusal) -> "RequestForm | None":
        """The form without the part that a refusal names; None where it names none of it."""
        if refusal.status not in _MAY_NAME or cause_of(refusal).code in _CERTAIN:
            return None
        words = refusal.words
        for name, pattern in PARAMETERS.items():
            if name not in self.dropped and pattern.search(words):
                return replace(self, dropped=self.dropped | {name})
        if self._names_format(words):
            return replace(self, answer=_NEXT[self.answer])
        if self.system_role and _SYSTEM.search(words):
            return replace(self, system_role=False)
        return self._without_stream(words) if self.streamed else None

    def _without_stream(self, words: str) -> "RequestForm | None":
        if self.usage and _USAGE.search(words):
            return replace(self, usage=False)
        return replace(self, streamed=False) if _STREAM.search(words) else None

    def _names_format(self, words: str) -> bool:
        if self.answer is AnswerFormat.TEXT:
            return False
        by_tool = self.answer is AnswerFormat.TOOL and _TOOL.search(words)
        return bool(by_tool or _FORMAT.search(words))

    def lower(self, refusal: ModelRefusal) -> "RequestForm | None":
        """The form to try where a refusal names nothing; None where another form won't help."""
        causes = (ErrorCode.COACH_REQUEST_REFUSED, ErrorCode.COACH_UNAVAILABLE)
        if refusal.status not in _MAY_MEAN or cause_of(refusal).code not in causes:
            return None
        if self.answer is not AnswerFormat.TEXT:
            return replace(self, answer=AnswerFormat.TEXT, usage=False)
        if self.system_role:
            return replace(self, system_role=False)
        return replace(self, streamed=False) if self.streamed else None

    def missing(self, dropped_before: frozenset[str] = frozenset()) -> str:
        """The parts that are not asked for, for the log; without parameters that never were."""
        is_tool = self.answer is AnswerFormat.TOOL
        parts = {
            "response_format json_schema": self.answer is not AnswerFormat.SCHEMA,
            "response_format json_object": self.answer is AnswerFormat.TEXT,
            "a system message": not self.system_role,
            "stream_options": self.streamed and not self.usage,
            "stream": not self.streamed,
        }
        missing = [part for part, is_missing in parts.items() if is_missing]
        told = ", ".join([*missing, *sorted(self.dropped - dropped_before)])
        return f"{told} (by a tool call)" if is_tool else told
