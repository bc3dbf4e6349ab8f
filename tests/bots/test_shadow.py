"""`callshadow shadow run` and `compare`: a candidate on past calls, and the difference."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bots import cli, shadow
from bots.shadow_compare import ShadowError
from conversation.events.event import CallEvent, EventType
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from peers.openai import OpenAIPeer
from settings import Settings, load
from stores.log.event_log import open_event_log
from tests.stores.events import NOON, ended

CARD = {
    "suggestion_id": "s1",
    "turn_id": "c1",
    "lane": "llm",
    "specialist": "sales",
    "headline": "Say nothing of the kind",
    "questions": [],
    "recommended_direction": "On.",
    "signals_detected": ["price"],
    "priority": "low",
    "confidence": 0.5,
    "prompt": "coach@6/en",
    "latency_ms": {"from_turn_to_first": 700},
}
TURNS = (
    Turn("a1", Speaker.AGENT, "How can I help you today?", 0, 2_000),
    Turn("c1", Speaker.CUSTOMER, "Honestly, that's far too expensive for us.", 3_000, 6_000),
    Turn("a2", Speaker.AGENT, "I see what you mean.", 12_000, 14_000),
)


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A log with two ended calls: one with a card that was dismissed, one without a word."""
    playbook = {"name": "sales", "title": "Sales", "language": "en", "stages": []}
    begun = {"source": "twilio", "playbook": playbook, "language": "en"}
    rated = {"suggestion_id": "s1", "rating": "dismissed", "comment": ""}
    source = {name: CARD[name] for name in ("suggestion_id", "turn_id", "lane", "specialist")}
    happened = [
        *((EventType.TURN_FINAL, one.as_dict()) for one in TURNS[:2]),
        (EventType.SUGGESTION_STARTED, source),
        (EventType.SUGGESTION_FINAL, CARD),
        (EventType.TURN_FINAL, TURNS[2].as_dict()),
        (EventType.FEEDBACK_RECORDED, rated),
    ]
    async with open_event_log(f"sqlite:///{tmp_path / 'calls.db'}") as log:
        for call_id, told in (("CA1", happened), ("CA2", [])):
            for at, (kind, data) in enumerate([(EventType.CALL_STARTED, begun), *told]):
                await log.append(CallEvent(call_id, kind, NOON + timedelta(seconds=at), data))
            await log.append(ended(call_id, NOON + timedelta(seconds=20)))
    return load(data_dir=tmp_path, coach_meaning=False)


async def run(settings: Settings, *words: str) -> int:
    """What the command answers."""
    return await shadow.main(cli.build_parser().parse_args(["shadow", *words]), settings)


async def test_a_model_coaches_past_calls_again_and_is_compared(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a prompt of one's own; the call's events stay as they were."""
    prompt = tmp_path / "mine.yaml"
    prompt.write_text("name: mine\nversion: 2\nlanguage: en\nextends: coach\n", "utf-8")
    async with OpenAIPeer(first_token_s=0, token_s=0) as peer:
        model = load(openai_api_key="k", openai_base_url=peer.url)
        keys = model.model_dump(include={"openai_api_key", "openai_base_url"})
        with_model = settings.model_copy(update=keys)
        for _ in range(2):
            assert await run(with_model, "run", "--prompt", str(prompt)) == 0
        assert peer.requests
    assert capsys.readouterr().out.splitlines()[:2] == [
        "prompt mine@2/en: 1 of 2 calls replayed",
        "  CA2: nothing was said in it",
    ]
    assert await run(settings, "compare") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("A: what agents were shown, B: prompt mine@2/en; 1 call, ")
    assert "  another card        1" in lines
    assert "  A         Say nothing of the kind" in lines
    await run(settings, "compare", "prompt mine@2/en", "--json", "--examples", "1")
    told = json.loads(capsys.readouterr().out)
    assert (told["calls"], told["pairings"]["other"], told["spared"]["of"]) == (1, 1, 1)
    assert told["examples"][0]["b"]["prompt"] in ("mine@2/en", None)
    assert told["agreed"]["tells"] is False


async def test_a_playbook_is_a_candidate_for_the_calls_of_the_default_one(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its rules alone where there is no model; calls of another playbook are passed over."""
    assert await run(settings, "run", "--playbook", "sales", "--limit", "9") == 0
    assert "1 of 2 calls replayed" in capsys.readouterr().out
    other = settings.model_copy(update={"coach_playbook": "support"})
    await run(other, "run", "--playbook", "support")
    told = "CA1: it has the playbook sales, and no candidate for that"
    assert told in capsys.readouterr().out
    french: dict[str, Any] = {"coach_language": "fr"}
    with pytest.raises(ShadowError, match=r"say which candidate is meant: 'playbook sales@"):
        await _second(settings.model_copy(update=french))


async def _second(settings: Settings) -> None:
    """Run another candidate, and compare without a name."""
    await run(settings, "run", "--playbook", "sales")
    await run(settings, "compare")


async def test_what_is_lacking_is_told_in_a_line(settings: Settings) -> None:
    """No candidate, no call, no record, and a name that is none."""
    with pytest.raises(ShadowError, match="name one by --prompt, --playbook or --models"):
        await run(settings, "run")
    with pytest.raises(ShadowError, match="no candidate has run yet"):
        await run(settings, "compare")
    with pytest.raises(ShadowError, match="there is no ended call to replay"):
        await run(settings, "run", "--playbook", "sales", "--to", "2020-01-01")
    await run(settings, "run", "--playbook", "sales")
    with pytest.raises(ShadowError, match="there is no candidate 'playbook slaes'; is 'playbook"):
        await run(settings, "compare", "playbook slaes")
    with pytest.raises(ShadowError, match="no call of that time was heard"):
        await run(settings, "compare", "--to", "2020-01-01")
