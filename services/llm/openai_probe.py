"""Model probe: asks a model's server, as a call does, whether it has the model; costs no tokens.

the list of models         `/chat/completions`, no messages   it is
-------------------------  ---------------------------------  ----------------------------
has the model              not asked                          ok
has others alone           not asked                          not the model, named in it
403, 404, 405, 501, none   takes the request, or its form     ok, the model is not checked
403, 404, 405, 501, none   any other refusal                  what that means
any other refusal          not asked                          what that means
"""

import json
from typing import Any

import httpx2
import openai
from openai import AsyncOpenAI

from conversation.errors import ErrorCode
from services.llm.causes import cause_of, model_error
from services.llm.refusal import Refusal, read_refusal
from services.provider import Probe

_NO_LIST = {403, 404, 405, 501}  # 403: a key that may complete and not list
_FORM = (ErrorCode.COACH_REQUEST_REFUSED, ErrorCode.COACH_CONTEXT_TOO_SMALL)
_MOST_NAMED = 5


async def probe_model(client: AsyncOpenAI, model: str) -> Probe:
    """Ask a server for a model."""
    host = client.base_url.host
    try:
        listed = await _models(client)
        if isinstance(listed, Refusal):
            if listed.status not in _NO_LIST:
                return Probe(False, f"{host}: {model_error(listed).message}")
        elif listed:
            return _found(model, listed, host)
        refusal = await _asked(client, model)
    except (openai.OpenAIError, httpx2.HTTPError) as error:
        cause = error.__cause__ or error
        return Probe(False, f"{host} can't be reached ({type(cause).__name__})")
    if refusal and cause_of(refusal).code not in _FORM:
        return Probe(False, f"{host}: {model_error(refusal).message}")
    detail = f"{model} at {host}, which lists no models: whether it has it can't be told"
    return Probe(True, detail, told=False)


def _found(model: str, listed: list[str], host: str) -> Probe:
    if any(
        name.removeprefix("models/") in (model, f"{model}:latest") or "*" in name for name in listed
    ):
        return Probe(True, f"{model} at {host}")
    names = ", ".join(listed[:_MOST_NAMED]) + (", …" if len(listed) > _MOST_NAMED else "")
    return Probe(False, f"{host} has no model {model}; set COACH_MODEL to one that it has: {names}")


async def _models(client: AsyncOpenAI) -> list[str] | Refusal:
    """The names that a server lists; empty where its answer is no list."""
    try:
        async with client.models.with_streaming_response.list() as response:
            body = await response.read()
    except openai.APIStatusError as error:
        return _refusal(error)
    told = read_refusal(200, {}, body)
    return told if told.is_foreign else _names(body)


def _names(body: bytes) -> list[str]:
    try:
        told: Any = json.loads(body)
    except ValueError:
        return []
    entries = told.get("data") if isinstance(told, dict) else None
    named = [entry.get("id") for entry in entries or [] if isinstance(entry, dict)]
    return [name for name in named if isinstance(name, str)]


async def _asked(client: AsyncOpenAI, model: str) -> Refusal | None:
    """A server's refusal of a request without messages, which it can't answer; None: it took it."""
    completions = client.chat.completions.with_streaming_response
    try:
        async with completions.create(model=model, messages=[]) as response:
            start = await anext(response.iter_bytes(), b"")
    except openai.APIStatusError as error:
        return _refusal(error)
    told = read_refusal(200, {}, start)
    return told if told.is_foreign else None


def _refusal(error: openai.APIStatusError) -> Refusal:
    said = error.response
    return read_refusal(said.status_code, said.headers, said.content)
