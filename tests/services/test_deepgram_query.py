"""What is asked of Deepgram."""

from typing import Any

import pytest
from pipecat.services.deepgram.stt import DeepgramSTTService

from services.stt.deepgram.query import query
from settings import load

NAMES = ["Northwind", "Router X", "the Contoso Group"]


@pytest.mark.parametrize(
    ("model", "language"), [("nova-3", "en"), ("nova-2", "fr-CA"), ("nova-3", "multi")]
)
def test_the_query_is_the_one_that_pipecats_service_builds(model: str, language: str):
    """The same parameters and values, for the same settings, as Pipecat's own service asks."""
    theirs = DeepgramSTTService(
        api_key="k",
        settings=DeepgramSTTService.Settings(
            model=model,
            language=language,
            interim_results=True,
            punctuate=True,
            smart_format=True,
            endpointing=300,
        ),
    )
    asked = theirs._build_connect_kwargs()
    # Pipecat's constructor says what is off; that is Deepgram's default too.
    off = {"detect_entities", "diarize", "dictation", "numerals"}
    assert {asked.pop(name) for name in off} == {"false"}
    rate = {"sample_rate": "8000"}  # which Pipecat takes from the pipeline's start
    settings = load(deepgram_model=model, deepgram_language=language)
    assert query(settings, 8000) == asked | rate


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({}, "en"),
        ({"coach_language": "fr"}, "fr"),
        ({"coach_language": "auto"}, "multi"),
        ({"coach_language": "fr", "deepgram_language": "multi"}, "multi"),
        ({"coach_language": "auto:fr", "deepgram_language": "de-AT"}, "de"),
    ],
)
def test_the_language_is_deepgrams_own_where_it_is_set(settings: dict[str, Any], asked: str):
    """Else that of the calls; whatever is spoken, where that is to be found out."""
    assert query(load(**settings), 8000)["language"] == asked


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("nova-3", {"keyterm": NAMES}),
        ("nova-3-medical", {"keyterm": NAMES}),
        ("flux-general-en", {"keyterm": NAMES}),
        ("nova-2-phonecall", {"keywords": ["Northwind", "Router", "X", "Contoso", "Group"]}),
        ("whisper-large", {}),
    ],
)
def test_names_are_asked_for_as_each_model_takes_them(model: str, asked: dict[str, Any]):
    """As they are by nova-3, single words by nova-2, and not of a model that knows neither."""
    query_of = query(load(deepgram_model=model), 8000, NAMES)
    known = {name: query_of[name] for name in ("keyterm", "keywords") if name in query_of}
    assert known == asked


def test_more_names_than_deepgram_takes_are_left_out():
    """It refuses the connection where there are too many tokens of them."""
    names = [f"Product number {n}" for n in range(100)]
    sent = query(load(deepgram_options="keyterm=Mine"), 8000, names)["keyterm"]
    assert sent[:2] == ["Mine", "Product number 0"]
    assert 40 < len(sent) < 70


def test_options_are_asked_for_as_they_are_written():
    """Beside what turns need, and in place of what is ours to choose."""
    options = "numerals=true,endpointing=500,redact=pci,redact=ssn"
    asked = query(load(deepgram_options=options), 8000)
    assert (asked["numerals"], asked["endpointing"]) == ("true", "500")
    assert asked["redact"] == ["pci", "ssn"]
    assert asked["interim_results"] == "true"


def test_flux_hears_one_language_by_its_name_and_several_by_a_hint():
    """No parameter that its address does not have: what it does not know it refuses."""
    only = {"encoding": "linear16", "sample_rate": "8000"}
    assert (
        query(load(deepgram_model="flux-general-en"), 8000) == {"model": "flux-general-en"} | only
    )
    several = {"deepgram_model": "flux-general-multi"}
    assert query(load(**several, coach_language="fr-CA"), 8000)["language_hint"] == "fr"
    assert "language_hint" not in query(load(**several, coach_language="auto"), 8000)
