"""By what a call is coached until its language is known, and from then on."""

from pathlib import Path
from typing import Any

from conversation.events.payloads import Payload, Status, SuggestionFinal
from conversation.memory.conversation import Conversation
from conversation.privacy.redaction import Redactor
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn
from peers.openai import OpenAIPeer
from pipeline.call_choice import Choice
from pipeline.call_coaching import CallCoaching
from pipeline.coaches import open_coaches
from pubsub.clock import now_s
from services.stt.deepgram.languages import asked_language
from settings import load

SPANISH_PHONE = "612 345 678"
FRENCH = "C'est vraiment beaucoup trop cher pour nous en ce moment."
CALL = "CA1"
OPEN = Choice("sales", "en", is_open=True)


def turn(text: str, language: str | None = None, number: int = 1) -> Turn:
    start_ms = number * 10_000
    return Turn(f"c{number}", Speaker.CUSTOMER, text, start_ms, start_ms + 900, language)


async def test_what_a_call_says_is_so_from_its_first_turn() -> None:
    """Recogniser and coach go by it; no turn changes it."""
    async with open_coaches(load()) as coaches:
        coaching = await CallCoaching.begin(coaches, Choice("support", "fr-CA"), Redactor(), CALL)
        assert (coaching.language, coaching.settings.coach_language) == ("fr-CA", "fr-CA")
        assert asked_language(coaching.settings.coach_language) == "fr-CA"
        assert coaching.factory.playbook.id.startswith("support@")
        assert not await coaching.hear(turn("hola " * 30, "es"))
        assert coaching.language == "fr-CA"


async def test_an_open_call_is_heard_in_any_language_and_settles_once() -> None:
    """The recogniser is asked for all; the first language that is told stays, with what hides."""
    async with open_coaches(load()) as coaches:
        redactor = Redactor()
        coaching = await CallCoaching.begin(coaches, OPEN, redactor, CALL)
        assert redactor.redact(SPANISH_PHONE) == "[id 1]"
        assert coaching.language is None
        assert asked_language(coaching.settings.coach_language) == "multi"
        assert coaching.factory is coaches.default
        heard = [
            await coaching.hear(turn(text, tag))
            for text, tag in (("Hola.", "es"), ("hola " * 8, "es"), (FRENCH * 4, "fr"))
        ]
        assert heard == [False, True, False]
        assert coaching.language == "es"
        assert coaching.factory is await coaches.of("sales", "es")
        assert redactor.redact(SPANISH_PHONE) == "[phone 1]"


async def test_the_coach_of_a_call_goes_on_in_the_language_told() -> None:
    """What it was asked before stays its own; the next card is the other playbook's, told first."""
    emitted: list[Payload] = []

    async def emit(payload: Payload) -> None:
        emitted.append(payload)

    async with open_coaches(load()) as coaches:
        coaching = await CallCoaching.begin(coaches, OPEN, Redactor(), CALL)
        said = Conversation()
        coach = coaching.factory.coach_for(said, emit, first_suggestion=7)
        for one in (turn("Hello.", number=1), turn(FRENCH, "fr", number=2)):
            said.add(one)
            await coaching.lead(one, coach)
            await coach.on_turn(one, now_s(), now_s())
        await coach.end(1)
    [status] = [one for one in emitted if isinstance(one, Status)]
    assert (status.code, status.language) == ("coach_language", "fr")
    [card] = [one for one in emitted if isinstance(one, SuggestionFinal)]
    assert emitted.index(status) < emitted.index(card)
    assert card.started.suggestion_id == "s7"
    assert "price_objection" in card.as_data()["signals_detected"]


async def test_a_model_goes_on_in_the_language_told() -> None:
    """It is told to write in it, by the prompt of that language."""
    async with OpenAIPeer() as model:
        settings: dict[str, Any] = {"openai_base_url": model.url}
        async with open_coaches(load(**settings)) as coaches:
            coaching = await CallCoaching.begin(coaches, OPEN, Redactor(), CALL)
            said = Conversation()

            async def emit(_: Payload) -> None: ...

            coach = coaching.factory.coach_for(said, emit)
            one = turn(FRENCH, "fr")
            said.add(one)
            await coaching.lead(one, coach)
            await coach.on_turn(one, now_s(), now_s())
            await coach.end(5)
        asked = model.requests[-1]
    assert "Appel" in str(asked)


async def test_a_call_keeps_its_prompt_in_every_language(tmp_path: Path) -> None:
    """Its id tells which, every suggestion of the model names it, and a turn changes nothing."""
    own = tmp_path / "mine.yaml"
    head = "name: mine\nversion: 1\nlanguage: en\n"
    own.write_text(f"{head}system: Advise.\nturn: '{{{{ transcript }}}}'\n", "utf-8")
    settings = load(coach_prompt=f"coach:1,{own}:1", openai_base_url="http://127.0.0.1:9/v1")
    async with open_coaches(settings) as coaches:
        told: set[tuple[str, str]] = set()
        for number in range(12):
            call_id = f"CA{number}"
            coaching = await CallCoaching.begin(coaches, OPEN, Redactor(), call_id)
            before = coaching.factory.model
            assert await coaching.hear(turn(FRENCH * 4, "fr"))
            after = coaching.factory.model
            assert before
            assert after
            told.add((str(before.author.prompt), str(after.author.prompt)))
            arm = coaches.prompts.for_call(call_id)
            assert arm.prompt("en").id == before.author.prompt
        french = coaches.prompts.arms[0].prompt("fr").id
        assert told == {(coaches.prompts.arms[0].read.id, french), ("mine@1/en", "mine@1/en")}
