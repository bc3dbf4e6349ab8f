"""Model probe: asks a model's server, as a call does, whether it has the model; costs no tokens.

the list of models         the model, without messages        it is
-------------------------  ---------------------------------  ----------------------------
has the model              not asked                          ok
has others alone           not asked                          not the model, named in it
403, 404, 405, 501, none   takes the request, or its form     ok, the model is not checked
403, 404, 405, 501, none   any other refusal                  what that means
any other refusal          not asked                          what that means
"""

import re
from contextlib import aclosing
from typing import Any

import aiohttp
import orjson

from coach.ports import ModelError
from conversation.errors import ErrorCode
from services.llm.causes import cause_of, model_error
from services.llm.http_client import HttpClient
from services.llm.refusal import ModelRefusal, RefusedError, read_refusal
from services.provider import Probe

_NO_LIST = {403, 404, 405, 501}  # 403: a key that may complete and not list
_FORM = (ErrorCode.COACH_REQUEST_REFUSED, ErrorCode.COACH_CONTEXT_TOO_SMALL)
_MOST_NAMED = 5
_DATE = re.compile(r"\d{8}|\d{4}-\d\d-\d\d")


async def probe_model(client: HttpClient, model: str) -> Probe:
    """Ask a server for a model."""
    host, hints = client.endpoint.host, client.endpoint.hints
    try:
        listed = await _models(client)
        if isinstance(listed, ModelRefusal):
            if listed.status not in _NO_LIST:
                return Probe(False, f"{host}: {model_error(listed, hints).message}")
        elif listed:
            return _found(model, listed, client)
        refusal = await _asked(client, model)
    except (aiohttp.ClientError, OSError, ModelError) as error:
        return Probe(False, f"{host} can't be reached ({type(error).__name__})")
    if refusal and cause_of(refusal).code not in _FORM:
        return Probe(False, f"{host}: {model_error(refusal, hints).message}")
    detail = f"{model} at {host}, which lists no models: whether it has it can't be told"
    return Probe(True, detail, told=False)


def _found(model: str, listed: list[str], client: HttpClient) -> Probe:
    host = client.endpoint.host
    if any(_is(name.removeprefix("models/"), model) for name in listed):
        return Probe(True, f"{model} at {host}")
    names = ", ".join(listed[:_MOST_NAMED]) + (", …" if len(listed) > _MOST_NAMED else "")
    setting = client.endpoint.hints.model
    return Probe(False, f"{host} has no model {model}; set {setting} to one that it has: {names}")


def _is(name: str, model: str) -> bool:
    """Whether a listed name means a model: with its tag, its date, or for any."""
    return name in (model, f"{model}:latest") or "*" in name or _dated(model, name)


def _dated(model: str, name: str) -> bool:
    return name.startswith(f"{model}-") and _DATE.fullmatch(name[len(model) + 1 :]) is not None


async def _models(client: HttpClient) -> list[str] | ModelRefusal:
    """The names that a server lists; empty where its answer is no list."""
    url = client.endpoint.models_url
    if url is None:
        return []
    try:
        body = await client.get(url)
    except RefusedError as error:
        return error.refusal
    told = read_refusal(200, {}, body)
    return told if told.is_foreign else _names(body)


def _names(body: bytes) -> list[str]:
    try:
        told: Any = orjson.loads(body)
    except ValueError:
        return []
    entries = told.get("data") if isinstance(told, dict) else None
    entries = entries if isinstance(entries, list) else []
    named = [entry.get("id") for entry in entries if isinstance(entry, dict)]
    return [name for name in named if isinstance(name, str)]


async def _asked(client: HttpClient, model: str) -> ModelRefusal | None:
    """A server's refusal of a request without messages, which it can't answer; None: it took it."""
    body = {"model": model, "messages": []}
    try:
        async with aclosing(client.stream(client.endpoint.url(model), body)) as received:
            start = await anext(received, b"")
    except RefusedError as error:
        return error.refusal
    told = read_refusal(200, {}, start)
    return told if told.is_foreign else None
