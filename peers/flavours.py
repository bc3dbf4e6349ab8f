"""Flavours of chat completions: what each vendor's server wants, refuses and tells of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]
Refusal = tuple[int, Any]


def _takes_all(_: Body) -> Refusal | None:
    return None


@dataclass(frozen=True)
class Flavour:
    """One vendor's chat completions.

    Attributes:
        base: What the address that users set ends in.
        path: Where a completion is asked for.
        models_path: Where the models are listed; None where they are not.
        key_header: The header with the key; None where none is wanted.
        refuses: The status and body for a request that the vendor would not take, or None.
        usage: `asked`: told where `stream_options` asks for it; `told`: in the last chunk, unasked.
        fields: What its answers have beside OpenAI's.
    """

    base: str = "/v1"
    path: str = "/v1/chat/completions"
    models_path: str | None = "/v1/models"
    key_header: str | None = "authorization"
    refuses: Callable[[Body], Refusal | None] = _takes_all
    usage: str = "asked"
    fields: Body = field(default_factory=dict)


def _mistral_refuses(body: Body) -> Refusal | None:
    """422 in FastAPI's words, as for any field that it does not know."""
    strange = {"stream_options", "max_completion_tokens"} & body.keys()
    if not strange:
        return None
    found = [
        {"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}
        for name in sorted(strange)
    ]
    return 422, {"object": "error", "message": {"detail": found}, "type": "invalid_request_error"}


OPENAI = Flavour()
AZURE = Flavour(
    base="",
    path="/openai/v1/chat/completions",
    models_path=None,
    key_header="api-key",
    fields={"prompt_filter_results": []},
)
AZURE_BY_DEPLOYMENT = Flavour(
    base="",
    path="/openai/deployments/m/chat/completions?api-version=2024-10-21",
    models_path=None,
    key_header="api-key",
)
MISTRAL = Flavour(refuses=_mistral_refuses, usage="told")
OLLAMA = Flavour(base="", key_header=None, fields={"system_fingerprint": "fp_ollama"})


def key_in(flavour: Flavour, headers: dict[str, str]) -> str:
    """The key that a request carries; empty without one."""
    value = headers.get(flavour.key_header or "", "")
    return value.removeprefix("Bearer ").strip() if flavour.key_header else "none"


def parsed(raw: bytes) -> Body | None:
    """The JSON object of a body; None where it is none."""
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
