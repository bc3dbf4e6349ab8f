import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pipecat.frames.frames import EndFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.workers.runner import WorkerRunner

from bots import sample
from coach.advisors import Advisor
from coach.request import Author
from conversation.coaching.advice import LaneName
from conversation.coaching.playbook import Playbook
from conversation.speech.speakers import Speaker
from peers.deepgram import DeepgramPeer
from peers.voice_ear import VoiceEar
from pipeline.work import make_worker
from prompts.choice import PromptChoice
from prompts.loader import load_playbook
from prompts.mistake import PromptError
from services.llm import model_chain as llm
from services.llm.providers import chosen_models, smart_models
from services.stt import providers as stt
from services.stt.moonshine.provider import HAS_MOONSHINE
from services.stt.recorded import RecordedSTTService
from services.stt.resilient import ResilientStt
from settings import Settings, SettingsError, load

PLAYBOOK = load_playbook("sales", "en")
DEEPGRAM: dict[str, Any] = {"deepgram_api_key": "k"}
LOCAL_DEEPGRAM: dict[str, Any] = {"deepgram_base_url": "ws://127.0.0.1:9"}
OPENAI: dict[str, Any] = {"openai_api_key": "k"}
LOCAL_OPENAI: dict[str, Any] = {"openai_base_url": "http://127.0.0.1:9/v1"}

best_local = "moonshine" if HAS_MOONSHINE else "recorded"
without_moonshine = pytest.mark.skipif(
    HAS_MOONSHINE, reason="the extra `moonshine` is installed here"
)


@pytest.mark.parametrize(
    ("settings", "chosen"),
    [
        ({}, best_local),
        (DEEPGRAM, "deepgram"),
        (LOCAL_DEEPGRAM, "deepgram"),
        (DEEPGRAM | {"stt": "recorded"}, "recorded"),
        ({"stt": "recorded"}, "recorded"),
        (DEEPGRAM | {"stt": "deepgram"}, "deepgram"),
    ],
)
def test_the_best_recogniser_that_is_configured(settings: dict[str, Any], chosen: str):
    """`STT` decides; without it, Deepgram where it can be asked, else what runs here."""
    assert [row.name for row in stt.chosen_stt(load(**settings))] == [chosen]


def test_a_recogniser_that_can_not_work_stops_the_start():
    """`STT=deepgram` without a key is one line that says what is missing."""
    with pytest.raises(SettingsError, match=r"^STT=deepgram: needs DEEPGRAM_API_KEY$"):
        stt.chosen_stt(load(stt="deepgram"))


def test_a_recogniser_that_there_is_not_is_named_with_those_that_there_are():
    """The setting, its value and the names of the rows."""
    with pytest.raises(SettingsError) as error:
        stt.check_stt(load(stt="whisper"))
    *names, last = [f"'{row.name}'" for row in stt.PROVIDERS]
    allowed = f"{', '.join(names)} or {last}"
    assert str(error.value) == f"STT=whisper: Input should be {allowed}"
    with pytest.raises(SettingsError, match=r"or 'recorded'; is 'deepgram' meant\?$"):
        stt.check_stt(load(stt="recorded,deepgramm"))
    for row in stt.PROVIDERS:
        stt.check_stt(load(stt=row.name))
    stt.check_stt(load())


@without_moonshine
def test_a_recogniser_that_is_not_installed_stops_the_start():
    """`STT=moonshine` without the extra says what to type."""
    with pytest.raises(SettingsError, match="uv sync --extra moonshine"):
        stt.chosen_stt(load(stt="moonshine"))


def test_each_party_has_a_recogniser_of_its_own():
    """A recogniser keeps one user, one language and one connection: never one for both."""
    script = sample.recording().script
    made = [
        stt.make_stt(load(stt="recorded"), speaker, sample_rate=8000, script=script)
        for speaker in Speaker
    ]
    assert [type(service) for service in made] == [RecordedSTTService, RecordedSTTService]
    assert made[0] is not made[1]


@pytest.mark.looptime
async def test_deepgram_is_asked_for_what_turns_need():
    """Interim results, punctuation, endpointing at 300 ms, the model, the language and names."""
    async with DeepgramPeer(lambda: VoiceEar([]), delay_s=0) as peer:
        settings = load(deepgram_base_url=peer.url, deepgram_model="nova-2", coach_language="fr")
        made = stt.make_stt(
            settings, Speaker.AGENT, sample_rate=8000, script=None, names=["Northwind"]
        )
        assert isinstance(made, ResilientStt)
        made.settings.validate_complete()
        worker = make_worker(Pipeline([made]))
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        await peer.until(lambda: bool(peer.sockets))
        await worker.queue_frame(EndFrame())
        await running
    wanted = peer.sockets[0].query
    assert wanted["model"] == "nova-2"
    assert wanted["language"] == "fr"
    assert wanted["keywords"] == "Northwind"
    assert wanted["interim_results"] == wanted["punctuate"] == wanted["smart_format"] == "true"
    assert wanted["endpointing"] == "300"
    assert wanted["sample_rate"] == "8000"


def test_a_call_without_a_transcript_has_no_recogniser():
    """Where nothing can hear it, a call has none."""
    made = stt.make_stt(load(stt="recorded"), Speaker.AGENT, sample_rate=8000, script=None)
    assert made is None


def test_the_console_is_told_plainly_what_listens():
    """Real, recorded or nothing: each source says which it is, and what to do about it."""
    script = sample.recording().script
    real = stt.stt_source(load(**DEEPGRAM), script)
    assert (real.name, real.working) == ("deepgram", True)
    assert "nova-3" in real.detail
    recorded = stt.stt_source(load(stt="recorded"), script)
    assert (recorded.name, recorded.working) == ("recorded", True)
    assert "no speech recognition is running" in recorded.detail
    nothing = stt.stt_source(load(stt="recorded"), None)
    assert (nothing.name, nothing.working) == ("recorded", False)
    assert "DEEPGRAM_API_KEY" in nothing.detail


def test_the_console_is_told_plainly_what_advises():
    """A model by its name, or the playbook's rules."""
    model = llm.coach_source(load(**OPENAI), PLAYBOOK)
    assert model.name == "gpt-4.1-mini"
    rules = llm.coach_source(load(), PLAYBOOK)
    assert rules.name == "playbook"
    assert "no language model is configured" in rules.detail


@asynccontextmanager
async def an_advisor(settings: Settings, playbook: Playbook) -> AsyncIterator[Advisor | None]:
    """The model of these settings, as the coach asks it."""
    async with llm.open_models(settings) as model:
        language = settings.coach_language
        arm = PromptChoice.of(settings.coach_prompt, language).main
        yield llm.make_advisor(settings, model, playbook, arm.prompt(language))


async def test_a_model_advises_where_there_is_one():
    """A key or an address opens a model that advises; without, there is none."""
    for settings in (load(**OPENAI), load(**LOCAL_OPENAI)):
        async with an_advisor(settings, PLAYBOOK) as advisor:
            assert advisor
            known = replace(advisor.author, prompt=None)
            assert known == Author(LaneName.LLM, "sales", "gpt-4.1-mini")
    async with an_advisor(load(), PLAYBOOK) as advisor:
        assert advisor is None


@pytest.mark.parametrize(
    ("settings", "chain"),
    [
        ({}, ""),
        (OPENAI, "openai:gpt-4.1-mini"),
        (OPENAI | {"coach_model": "o4:x"}, "openai:o4:x"),
        (LOCAL_OPENAI | {"coach_model": "mistral:7b"}, "openai:mistral:7b"),
        ({"coach_model": "ollama:llama3.1:8b"}, "ollama:llama3.1:8b"),
        ({"anthropic_api_key": "k", "coach_model": "anthropic:claude"}, "anthropic:claude"),
        (OPENAI | {"coach_models": "ollama:b, OpenAI:a"}, "ollama:b,openai:a"),
    ],
)
def test_the_models_that_advise(settings: dict[str, Any], chain: str):
    """`COACH_MODELS`, or its short form; a server of one's own has names with colons."""
    assert ",".join(map(str, chosen_models(load(**settings)))) == chain


def test_the_models_for_what_deserves_more_thought():
    """A chain of their own, with those that advise behind it; without one, the same."""
    both = load(coach_models="ollama:a,ollama:b", coach_smart_models="ollama:c,ollama:b")
    assert ",".join(map(str, smart_models(both))) == "ollama:c,ollama:b,ollama:a"
    assert smart_models(load(coach_models="ollama:a")) == chosen_models(
        load(coach_models="ollama:a")
    )


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"coach_models": "gpt-4.1"}, "COACH_MODELS=gpt-4.1: models as provider:model"),
        ({"coach_models": "openai:"}, "COACH_MODELS=openai:: models as provider:model"),
        ({"coach_models": ","}, "COACH_MODELS=,: models as provider:model"),
        ({"coach_models": "openai:a,openai:a"}, "openai:a stands there twice"),
        (
            {"coach_models": "antropic:claude"},
            "COACH_MODELS=antropic:claude: a provider is openai, azure, anthropic, mistral, ollama"
            " or compatible; is anthropic:claude meant?",
        ),
        ({"coach_models": "xx:claude"}, "a provider is openai, azure"),
        ({"coach_models": "openai:a"}, "COACH_MODELS=openai:a: needs OPENAI_API_KEY"),
        ({"coach_models": "ollama:a,azure:b"}, "COACH_MODELS=azure:b: needs AZURE_OPENAI_ENDPOINT"),
        ({"coach_model": "mistral:x"}, "COACH_MODEL=mistral:x: needs MISTRAL_API_KEY"),
        (
            {"coach_models": "ollama:a", "coach_smart_models": "mistral:b"},
            "COACH_SMART_MODELS=mistral:b: needs MISTRAL_API_KEY",
        ),
    ],
)
async def test_a_wrong_model_stops_the_start(settings: dict[str, Any], told: str):
    """In one line: the setting, its value, and what is allowed or missing."""
    with pytest.raises(SettingsError) as wrong:
        async with llm.open_models(load(**settings)):
            pass
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)


async def test_a_prompt_that_is_not_there_stops_the_start():
    """A model needs a prompt; a language without one takes the English one."""
    async with an_advisor(load(**OPENAI, coach_language="it"), PLAYBOOK) as advisor:
        assert advisor
        assert (advisor.author.prompt or "").endswith("/en")
    for missing in ("nonsense", "gone.yaml"):
        for known in (OPENAI, {}):  # also before there is a key
            with pytest.raises(PromptError, match=missing):
                async with an_advisor(load(**known, coach_prompt=missing), PLAYBOOK):
                    pass


async def test_a_prompt_of_the_users_own_is_taken(tmp_path: Path):
    """`COACH_PROMPT` is a bundled name or a path; suggestions carry the prompt's own name."""
    own = tmp_path / "mine.yaml"
    own.write_text(
        "name: mine\nversion: 4\nlanguage: en\nsystem: Advise.\nturn: '{{ transcript }}'\n", "utf-8"
    )
    async with an_advisor(load(**OPENAI, coach_prompt=str(own)), PLAYBOOK) as advisor:
        assert advisor
        assert advisor.author.prompt == "mine@4/en"
