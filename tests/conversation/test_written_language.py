"""The language of a text, by its small words and its script."""

import pytest

from conversation.coaching.guarding.written_language import is_written_in

TEXTS = {
    "en": "Ask what they pay for today and what it includes",
    "fr": "Demandez-lui quelle serait la prochaine étape pour vous",
    "es": "Pida disculpas y revise la factura con el cliente",
    "de": "Fragen Sie den Kunden, ob er den Router neu gestartet hat",
    "it": "Chieda che cosa non funziona e quando è cominciato",
    "ru": "Спросите, сколько они платят сейчас",
    "el": "Ρωτήστε τι πληρώνουν σήμερα",
}


@pytest.mark.parametrize("wanted", ["en", "fr", "es"])
@pytest.mark.parametrize("written", list(TEXTS))
def test_another_language_is_told(written: str, wanted: str):
    """A sentence is in its own language, of any region, and in no other."""
    assert is_written_in(TEXTS[written], f"{wanted}-XX") == (written == wanted)


def test_what_cannot_be_told_passes():
    """Few words, numbers, names; a language whose words are not known."""
    for text in (
        "Stop!",
        "OK",
        "",
        "123",
        "Ringwell?",
        "Budget 40 %",
        "Compare plan C beside plan D",
    ):
        assert is_written_in(text, "en")
    assert is_written_in("Fråga vad som ingår i priset", "sv")
    assert is_written_in("Спросите о Ringwell", "ru")
    assert not is_written_in(TEXTS["en"], "ru")
    assert not is_written_in(TEXTS["en"], "sv")
