"""The summary of an ended call, by rules and by a model that invents."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from coach.ports import ModelError
from conversation.events.event import EventType
from conversation.events.payloads import TurnFinal
from peers.inventive import inventive
from peers.openai import OpenAIPeer
from peers.openai_reply import Trouble
from pipeline.runtime import Runtime
from prompts.mistake import PromptError
from tests.server.stage import end_call, make_runtime, start_call
from tests.summaries import CALL, INVENTED, TRUE, turns_of
from workflows.summaries import SummaryWish, summaries_of
from workflows.summary_writer import PART_TOKENS, parts_of

CALL_ID = "CA-summary"


@pytest.fixture
async def model() -> AsyncIterator[OpenAIPeer]:
    async with OpenAIPeer(inventive(TRUE), first_token_s=0, token_s=0) as peer:
        yield peer


async def told(runtime: Runtime) -> None:
    """The call, to its end."""
    await start_call(runtime, CALL_ID, "maria")
    for turn in turns_of(CALL):
        await runtime.events.publish(CALL_ID, TurnFinal(turn))
    await end_call(runtime, CALL_ID)


async def data_of(runtime: Runtime, **wish: Any) -> dict[str, Any]:
    event = await summaries_of(runtime).publish(CALL_ID, SummaryWish(**wish))
    assert event.type is EventType.CALL_SUMMARY
    return event.data


async def test_without_a_model_rules_write(tmp_path: Path) -> None:
    """The language is that of the settings, or of the wish."""
    async with make_runtime(tmp_path, summary_language="es", coach_meaning=False) as runtime:
        await told(runtime)
        data = await data_of(runtime)
        assert (data["by"], data["prompt"], data["language"]) == ("rules", None, "es")
        assert data["email"]["body"].startswith("Hola, Dana Whitfield:")
        assert (await data_of(runtime, language="fr", by="sam"))["requested_by"] == "sam"
        with pytest.raises(PromptError, match="no prompt 'coach' for summaries"):
            await data_of(runtime, prompt="coach")


async def test_a_models_inventions_are_dropped(tmp_path: Path, model: OpenAIPeer) -> None:
    """What is true stands, what it costs is counted, and prompts may be chosen."""
    model.answer = inventive(
        [*TRUE, *INVENTED[:8]],
        agreed=[INVENTED[14], TRUE[7]],
        next_step={"text": TRUE[7][0], "date": "Friday", "turn_ids": ["a12"]},
        fields=[
            {"name": "budget", "value": "4000", "quote": "around four thousand", "turn_id": "c4"},
            {"name": "timeline", "value": "May", "quote": "in May", "turn_id": "c4"},
        ],
        email_subject="Our call",
        email_body="Hello,\nI will send you the offer on Friday. You get 50 percent off.",
    )
    async with make_runtime(tmp_path, openai_base_url=model.url, coach_meaning=False) as runtime:
        await told(runtime)
        data = await data_of(runtime, prompt="call_summary_brief")
        events = await runtime.log.read(CALL_ID)
    assert [one["text"] for one in data["minutes"]] == [text for text, _ in TRUE]
    assert [one["text"] for one in data["customer"]["agreed"]] == [TRUE[7][0]]
    assert data["lead"]["next_step"]["date"] == "Friday"
    states = {one["name"]: (one["state"], one["value"]) for one in data["fields"]}
    assert states["budget"] == ("told", "4000")
    assert states["timeline"] == ("not_asked", None)
    assert data["email"]["body"] == "Hello,\nI will send you the offer on Friday."
    assert (data["by"], data["dropped"]) == ("gpt-4.1-mini", 11)
    assert data["prompt"] == "call_summary_brief@1/en"
    (usage,) = (one.data for one in events if one.type is EventType.USAGE_UPDATED)
    assert (usage["requests"], usage["by"][0]["specialist"]) == (1, "call_summary")


async def test_where_little_is_faithful_rules_write(tmp_path: Path, model: OpenAIPeer) -> None:
    """Nothing of what was invented is shown, and how much there was is told."""
    model.answer = inventive(INVENTED)
    async with make_runtime(tmp_path, openai_base_url=model.url, coach_meaning=False) as runtime:
        await told(runtime)
        data = await data_of(runtime)
        shown = str(data)
    assert (data["by"], data["dropped"]) == ("rules", len(INVENTED))
    assert not [text for text, _ in INVENTED if text in shown]


async def test_a_failure_that_may_pass_is_told(tmp_path: Path, model: OpenAIPeer) -> None:
    """So that it is tried again; the last time rules write. An answer that is none is the same."""
    async with make_runtime(tmp_path, openai_base_url=model.url, coach_meaning=False) as runtime:
        await told(runtime)
        for trouble, answer in ((Trouble(status=503), inventive(TRUE)), (None, lambda _: "No.")):
            model.trouble, model.answer = trouble, answer
            with pytest.raises(ModelError) as failure:
                await data_of(runtime)
            assert failure.value.retryable
            assert (await data_of(runtime, is_last_try=True))["by"] == "rules"


async def test_who_may_not_ask_the_model_gets_rules(tmp_path: Path, model: OpenAIPeer) -> None:
    """A wrong key won't be right the next time."""
    model.trouble = Trouble(status=401)
    async with make_runtime(tmp_path, openai_base_url=model.url, coach_meaning=False) as runtime:
        await told(runtime)
        assert (await data_of(runtime))["by"] == "rules"


def test_a_long_call_is_asked_about_in_parts() -> None:
    """Each turn in one of them, in their order."""
    turns = turns_of("\n".join(["customer: " + "word " * 1000] * 20))
    parts = list(parts_of(turns))
    assert [turn for part in parts for turn in part] == turns
    assert len(parts) > PART_TOKENS // 12_000
