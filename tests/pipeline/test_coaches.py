"""What coaches the calls of each playbook and language, and what does where there is none."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from loguru import logger

from coach.model_advisor import ModelAdvisor
from conversation.memory.conversation import Conversation
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from pipeline.call_coaching import outline
from pipeline.coaches import Coaches, open_coaches
from pipeline.meaning import Meanings
from prompts.shelf import Shelf
from services.llm.model_chain import coach_source
from settings import load
from tests.coach.test_meaning import SlowEncoder
from tests.prompts.family import change, family

MODEL: dict[str, Any] = {"openai_base_url": "http://127.0.0.1:9/v1"}
TOO_DEAR = {
    "en": "It is too expensive for us.",
    "fr": "C'est beaucoup trop cher pour nous.",
    "es": "Es demasiado caro para nosotros.",
}


@pytest.fixture
def told() -> Any:
    """The warnings and errors of the log."""
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}", level="WARNING")
    yield lines
    logger.remove(sink)


def signals(coaches: Any, language: str) -> list[str]:
    """What a customer's objection to a price is to the rules of a factory."""
    turn = Turn("c1", Speaker.CUSTOMER, TOO_DEAR[language], 0, 900)
    found = coaches.playbook.advise(turn, [])
    return list(found[0].signals_detected) if found else []


async def test_each_language_has_its_playbook_made_once() -> None:
    """However many calls ask for it at the same time; the default one is there from the start."""
    async with open_coaches(load()) as coaches:
        assert coaches.default is await coaches.of("sales", "en")
        french, again, spanish = await asyncio.gather(
            *(coaches.of("sales", tag) for tag in ("fr", "fr", "es"))
        )
        assert french is again
        for factory, tag in ((coaches.default, "en"), (french, "fr"), (spanish, "es")):
            assert factory.playbook.language == tag
            assert signals(factory, tag)[:1] == ["price_objection"]
        assert (await coaches.of("support", "fr")).playbook.id.startswith("support@")


async def test_a_model_coaches_without_rules_where_there_is_no_playbook(told: list[str]) -> None:
    """Guided by the playbook of another language; that is said once, and is no error."""
    async with open_coaches(load(**MODEL)) as coaches:
        german = await coaches.of("sales", "de")
        assert await coaches.of("sales", "de") is german
        assert isinstance(german.model, ModelAdvisor)
        assert german.model.author.prompt == coaches.default.model.author.prompt  # pyright: ignore
        assert german.playbook.rules == []
        assert signals(german, "en") == []
        assert german.playbook.language == "de"
        told_of = outline(coaches.default.playbook)
        assert outline(german.playbook) == told_of | {"language": "de"}
        source = coach_source(coaches.settings, german.playbook)
        assert source.working
        assert "without rules" in source.detail
    [line] = told
    assert line.startswith("calls in 'de' are coached by the model alone, guided by the playbook")
    assert coaches.default.playbook.rules


async def test_nobody_coaches_where_there_is_neither(told: list[str]) -> None:
    """The log says so, and the source of the advice is not at work; nothing fails."""
    async with open_coaches(load()) as coaches:
        factory = await coaches.of("sales", "de")
        coach = factory.coach_for(Conversation(), lambda _: asyncio.sleep(0))
        await coach.end(0)
        source = coach_source(coaches.settings, factory.playbook)
        assert (source.code, source.working) == ("coach_no_playbook", False)
        assert "in 'de'" in source.detail
    assert [line.strip() for line in told] == [
        "calls in 'de' are coached by nothing: there is no playbook 'sales' in that language"
    ]


async def test_a_broken_file_of_another_language_is_told_and_passed_over(
    tmp_path: Path, told: list[str]
) -> None:
    """Calls in it are coached as if it were not there; the others by their own file."""
    folder = family(tmp_path)
    text = (folder / "house.yaml").read_text("utf-8")
    (folder / "house.es.yaml").write_text(text, "utf-8")
    change(folder / "house.es.yaml", "version: 1", "version: one")
    async with open_coaches(load(coach_playbook=str(folder / "house.yaml"))) as coaches:
        assert coaches.default.playbook.id == "house@1/en"
        assert (await coaches.of("house", "es")).playbook.rules == []
    assert "house.es.yaml" in told[0]
    assert len(told) == 2


async def test_so_many_ways_to_write_a_language_are_kept() -> None:
    """The default one and the last 64; whoever asks again has it made again."""
    async with open_coaches(load()) as coaches:
        first = await coaches.of("sales", "en-AA")
        for number in range(70):
            await coaches.of("sales", f"en-X{number:02}")
        assert await coaches.of("sales", "en") is coaches.default
        assert await coaches.of("sales", "en-AA") is not first
        assert isinstance(coaches, Coaches)


async def test_what_reads_meanings_is_loaded_from_the_start() -> None:
    """Beside the first call, loading would hold up its audio; nobody waits for it to end."""
    encoder = SlowEncoder()
    coaches = Coaches(load(), Shelf("sales", "en"), None, Meanings(encoder))
    await coaches.open()
    await encoder.asked.wait()
    assert coaches.default.meaning
    await coaches.default.meaning.close()
    await coaches.close()
