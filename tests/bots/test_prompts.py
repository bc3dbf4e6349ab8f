"""`callshadow prompts review`: what calls say of a prompt or a rule, and a better draft."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bots import cli, prompts
from bots.prompt_draft import DraftError
from conversation.events.event import CallEvent, EventType
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from peers.openai import OpenAIPeer
from pipeline.prompt_review import UnknownNameError
from prompts.loader import load_prompt
from prompts.mistake import PromptError
from settings import Settings, load
from stores.log.event_log import open_event_log
from tests.stores.events import NOON, started

COACH = load_prompt("coach", "en")
BETTER = COACH.system.replace("4. Be brief.", "4. Be brief, and ask before you advise.")
SAID = "Mail it to ann@example.com now, long before we really decide that."
TURN = Turn("c1", Speaker.CUSTOMER, SAID, 0, 9)
ANSWER = Turn("a1", Speaker.AGENT, "I will.", 20, 30)


def card(suggestion_id: str, **final: Any) -> list[tuple[EventType, dict[str, Any]]]:
    """A card that is shown, of a prompt or of a rule."""
    source = {"suggestion_id": suggestion_id, "turn_id": "c1", "lane": "llm", "specialist": "sales"}
    told = {"headline": "Ask", "questions": ["Why?"], "recommended_direction": "On."}
    return [
        (EventType.SUGGESTION_STARTED, source),
        (EventType.SUGGESTION_FINAL, source | told | final),
    ]


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A log with a call: a card of each of two versions, and one of a rule, rated."""
    rated = {"suggestion_id": "s1", "rating": "dismissed", "comment": "No."}
    quote = {"suggestion_id": "s1", "outcome": "ignored", "turn_id": "a1", "quote": "I will."}
    happened = [
        (EventType.TURN_FINAL, TURN.as_dict()),
        *card("s1", prompt="coach@6/en"),
        *card("s2", prompt="coach@7/en"),
        *card("s3", rules=["price_greet"]),
        (EventType.TURN_FINAL, ANSWER.as_dict()),
        (EventType.FEEDBACK_RECORDED, rated),
        (EventType.SUGGESTION_FOLLOWED, quote),
    ]
    settings = load(data_dir=tmp_path)
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        await log.append(started("CA1"))
        for at, (kind, data) in enumerate(happened, 1):
            await log.append(CallEvent("CA1", kind, NOON + timedelta(seconds=at), data))
    return settings


async def run(settings: Settings, *words: str, **model: Any) -> int:
    """What the command answers."""
    args = cli.build_parser().parse_args(["prompts", "review", *words])
    return await prompts.main(args, settings.model_copy(update=model))


def of(peer: OpenAIPeer) -> dict[str, Any]:
    """The settings that lead to a peer."""
    return load(openai_api_key="k", openai_base_url=peer.url).model_dump(
        include={"openai_api_key", "openai_base_url"}
    )


async def test_a_prompt_is_reviewed_for_people_and_programs(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its versions, the newest first, and its cards in their calls; one version alone by its id."""
    assert await run(settings, "coach") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "shown in" in line] == [
        "coach@7/en: 1 shown in 1 calls, 0 withdrawn",
        "coach@6/en: 1 shown in 1 calls, 0 withdrawn",
    ]
    assert "did not help (dismissed, ignored)  coach@6/en  CA1 s1" in lines
    await run(settings, "coach@6/en", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [version["key"] for version in told["versions"]] == ["coach@6/en"]
    assert told["versions"][0]["useful"]["tells"] is False
    assert (told["examples"][0]["agent"], told["examples"][0]["comment"]) == ("I will.", "No.")
    await run(settings, "price_greet", "--from", "2026-11-20", "--examples", "0")
    assert capsys.readouterr().out.startswith("rule price_greet\n")


async def test_a_name_that_is_none_is_told_with_those_that_are(settings: Settings) -> None:
    """The prompts and the rules that cards are of, in one line, with what was meant."""
    with pytest.raises(UnknownNameError) as error:
        await run(settings, "coahc")
    assert error.value.message == (
        "no shown card is of a prompt or a rule 'coahc'; there are cards of the prompts coach and"
        " of the rules price_greet; is 'coach' meant?"
    )
    with pytest.raises(UnknownNameError, match="none has been shown in these calls"):
        await run(settings, "coach", "--to", "2020-01-01")


async def test_a_draft_is_written_beside_nothing_that_is_in_use(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of a version that nobody has; what callers said went to the model redacted."""
    written = json.dumps({"changes": ["It asks first."], "system": BETTER})
    async with OpenAIPeer(lambda _: written, first_token_s=0, token_s=0) as peer:
        assert await run(settings, "coach", "--draft", **of(peer)) == 0
    file = settings.data_dir / "prompts" / "coach-8.en.yaml"
    assert f"{file} is written; nothing uses it yet" in capsys.readouterr().err
    assert load_prompt(str(file), "en").id == "coach@8/en"
    (asked,) = peer.requests
    told = asked.body["messages"][-1]["content"]
    assert "Mail it to [email 1] now" in told
    assert "ann@example.com" not in told
    assert "coach@6/en: 1 shown in 1 calls" in told


async def test_a_draft_that_can_not_be_used_is_not_written(settings: Settings) -> None:
    """One line says why, and no folder is made."""
    spoken = f"{BETTER}\nIf one says “long before we really decide that”, wait."
    written = json.dumps({"changes": [], "system": spoken})
    async with OpenAIPeer(lambda _: written, first_token_s=0, token_s=0) as peer:
        with pytest.raises(PromptError, match="is not written: it has words of a caller in it"):
            await run(settings, "coach", "--draft", **of(peer))
    assert not (settings.data_dir / "prompts").exists()


async def test_without_a_model_or_a_prompt_one_error_says_so(
    settings: Settings, tmp_path: Path
) -> None:
    """No model; a rule; and a file that is another prompt."""
    with pytest.raises(DraftError, match="--draft needs a language model"):
        await run(settings, "coach", "--draft")
    with pytest.raises(DraftError, match="price_greet is a rule"):
        await run(settings, "price_greet", "--draft")
    other = tmp_path / "mine.en.yaml"
    other.write_text("name: mine\nversion: 1\nlanguage: en\nextends: coach\n", "utf-8")
    with pytest.raises(DraftError, match="is the prompt mine, and not coach"):
        await run(settings, "coach", "--draft", "--prompt", str(other))
