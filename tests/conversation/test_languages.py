"""What is known of a language is what the lists of words hold."""

import pytest

from conversation.coaching.cues import Cues
from conversation.coaching.silence import reason_to_stay_silent
from conversation.coaching.wording import Wording
from conversation.languages import HIDDEN, SMALL_TALK, base_of, country_of
from conversation.privacy.redaction import Redactor
from conversation.speech.open_turn import OpenTurn
from tests.conversation.calls import agent, customer
from tests.product import ROOT


def test_the_lists_of_what_is_hidden_are_those_of_the_languages():
    """Each language has its numbers and its contexts, and there is no list of another one."""
    for folder in ("number_words", "contexts"):
        files = {path.stem for path in (ROOT / "conversation/privacy" / folder).glob("??.py")}
        assert files == set(HIDDEN)


def test_small_talk_is_known_in_its_languages_alone():
    """An "okay" that answers nothing is passed over in these; in others a card may come."""
    okay = {"en": "I see.", "fr": "D'accord.", "es": "Vale, vale.", "de": "Genau."}
    earlier = [agent("One moment.")]
    silent = {
        language
        for language, words in okay.items()
        if reason_to_stay_silent(customer(words), earlier) == "acknowledgement"
    }
    assert silent == set(SMALL_TALK)


@pytest.mark.parametrize(
    ("tag", "base", "country"),
    [
        ("en", "en", "US"),
        ("en-GB", "en", "GB"),
        ("fr-CA", "fr", "CA"),
        ("es", "es", "ES"),
        ("es-419", "es", "MX"),
        ("de", "de", "DE"),
        ("de_at", "de", "AT"),
        ("zh-Hant-TW", "zh", "TW"),
        ("zh-Hans", "zh", "CN"),
        ("cy", "cy", "US"),
    ],
)
def test_a_tag_has_a_base_and_a_country(tag: str, base: str, country: str):
    """The country whose phone numbers are meant is the region's, or the usual one."""
    assert (base_of(tag), country_of(tag)) == (base, country)


def test_phone_numbers_of_the_calls_country_are_hidden():
    """A German and a Spanish number, without their countries' codes."""
    assert Redactor(language="de").redact("Meine Nummer: 030 901820.") == "Meine Nummer: [phone 1]."
    assert Redactor(language="de-AT").redact("Bitte 0664 1234567.") == "Bitte [phone 1]."
    assert Redactor(language="es").redact("Llame al 912 34 56 78.") == "Llame al [phone 1]."


@pytest.mark.parametrize(
    ("cue", "inside", "outside"),
    [
        ("¿cuánto cuesta?", "Oiga, ¿cuanto cuesta?", "Cuesta cuánto."),
        ("(mañana|pasado)", "Mañana, sí.", "manzana"),
        ("groß*", "Das ist viel zu GROSSE Auswahl.", "Gras"),
        ("zu teuer", "Das ist mir zu teuer!", "zu treu"),
        ("für ... Straße", "für die lange Strasse", "die Straße"),
        ("महंगा", "यह बहुत महंगा है।", "यह सस्ता है।"),
        ("غالي", "هذا غالي جدا؟", "هذا رخيص"),
        ("سعر ?", "كم سعر؟", "سعر كم"),
        ("дорого", "Это слишком дорого.", "дорога"),
    ],
)
def test_cues_are_found_in_other_languages(cue: str, inside: str, outside: str):
    """With their accents or without, ß as ss, vowels that are marks, and ¿ as it is written."""
    assert Wording(inside) in Cues([cue])
    assert Wording(outside) not in Cues([cue])


def test_a_sentence_ends_in_other_scripts_too():
    """A danda, an Arabic question mark, a full-width stop."""
    for text in ("यह बहुत महंगा है।", "كم السعر؟", "高いです。"):
        turn = OpenTurn("t1", 0, 900)
        turn.spans.append(text)
        assert turn.is_sentence
