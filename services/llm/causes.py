"""Error causes: what a refusal of a model's server means, and the setting to look at.

The first row that fits counts: vendors use one status for several causes, and one cause has
several statuses.
"""

import re
from dataclasses import dataclass

from coach.ports import ModelError
from conversation.errors import ErrorCode
from services.llm.hints import OPENAI_HINTS, Hints
from services.llm.refusal import ModelRefusal

_IN_ANSWER = 200


@dataclass(frozen=True, slots=True)
class Cause:
    """One row.

    Attributes:
        code: What is told to programs.
        message: What is told to people: the cause, and what to do, with the places of `Hints`.
        statuses: The statuses that fit; none: any.
        words: What the server says; None: whatever it says.
        is_foreign: Whether it has to be what no model's server says.
        retryable: Whether the same may work later.
    """

    code: ErrorCode
    message: str
    statuses: frozenset[int] = frozenset()
    words: re.Pattern[str] | None = None
    is_foreign: bool = False
    retryable: bool = False

    def fits(self, refusal: ModelRefusal) -> bool:
        """Whether this is the cause; inside an answer that is 200, words alone can tell."""
        if self.is_foreign and not refusal.is_foreign:
            return False
        if self.words and not self.words.search(refusal.words):
            return False
        if self.statuses and refusal.status not in self.statuses:
            return bool(self.words) and refusal.status == _IN_ANSWER
        return True


def cause_of(refusal: ModelRefusal) -> Cause:
    """The cause of a refusal."""
    return next((cause for cause in CAUSES if cause.fits(refusal)), OUT_OF_ORDER)


def model_error(refusal: ModelRefusal, hints: Hints = OPENAI_HINTS) -> ModelError:
    """The error of a refusal: its cause, its status and the vendor's code, none of its words."""
    cause = cause_of(refusal)
    told = ", ".join(part for part in (f"HTTP {refusal.status}", refusal.code) if part)
    return ModelError(
        cause.code,
        f"{hints.put_into(cause.message)} ({told})",
        retryable=cause.retryable,
        retry_after=refusal.retry_after,
    )


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.DOTALL)


_LIMIT = "The model's rate limit is reached."
_FOREIGN = (
    "What answers for the model's server is none, a web page perhaps: check"
    " {address}{tail}, and any proxy in between."
)
_TOO_LONG = (
    "The conversation is too long for the model's context: choose a model with a larger one"
    " ({model}), or raise the context length of its server."
)
CAUSES: tuple[Cause, ...] = (
    Cause(
        ErrorCode.COACH_RATE_LIMITED,
        _LIMIT,
        frozenset({429}),
        _any(r"retrydelay", r"retry (in|after)", r"per (minute|second|hour|day)", r"\b[rt]p[md]\b"),
        retryable=True,
    ),
    Cause(
        ErrorCode.COACH_NO_CREDIT,
        "The model's account has no credit left: check the quota and billing of the account that"
        " {key} belongs to.",
        frozenset({400, 401, 403, 429}),
        _any(
            r"insufficient[ _](quota|balance|funds|credit)",
            r"exceeded your current quota",
            r"credit balance",
            r"(out of|no|any|enough|more) credits?\b",
            r"billing",
            r"account is not active",
            r"spend(ing)? limit",
        ),
    ),
    Cause(
        ErrorCode.COACH_NO_CREDIT,
        "The model's account has no credit left: check the balance and billing of the account that"
        " {key} belongs to.",
        frozenset({402}),
    ),
    Cause(ErrorCode.COACH_RATE_LIMITED, _LIMIT, frozenset({429}), retryable=True),
    Cause(
        ErrorCode.COACH_BAD_ADDRESS,
        _FOREIGN,
        frozenset({200, 300, 301, 302, 303, 307, 308, 400, 403, 404, 405, 410}),
        is_foreign=True,
    ),
    Cause(
        ErrorCode.COACH_REFUSED,
        "The model's server declined to answer: its content filter.",
        frozenset({400, 403, 422, 451, 500}),
        _any(
            r"content[ _](filter|policy)",
            r"content management policy",
            r"responsible_?ai",
            r"moderation",
            r"prohibited_content",
            r"blocked.{0,40}safety|safety.{0,40}(block|system)",
        ),
    ),
    Cause(
        ErrorCode.COACH_CONTEXT_TOO_SMALL,
        _TOO_LONG,
        frozenset({400, 422, 500}),
        _any(
            r"context[ _](length|window|size)",
            r"maximum context",
            r"(prompt|input|request|message)s? (is |are |was )?too (long|large)",
            r"too many (input )?tokens",
            r"exceeds? .{0,40}(context|token)",
            r"string_above_max_length",
            r"\bn_ctx\b",
        ),
    ),
    Cause(ErrorCode.COACH_CONTEXT_TOO_SMALL, _TOO_LONG, frozenset({413})),
    Cause(
        ErrorCode.COACH_MODEL_UNKNOWN,
        "The model's server has no such chat model: check {model}.",
        frozenset({400, 401, 403, 404, 410, 422, 500}),
        _any(
            r"model_?not_?(found|exist)",
            r"(invalid|unknown|no such|decommissioned)[ _]model|model_decommissioned",
            r"not a (valid|chat) model",
            r"no models? (is |are )?loaded",
            r"not_found_error\b.{0,20}\bmodel\b",
            r"deployment ?not ?found|deployment .{0,60}does not exist|no endpoints? found",
            r"\bmodels?\b.{0,120}?(not (found|exist|loaded|available)|does ?n.t exist"
            r"|no longer|decommissioned|deprecated|not have access)",
        ),
    ),
    Cause(
        ErrorCode.COACH_UNAUTHORIZED,
        "The model's server refused the key: check {key}, and that it belongs to {address}.",
        frozenset({400, 422, 500}),
        _any(
            r"(invalid|incorrect|missing|wrong|expired|no) .{0,20}api[ _-]?key",
            r"api[ _-]?key .{0,40}(invalid|incorrect|not valid|missing|expired|not found|required)",
            r"invalid_api_key|authentication_error|invalid_authentication",
        ),
    ),
    Cause(
        ErrorCode.COACH_UNAUTHORIZED,
        "The model's server refused the key: check {key}, and what it may use.",
        frozenset({401, 403}),
    ),
    Cause(
        ErrorCode.COACH_BAD_ADDRESS,
        "The model's server has no chat completions at this address: check {address}{tail}, and"
        " {model}.",
        frozenset({300, 301, 302, 303, 307, 308, 404, 405, 410}),
    ),
    Cause(
        ErrorCode.COACH_TIMEOUT,
        "The model's server did not answer in time.",
        frozenset({408, 504, 524}),
        retryable=True,
    ),
    Cause(
        ErrorCode.COACH_RATE_LIMITED, _LIMIT, frozenset({200}), _any(r"rate.?limit"), retryable=True
    ),
    Cause(
        ErrorCode.COACH_REQUEST_REFUSED,
        "The model's server refuses the request: check that {model} is a chat model, and what"
        " {address} asks for.",
        frozenset(range(400, 500)),
    ),
)
OUT_OF_ORDER = Cause(
    ErrorCode.COACH_UNAVAILABLE,
    "The model's server is out of order or overloaded.",
    retryable=True,
)
