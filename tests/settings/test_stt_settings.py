"""The settings of recognisers."""

import pytest

from settings import SettingsError, load


@pytest.mark.parametrize(
    ("value", "language"),
    [("fr_ca", "fr-CA"), ("multi", "multi"), ("Multi", "multi"), ("de-AT", "de-AT"), (None, None)],
)
def test_the_language_of_deepgram_is_a_tag_or_multi(value: str | None, language: str | None):
    """Written as it is usually written; none where it is that of the call."""
    assert load(deepgram_language=value).deepgram_language == language


def test_a_language_that_is_none_is_named_with_the_one_that_is_meant():
    """One line: the setting, its value, and what is allowed."""
    with pytest.raises(SettingsError, match=r"^DEEPGRAM_LANGUAGE=german: multi, or a"):
        load(deepgram_language="german")


def test_options_keep_their_order_and_may_come_more_than_once():
    """Names in any case, blanks around them; a term may be one of several."""
    options = load(
        deepgram_options="Numerals=true, keyterm=Router X,keyterm=Acme,"
    ).deepgram_options
    assert options == (("numerals", "true"), ("keyterm", "Router X"), ("keyterm", "Acme"))


@pytest.mark.parametrize(
    ("options", "model", "told"),
    [
        ("numeral=true", "nova-3", "'numeral' is no option; is 'numerals' meant?"),
        ("numerals", "nova-3", "'numerals' has no value"),
        ("numerals=true,numerals=false", "nova-3", "'numerals' stands there twice"),
        ("language=fr", "nova-3", "'language' can't be set here: DEEPGRAM_LANGUAGE says it"),
        ("callback=https://a.example", "nova-3", "'callback' can't be set here"),
        ("interim_results=false", "nova-3", "'interim_results' can't be set here: turns need it"),
        ("eot_threshold=0.8", "nova-3", "'eot_threshold' is no option of DEEPGRAM_MODEL=nova-3"),
        ("smart_format=true", "flux-general-en", "'smart_format' is no option of DEEPGRAM_MODEL"),
    ],
)
def test_an_option_that_deepgram_does_not_take_stops_the_start(options: str, model: str, told: str):
    """One line that names the setting, the option and what is right."""
    with pytest.raises(SettingsError) as error:
        load(deepgram_options=options, deepgram_model=model)
    assert str(error.value).startswith("DEEPGRAM_OPTIONS")
    assert told in str(error.value)
    assert "\n" not in str(error.value)
