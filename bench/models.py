"""CPU of one streamed answer, by provider, through the product's chain; the peers are elsewhere.

    uv run python -m bench.models [--answers N]

A line a provider: ms of CPU in this process for an answer of some 60 pieces, the first field's
wait, and what the openai library takes for the same answer.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager

from openai import AsyncOpenAI

from bench.table import table
from coach.ports import AnsweredBy, ModelRequest
from conversation.coaching.model_answer import ADVICE_FORM
from peers import flavours
from peers.anthropic import AnthropicPeer
from peers.openai import OpenAIPeer
from prompts.loader import load_playbook, load_prompt
from services.llm.dialects.chat_body import chat_body
from services.llm.model_chain import open_models
from services.llm.request_form import RequestForm
from settings import load

FIRST_S, TOKEN_S = 0.05, 0.005
AT_ONCE = 10
PEERS = {
    "openai": (flavours.OPENAI, "openai_base_url"),
    "azure": (flavours.AZURE, "azure_openai_endpoint"),
    "anthropic": (None, "anthropic_base_url"),
    "mistral": (flavours.MISTRAL, "mistral_base_url"),
    "ollama": (flavours.OLLAMA, "ollama_base_url"),
}
KEYS = {f"{name}_api_key": "k" for name in ("openai", "azure_openai", "anthropic", "mistral")}
Ask = Callable[[], Awaitable[float]]
"""Asks once; returns the wait for the first field, s."""


def messages() -> list[dict[str, str]]:
    """A prompt of the length of a call's."""
    playbook = load_playbook("sales", "en")
    system = load_prompt("coach", "en")._system.render(playbook=playbook, language="en")
    said = "\n".join(
        f"[c{n}] customer: It is too expensive for a team like ours." for n in range(30)
    )
    return [{"role": "system", "content": system}, {"role": "user", "content": said}]


@asynccontextmanager
async def peer_process(provider: str):
    """A peer in a process of its own; its address."""
    args = [sys.executable, "-m", "bench.models", "--serve", provider]
    process = await asyncio.create_subprocess_exec(*args, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def serve(provider: str) -> None:
    """Be the peer."""
    flavour = PEERS[provider][0]
    peer = OpenAIPeer(first_token_s=FIRST_S, token_s=TOKEN_S, flavour=flavour or flavours.OPENAI)
    if flavour is None:
        peer = AnthropicPeer(first_token_s=FIRST_S, token_s=TOKEN_S)
    async with peer:
        print(peer.url, flush=True)
        await asyncio.Event().wait()


async def measured(ask: Ask, answers: int) -> tuple[float, float]:
    """CPU of an answer, ms, and the median wait for the first field, ms."""
    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    waits: list[float] = []
    began = time.process_time()
    for _ in range(answers // AT_ONCE):
        waits += await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    cpu = (time.process_time() - began) / len(waits)
    return cpu * 1000, sorted(waits)[len(waits) // 2] * 1000


async def by_product(provider: str, url: str, answers: int) -> tuple[float, float]:
    """Through the chain, as a call asks."""
    request = ModelRequest(messages())
    settings = load(coach_models=f"{provider}:m", **{PEERS[provider][1]: url}, **KEYS)
    async with open_models(settings) as models:
        assert models

        async def ask() -> float:
            began, first = time.monotonic(), 0.0
            async for piece in models.stream(request):
                if isinstance(piece, AnsweredBy):
                    first = time.monotonic() - began
            return first

        return await measured(ask, answers)


async def by_library(url: str, answers: int) -> tuple[float, float]:
    """Through the openai library, the same request."""
    body = chat_body("m", messages(), ADVICE_FORM, RequestForm(), {})
    async with AsyncOpenAI(api_key="k", base_url=url) as client:

        async def ask() -> float:
            began, first = time.monotonic(), 0.0
            async for chunk in await client.chat.completions.create(**body):
                if chunk.choices and chunk.choices[0].delta.content and not first:
                    first = time.monotonic() - began
            return first

        return await measured(ask, answers)


async def main(answers: int) -> None:
    """Measure all of them, one after the other."""
    rows = []
    for provider in PEERS:
        async with peer_process(provider) as url:
            rows.append(
                [provider, *(f"{ms:.1f}" for ms in await by_product(provider, url, answers))]
            )
            if provider == "openai":
                told = await by_library(url, answers)
                rows.append(["openai, by its library", *(f"{ms:.1f}" for ms in told)])
    print(table(["provider", "CPU ms an answer", "first field, ms"], rows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=200)
    parser.add_argument("--serve", choices=PEERS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    asyncio.run(serve(args.serve) if args.serve else main(args.answers))
