"""The language of calls: any that there is, as people write it, and what is meant by none."""

import pytest

from settings import SettingsError, load
from settings.languages import language_tag


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("en", "en"),
        ("es", "es"),
        ("de", "de"),
        ("DE", "de"),
        ("fr_ca", "fr-CA"),
        ("es-419", "es-419"),
        ("pt-br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("en-UK", "en-GB"),
        (" nl-BE ", "nl-BE"),
        ("cy", "cy"),  # Deepgram does not know it, and may some day
        ("fil", "fil"),
    ],
)
def test_a_language_is_taken_as_it_is_usually_written(value: str, tag: str):
    """In any case, with an underscore, known to a recogniser or not."""
    assert language_tag(value) == tag
    assert load(coach_language=value).coach_language == tag


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("spanish", "es"),
        ("Español", "es"),
        ("castellano", "es"),
        ("esp", "es"),
        ("spa", "es"),
        ("german", "de"),
        ("Deutsch", "de"),
        ("deutsh", "de"),
        ("deu", "de"),
        ("ger", "de"),
        ("jp", "ja"),
        ("gr", "el"),
        ("fra-FR", "fr"),
        ("english please", "en"),
        ("portugese", "pt"),
    ],
)
def test_a_name_that_is_no_tag_is_refused_with_the_one_that_is_meant(value: str, meant: str):
    """English and own names, three letters, typos: the start stops and says the tag."""
    with pytest.raises(SettingsError) as caught:
        load(coach_language=value)
    said = f"COACH_LANGUAGE={value}: a language tag like en, fr or fr-CA; is {meant} meant?"
    assert str(caught.value) == said


def test_what_is_like_no_language_is_refused_without_a_guess():
    """And `multi`, Deepgram's word for several languages, is told to be none."""
    for value in ("xx", "q", "1234", "", "zz-ZZ"):
        with pytest.raises(ValueError, match=r"a language tag like en, fr or fr-CA$"):
            language_tag(value)
    with pytest.raises(ValueError, match="multi names no language: set the one"):
        language_tag("multi")
