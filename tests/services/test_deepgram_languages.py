"""Deepgram is asked for a language that it has a model of."""

import pytest

from services.stt.deepgram.languages import asked_language


@pytest.mark.parametrize(
    ("tag", "asked"),
    [
        ("en", "en"),
        ("en-GB", "en-GB"),
        ("en-CA", "en"),
        ("es", "es"),
        ("es-ES", "es"),
        ("es-MX", "es-419"),
        ("es-419", "es-419"),
        ("de", "de"),
        ("de-AT", "de"),
        ("de-CH", "de-CH"),
        ("fr-BE", "fr"),
        ("nb", "no"),
        ("nb-NO", "no"),
        ("zh-Hant", "zh-Hant"),
        ("zh-Hant-TW", "zh-TW"),
        ("multi", "multi"),
    ],
)
def test_a_region_without_a_model_is_left_out(tag: str, asked: str):
    """The regions of its list are asked for as they are."""
    assert asked_language(tag) == asked
