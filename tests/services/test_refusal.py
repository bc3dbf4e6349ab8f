import json
from typing import Any

import pytest

from services.llm.refusal import read_refusal


def told(body: Any, status: int = 400, **headers: Any):
    text = body if isinstance(body, str) else json.dumps(body)
    return read_refusal(status, {k.replace("_", "-"): v for k, v in headers.items()}, text.encode())


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"error": {"message": "No, n.", "type": "t", "code": "c_1"}}, "c_1", "no, n."),
        ({"error": {"message": "No.", "type": "t", "code": None}}, "t", "no."),
        ({"error": {"message": "No.", "code": 402}}, "402", "no."),
        ({"error": {"message": "No.", "code": 429, "status": "EXHAUSTED"}}, "EXHAUSTED", "no."),
        ([{"error": {"message": "No.", "status": "BAD"}}], "BAD", "no."),
        ({"error": "model not found"}, "", "model not found"),
        ({"detail": "Not Found"}, "", "not found"),
        ({"detail": [{"loc": ["body", "stream"], "msg": "No."}]}, "", "body stream"),
        ({"message": "No.", "type": "t", "code": 1500}, "t", "no."),
        ({"error": {"message": "No.", "code": "has words of a call"}}, "", "no."),
        ("404 page not found", "", "404 page not found"),
        ("", "", ""),
        ([], "", ""),
    ],
)
def test_a_dialect(body: Any, code: str, words: str):
    """The code and the words are found in each vendor's shape; a code is one plain word."""
    refusal = told(body)
    assert refusal.code == code
    assert words in refusal.words
    assert refusal.status == 400


def test_the_request_in_an_answer_is_no_word_of_the_servers():
    """What a server repeats of the request can't be taken for a cause."""
    echo = {"detail": [{"loc": ["body", "x"], "msg": "No.", "input": "system role stream"}]}
    assert "stream" not in told(echo).words


@pytest.mark.parametrize("body", ["<html>404</html>", "\n <!DOCTYPE html>", "\ufeff<html>"])
def test_a_web_page(body: str):
    """A web page is told apart from what an API says."""
    assert told(body).is_foreign
    assert not told({"error": "<html>"}).is_foreign


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": {"code": 502, "message": "x"}}, 502),
        ({"error": {"code": "429", "message": "x"}}, 429),
        ({"error": {"code": "rate_limit", "message": "x"}}, 200),
        ({"error": {"code": 5, "message": "x"}}, 200),
        ({"error": "x"}, 200),
    ],
)
def test_an_error_inside_an_answer(body: Any, status: int):
    """Where the answer was 200, the status that its error names counts."""
    assert told(body, 200).status == status


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after": "0"}, 0),
        ({"retry_after_ms": "250"}, 0.25),
        (
            {
                "retry_after": "Fri, 20 Nov 2026 08:00:30 GMT",
                "date": "Fri, 20 Nov 2026 08:00:00 GMT",
            },
            30,
        ),
        ({"retry_after": "Fri, 20 Nov 2026 08:00:30 GMT"}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "1e9"}, 600),
        ({"retry_after": "inf"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "-5"}, 0),
        ({"retry_after_ms": "9" * 5000}, None),
        ({"retry_after_ms": "\u00b2"}, None),
        ({"retry_after_ms": "9" * 12}, 600),
        (
            {
                "retry_after": "Fri, 20 Nov 2099 08:00:00 GMT",
                "date": "Fri, 20 Nov 2026 08:00:00 GMT",
            },
            600,
        ),
        (
            {
                "retry_after": "Fri, 20 Nov 2026 08:00:30 -0000",
                "date": "Fri, 20 Nov 2026 08:00:00 GMT",
            },
            30,
        ),
        ({}, None),
    ],
)
def test_when_to_come_back(headers: dict[str, Any], seconds: float | None):
    """`Retry-After` in seconds or as a date, and in milliseconds."""
    assert told({}, **headers).retry_after == seconds


def test_when_to_come_back_in_the_body():
    """Gemini says it in the body."""
    details = [{"@type": "RetryInfo", "retryDelay": "34.5s"}]
    assert told([{"error": {"code": 429, "details": details}}], 429).retry_after == 34.5


@pytest.mark.parametrize(("delay", "seconds"), [("1.2.3", None), ("9" * 300, 600), ("7200", 600)])
def test_a_wild_wait_in_the_body_is_held_to_the_longest(delay: str, seconds: float | None):
    """It is what the event tells, and how long the model is left alone."""
    details = [{"@type": "RetryInfo", "retryDelay": f"{delay}s"}]
    assert told([{"error": {"code": 429, "details": details}}], 429).retry_after == seconds
