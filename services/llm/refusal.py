"""Refusal: what a model's server says when it does not answer, in one shape for all dialects.

{"error": {"message", "type", "param", "code"}}       OpenAI, Azure, Groq, LM Studio, vLLM
{"error": {"code": 402, "message", "metadata"}}       OpenRouter, also inside a 200 stream
{"error": "model … not found"}                        Ollama, Together
[{"error": {"code": 429, "status", "details"}}]       Gemini
{"detail": [{"loc", "msg", "type"}]}, {"detail": …}   FastAPI
{"message", "type", "code"}                           Mistral, Cohere
a web page, a line of text, nothing                   proxies, wrong addresses
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conversation.models.breaker import LONGEST_S
from services.retry_after import retry_after, waiting_s

_MAX_WORDS = 4000
_CODE = re.compile(r"[A-Za-z][\w.-]{0,39}|\d{1,6}")
_OK = 200
_DELAY = re.compile(r'"retryDelay":\s*"([\d.]+)s"')
_ERRORS = range(400, 600)
# What a server repeats of the request: the call's own words among them.
_ECHOED = {"input", "ctx", "failed_generation", "body"}


@dataclass(frozen=True, slots=True)
class ModelRefusal:
    """A server's answer that refuses to advise.

    Attributes:
        status: The HTTP status; 200 for an error inside an answer.
        code: The vendor's own code, if it is a plain word or number.
        words: All that the server says, in lower case, to look for causes in. It may repeat the
            call's words: for no log and no message.
        is_foreign: Whether it is a web page, or what else no model's server says.
        retry_after: Seconds after which to ask again, where the server says so; at most
            `LONGEST_S`, as long as it is not asked.
    """

    status: int
    code: str = ""
    words: str = ""
    is_foreign: bool = False
    retry_after: float | None = None


class RefusedError(Exception):
    """The server refuses.

    Attributes:
        refusal: What it says.
    """

    def __init__(self, refusal: ModelRefusal):
        """Create the error."""
        super().__init__(f"HTTP {refusal.status}")
        self.refusal = refusal


def read_refusal(status: int, headers: Mapping[str, str], body: bytes) -> ModelRefusal:
    """The refusal that an answer is."""
    text = body.decode(errors="replace")
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError):
        told = text
    delay, after = _DELAY.search(text), _retry_after(headers)
    in_body = waiting_s(delay[1], LONGEST_S) if delay else None
    return ModelRefusal(
        status=_status(told) if status == _OK else status,
        code=_code(told),
        words=" ".join(_words(told)).lower()[:_MAX_WORDS],
        is_foreign=text.lstrip("\ufeff \t\r\n").startswith("<"),
        retry_after=in_body if after is None else after,
    )


def _error(told: Any) -> Any:
    """The part of an answer that tells of the error."""
    if isinstance(told, list):
        told = told[0] if told else None
    return told.get("error") or told if isinstance(told, dict) else told


def _status(told: Any) -> int:
    """The status that an error inside an answer names; 200 where it names none."""
    error = _error(told)
    code = error.get("code") or error.get("status") if isinstance(error, dict) else None
    try:
        return int(code) if int(code) in _ERRORS else _OK  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError):
        return _OK


def _code(told: Any) -> str:
    error = _error(told)
    if not isinstance(error, dict):
        return ""
    names = [error.get(name) for name in ("code", "status", "type")]
    plain = [
        str(name) for name in names if isinstance(name, str | int) and _CODE.fullmatch(str(name))
    ]
    return next((name for name in plain if not name.isdigit()), next(iter(plain), ""))


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _ECHOED:
                yield key
                yield from _words(value)
    elif isinstance(node, list):
        for item in node:
            yield from _words(item)
    elif isinstance(node, str):
        yield node


def _retry_after(headers: Mapping[str, str]) -> float | None:
    ms = waiting_s(headers.get("retry-after-ms", ""), 1000 * LONGEST_S)
    return retry_after(headers, LONGEST_S) if ms is None else ms / 1000
