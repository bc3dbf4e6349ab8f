"""The lines of the models in `callshadow check`."""

from bots.check_finding import CheckState
from bots.models_check import check_models
from peers.anthropic import AnthropicPeer
from peers.openai import OpenAIPeer
from settings import load

CHAIN = "openai:gpt-4.1-mini,anthropic:claude-haiku-4-5"


async def test_each_model_of_the_chain_is_asked():
    """One that works is enough for advice; the others are named with what to do."""
    async with OpenAIPeer(api_key="right") as first, AnthropicPeer() as second:
        settings = load(
            coach_models=CHAIN,
            openai_base_url=first.url,
            openai_api_key="wrong",
            anthropic_base_url=second.url,
            anthropic_api_key="k",
        )
        finding = await check_models(settings)
    assert (finding.state, finding.stops) == (CheckState.FAILED, False)
    told, one, two = finding.detail.splitlines()
    assert told == "anthropic:claude-haiku-4-5 advises"
    assert one.startswith("1. openai:gpt-4.1-mini: failed, 127.0.0.1: The model's server refused")
    assert two == "2. anthropic:claude-haiku-4-5: ok, claude-haiku-4-5 at 127.0.0.1"


async def test_a_chain_of_which_nobody_answers():
    """Then the phone bot can't run as it is set."""
    async with OpenAIPeer() as first:
        gone = first.url
    finding = await check_models(
        load(coach_models="openai:a,compatible:b", openai_base_url=gone, compatible_base_url=gone)
    )
    assert (finding.state, finding.stops) == (CheckState.FAILED, True)
    assert finding.detail.startswith("none of the chain can advise\n1. openai:a: failed, ")
