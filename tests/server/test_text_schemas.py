"""Schemas of the text API: what a message may be."""

from typing import Any

import httpx

from tests.server.stage import said

TOO_DEAR = {"text": "That's too expensive for us."}
DEEP = b"[" * 500 + b"]" * 500


async def test_client_is_another_word_for_customer(api: httpx.AsyncClient) -> None:
    """`client` is heard as the customer; the agent gets no advice on their own words."""
    for speaker, heard in (("client", "customer"), ("customer", "customer"), ("agent", "agent")):
        answer = await said(api, "/api/process", **TOO_DEAR, speaker=speaker)
        assert answer["turn"]["speaker"] == heard
        assert bool(answer["suggestion"]) == (heard == "customer")


BAD_MESSAGES: list[tuple[dict[str, Any], str]] = [
    ({}, "body.text"),
    ({"text": ""}, "body.text"),
    ({"text": " \n"}, "body.text"),
    ({"text": "a" * 10_001}, "body.text"),
    ({"text": "Hi.", "speaker": "narrator"}, "body.speaker"),
    ({"text": "Hi.", "confidence": 1.5}, "body.confidence"),
    ({"text": "Hi.", "confidence": "0.5"}, "body.confidence"),
    ({"text": "Hi.", "timestamp": 1763625600}, "body.timestamp"),
    ({"text": "Hi.", "timestamp": "noon"}, "body.timestamp"),
    ({"text": "Hi.", "metadata": []}, "body.metadata"),
    ({"text": "Hi.", "mood": "good"}, "body.mood"),
]


STRANGE_BODIES = [
    (b'{"text": "Hi.", "confidence": NaN}', 422, "invalid_request"),
    (b'{"text": "\\ud800"}', 422, "invalid_request"),
    (b'{"text": "Hi.", "metadata": {"n": Infinity}}', 422, "invalid_request"),
    (b'{"text": "Hi.", "metadata": {"s": "\\ud800"}}', 422, "invalid_request"),
    (b'{"text": "Hi.", "metadata": {"d": ' + DEEP + b"}}", 422, "invalid_request"),
    (b'{"text": ', 422, "invalid_request"),
    (b'{"text": "\xff"}', 400, "bad_request"),
    (b'{"text": "Hi.", "metadata": {"n": 1' + b"0" * 5000 + b"}}", 400, "bad_request"),
    (b'{"text": ' + b"[" * 100_000, 400, "bad_request"),
    (b'{"text": "' + b"a" * 2**20 + b'"}', 413, "body_too_large"),
]


async def test_a_bad_message_is_refused_by_name(api: httpx.AsyncClient) -> None:
    """422, with the place of the mistake and not the words."""
    for message, place in BAD_MESSAGES:
        answer = await api.post("/api/process", json=message)
        assert (answer.status_code, answer.json()["error_code"]) == (422, "invalid_request")
        assert answer.json()["message"].startswith(f"{place}: ")


async def test_a_strange_body_is_refused(api: httpx.AsyncClient) -> None:
    """What is JSON only nearly, or far too much, has an error of its own and harms nothing."""
    headers = {"Content-Type": "application/json"}
    for body, status, code in STRANGE_BODIES:
        answer = await api.post("/api/process", content=body, headers=headers)
        assert (answer.status_code, answer.json()["error_code"]) == (status, code), body[:80]


async def test_strange_words_are_words(api: httpx.AsyncClient) -> None:
    """NUL, other scripts and a single sign are taken as they are."""
    for text in ("too dear\0 really", "כל כך יקר?", "?!", "\N{PILE OF POO}" * 50):
        assert (await said(api, "/api/process", text=text))["turn"]["text"] == text
