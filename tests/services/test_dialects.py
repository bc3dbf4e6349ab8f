"""Each provider's wire format, through the real client, against a peer that is strict about it."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from coach.ports import Messages, ModelError, ModelRequest
from conversation.coaching.advice import Advice
from conversation.coaching.usage import Usage
from peers import flavours
from peers.anthropic import CACHED, AnthropicPeer
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from services.llm.chat_model import ChatModel
from services.llm.http_client import open_client
from services.llm.model_probe import probe_model
from services.llm.providers import endpoint_of
from settings import load
from settings.model_names import ModelName

KEY = "a-key"
MESSAGES: Messages = [
    {"role": "system", "content": "You coach."},
    {"role": "user", "content": "[c1] customer: It is too expensive."},
]
Settings = dict[str, Any]


def chat_peer(flavour: flavours.Flavour) -> OpenAIPeer:
    return OpenAIPeer(first_token_s=0, token_s=0, api_key=KEY, flavour=flavour)


def anthropic_peer() -> OpenAIPeer:
    return AnthropicPeer(first_token_s=0, token_s=0, api_key=KEY)


PROVIDERS: dict[str, tuple[str, Callable[[], OpenAIPeer], str, Settings]] = {
    "openai": ("openai", lambda: chat_peer(flavours.OPENAI), "openai_base_url", {}),
    "azure": ("azure", lambda: chat_peer(flavours.AZURE), "azure_openai_endpoint", {}),
    "azure, by deployment": (
        "azure",
        lambda: chat_peer(flavours.AZURE_BY_DEPLOYMENT),
        "azure_openai_endpoint",
        {"azure_openai_api_version": "2024-10-21"},
    ),
    "anthropic": ("anthropic", anthropic_peer, "anthropic_base_url", {}),
    "mistral": ("mistral", lambda: chat_peer(flavours.MISTRAL), "mistral_base_url", {}),
    "ollama": ("ollama", lambda: chat_peer(flavours.OLLAMA), "ollama_base_url", {}),
    "compatible": ("compatible", lambda: chat_peer(flavours.OPENAI), "compatible_base_url", {}),
}
KEYS: Settings = {
    "openai_api_key": KEY,
    "azure_openai_api_key": KEY,
    "anthropic_api_key": KEY,
    "mistral_api_key": KEY,
    "compatible_api_key": KEY,
}


@asynccontextmanager
async def opened(case: str, **settings: Any) -> AsyncIterator[tuple[OpenAIPeer, ChatModel]]:
    """A peer, and a model of it as the settings make it."""
    provider, make_peer, address, more = PROVIDERS[case]
    async with make_peer() as peer:
        known = load(**{address: peer.url}, **KEYS, **more, **settings)
        endpoint = endpoint_of(known, ModelName(provider, "m"))
        async with open_client(endpoint, 60) as client:
            yield peer, ChatModel(client, "m")


async def answer(model: ChatModel) -> tuple[str, Usage | None]:
    """What a model writes, and the tokens that it took."""
    pieces = [piece async for piece in model.stream(ModelRequest(MESSAGES))]
    usages = [piece for piece in pieces if isinstance(piece, Usage)]
    assert len(usages) <= 1
    return "".join(p for p in pieces if isinstance(p, str)), next(iter(usages), None)


@pytest.mark.parametrize("case", PROVIDERS)
async def test_a_provider_answers(case: str):
    """One request, no more: advice that is held to its schema, piece by piece, and its tokens."""
    async with opened(case) as (peer, model):
        text, usage = await answer(model)
        told = json.loads(text)
        assert told.pop("worth_saying") is True
        assert Advice.model_validate(told).headline == "Answer turn cb"
        assert usage
        assert usage.output > 10
        assert len(peer.requests) == 1
        assert peer.requests[0].body["stream"] is True


@pytest.mark.parametrize("case", PROVIDERS)
async def test_an_answer_that_is_not_streamed(case: str):
    """A server that ignores `stream` is read as well."""
    async with opened(case) as (peer, model):
        peer.trouble = Trouble(unstreamed=True)
        text, usage = await answer(model)
        assert json.loads(text)["headline"] == "Answer turn cb"
        assert usage


@pytest.mark.parametrize("case", PROVIDERS)
@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble(status=500), "coach_unavailable"),
        (Trouble(status=401), "coach_unauthorized"),
        (Trouble(status=429, retry_after_s=7), "coach_rate_limited"),
        (Trouble(status=529), "coach_unavailable"),
        (Trouble(cut_after=2), "coach_unavailable"),
    ],
    ids=["500", "401", "429", "529", "cut"],
)
async def test_a_failure_has_its_code(case: str, trouble: Trouble, code: str):
    """Whatever the words; a limit says when to come back, and a key names its own setting."""
    async with opened(case) as (peer, model):
        peer.trouble = trouble
        with pytest.raises(ModelError) as caught:
            await answer(model)
        assert caught.value.code == code
        assert caught.value.retry_after == trouble.retry_after_s
        if code == "coach_unauthorized" and case == "anthropic":
            assert "ANTHROPIC_API_KEY" in caught.value.message


@pytest.mark.parametrize("case", PROVIDERS)
async def test_a_tool_holds_the_answer_where_a_schema_is_refused(case: str):
    """The second best: the arguments of a tool that the model is told to call."""
    async with opened(case) as (peer, model):
        peer.refuse = lambda body: (
            (400, {"error": {"message": "json_schema is not supported"}})
            if {"output_config", "response_format"} & body.keys()
            else None
        )
        for _ in range(2):
            assert json.loads((await answer(model))[0])["headline"] == "Answer turn cb"
        _, *later = peer.requests
        assert len(later) == 2
        assert all("tools" in request.body for request in later)
        peer.trouble = Trouble(unstreamed=True)
        if case == "anthropic":
            assert json.loads((await answer(model))[0])["headline"] == "Answer turn cb"


@pytest.mark.parametrize("case", PROVIDERS)
async def test_a_parameter_that_is_refused_is_dropped(case: str):
    """What is set is asked for by the provider's own name, and left out once it is refused."""
    wanted: Settings = {"coach_temperature": 0.2, "coach_max_tokens": 400}
    async with opened(case, **wanted) as (peer, model):
        peer.refuse = lambda body: (
            (400, {"error": {"message": "Unsupported value: 'temperature' does not support 0.2"}})
            if "temperature" in body
            else None
        )
        for _ in range(2):
            assert (await answer(model))[0]
        bodies = [request.body for request in peer.requests]
        assert [body.get("temperature") for body in bodies] == [0.2, None, None]
        assert all(400 in (b.get("max_tokens"), b.get("max_completion_tokens")) for b in bodies)


@pytest.mark.parametrize("case", PROVIDERS)
async def test_a_provider_is_probed(case: str):
    """By its list of models where it has one; a model that is not there is not found."""
    provider, make_peer, address, more = PROVIDERS[case]
    async with make_peer() as peer:
        known = load(**{address: peer.url}, **KEYS, **more)
        listed = "claude-haiku-4-5" if provider == "anthropic" else "gpt-4.1-mini"
        async with open_client(endpoint_of(known, ModelName(provider, "m")), 60) as client:
            assert (await probe_model(client, listed if provider != "azure" else "m")).ok
            if provider != "azure":
                assert not (await probe_model(client, "m")).ok
        assert peer.requests == []


async def test_the_static_part_is_marked_for_anthropics_cache():
    """It is read from the cache the second time, and counted among the input, as OpenAI does."""
    async with opened("anthropic") as (peer, model):
        first, second = (await answer(model))[1], (await answer(model))[1]
        assert first
        assert second
        assert (first.input, first.cached, first.written) == (100 + CACHED, 0, CACHED)
        assert (second.input, second.cached, second.written) == (100 + CACHED, CACHED, 0)
        body = peer.requests[0].body
        assert [block["text"] for block in body["system"]] == ["You coach."]
        assert body["messages"] == MESSAGES[1:]


async def test_a_cache_that_is_refused_is_done_without():
    """Servers that only resemble Anthropic's may know no such mark."""
    async with opened("anthropic") as (peer, model):
        peer.refuse = lambda body: (
            (400, {"type": "error", "error": {"message": "cache_control: Extra inputs"}})
            if "cache_control" in body["system"][0]
            else None
        )
        assert (await answer(model))[0]
        assert "cache_control" not in peer.requests[-1].body["system"][0]


async def test_a_model_of_anthropics_that_declines():
    """Its `stop_reason` says so."""
    async with opened("anthropic") as (peer, model):
        peer.trouble = Trouble(refusal="I can't.")
        with pytest.raises(ModelError) as caught:
            await answer(model)
        assert caught.value.refused
