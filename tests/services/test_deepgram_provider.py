"""What is asked of Deepgram."""

import pytest
from pipecat.services.deepgram.stt import DeepgramSTTService

from services.stt.deepgram.provider import query


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
    assert query(model, language, 8000) == asked | rate
