import json
from typing import Any

import pytest

from services.llm.causes import model_error
from services.llm.refusal import read_refusal


def error(status: int, told: Any, **headers: str):
    body = told if isinstance(told, str) else json.dumps(told)
    return model_error(read_refusal(status, headers, body.encode()))


def says(message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, **more}}


NO_CREDIT = [
    (402, says("Insufficient Balance")),
    (402, ""),
    (429, says("You exceeded your current quota.", code="insufficient_quota")),
    (429, says("You exceeded your current quota, please check your plan and billing details.")),
    (400, says("Your credit balance is too low to access the API.")),
    (403, says("Your team doesn't have any credits yet.")),
    (429, says("Billing hard limit has been reached", code="billing_hard_limit_reached")),
    (200, says("Insufficient credits", code=402)),
    (200, says("x", code="insufficient_quota")),
]
LIMIT = [
    (429, ""),
    (429, says("Rate limit reached for gpt on tokens per min (TPM): see your billing plan.")),
    (429, [says("You exceeded your current quota. Please retry in 23s.", status="EXHAUSTED")]),
    (429, says("Too many requests")),
    (200, says("Rate limit exceeded", code="rate_limit_exceeded")),
    (200, says("Slow down", code=429)),
]
KEY = [
    (401, says("Incorrect API key provided", code="invalid_api_key")),
    (401, ""),
    (401, "<html>401</html>"),
    (403, says("Forbidden")),
    (400, [says("API key not valid. Please pass a valid API key.", status="INVALID_ARGUMENT")]),
    (400, says("Incorrect API key provided: x.")),
]
MODEL = [
    (404, says("The model `x` does not exist.", code="model_not_found")),
    (404, says('model "x" not found, try pulling it first')),
    (404, {"error": 'model "x" not found, try pulling it first'}),
    (404, [says("models/x is not found for API version v1beta, or is not supported")]),
    (404, says("The API deployment for this resource does not exist.", code="DeploymentNotFound")),
    (400, says("x is not a valid model ID")),
    (200, says("No endpoints found for x.", code=404)),
    (400, says("Model Not Exist")),
    (400, {"message": "Invalid model: x", "type": "invalid_model", "code": "1500"}),
    (400, says("No models loaded. Please load a model.")),
    (400, says("The model has been decommissioned", code="model_decommissioned")),
    (403, says("Project does not have access to model x", code="model_not_found")),
    (404, says("This is not a chat model and thus not supported in v1/chat/completions.")),
]
ADDRESS = [
    (404, "<html>404</html>"),
    (404, "404 page not found"),
    (404, ""),
    (404, {"detail": "Not Found"}),
    (404, says("Unknown request URL: POST /chat/completions", code="unknown_url")),
    (405, {"detail": "Method Not Allowed"}),
    (403, "<html>blocked</html>"),
    (200, "<html>sign in</html>"),
    (307, ""),
]
FILTER = [
    (400, says("The prompt triggered the content management policy.", code="content_filter")),
    (403, says("Your input was flagged", metadata={"reasons": ["moderation"]})),
    (400, says("Invalid prompt: content_policy_violation")),
]
LENGTH = [
    (400, says("Maximum context length is 2048 tokens.", code="context_length_exceeded")),
    (400, says("the request exceeds the available context size")),
    (400, says("prompt is too long: 210000 tokens > 200000 maximum")),
    (413, says("Request too large")),
    (413, {"type": "error", "error": {"type": "request_too_large", "message": "Over the limit"}}),
    (413, "<html>413 Request Entity Too Large</html>"),
    (413, ""),
]
OTHER = [
    (400, says("Unsupported value: temperature", param="temperature")),
    (400, ""),
    (422, {"detail": [{"loc": ["body", "seed"], "msg": "No."}]}),
    (418, ""),
]
TIMEOUT = [(408, ""), (504, "<html>gateway</html>"), (524, "")]
OUT_OF_ORDER = [
    (500, says("The server had an error")),
    (502, "<html>bad gateway</html>"),
    (503, says("The model is overloaded")),
    (529, says("Overloaded")),
    (200, says("The server had an error", type="server_error")),
    (200, says("Provider returned error", code=502)),
]
CASES = {
    "coach_no_credit": NO_CREDIT,
    "coach_rate_limited": LIMIT,
    "coach_unauthorized": KEY,
    "coach_model_unknown": MODEL,
    "coach_bad_address": ADDRESS,
    "coach_refused": FILTER,
    "coach_context_too_small": LENGTH,
    "coach_request_refused": OTHER,
    "coach_timeout": TIMEOUT,
    "coach_unavailable": OUT_OF_ORDER,
}
SETTINGS = {
    "coach_no_credit": "OPENAI_API_KEY",
    "coach_unauthorized": "OPENAI_API_KEY",
    "coach_model_unknown": "COACH_MODEL",
    "coach_bad_address": "OPENAI_BASE_URL",
    "coach_context_too_small": "COACH_MODEL",
    "coach_request_refused": "COACH_MODEL",
}


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [(code, status, told) for code, cases in CASES.items() for status, told in cases],
)
def test_a_cause(code: str, status: int, told: Any):
    """Each vendor's way to say it has the same code, with the setting to look at."""
    found = error(status, told)
    assert found.code == code
    assert SETTINGS.get(code, "") in found.message
    assert "HTTP " in found.message


def test_no_words_of_the_server():
    """What a server says may hold a caller's words: its code alone is told."""
    found = error(400, says("sesame", code="bad_thing", type="sesame street"))
    assert found.message.endswith("(HTTP 400, bad_thing)")
    assert "sesame" not in found.message


def test_what_may_work_later():
    """A limit, an outage and a timeout may pass, and say when; a wrong key does not."""
    assert error(429, "", **{"retry-after": "7"}).retry_after == 7
    assert [error(status, "").retryable for status in (429, 503, 504)] == [True] * 3
    assert [error(status, "").retryable for status in (401, 402, 404, 400)] == [False] * 4
