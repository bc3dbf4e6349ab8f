"""A model's sentences are held to the turns that they cite: what was not said is not shown."""

import pytest

from conversation.after_call.summary.summary_guard import SummaryGuard
from conversation.speech.turns import Turn
from prompts.loader import load_prompt
from tests.summaries import INVENTED, TRUE, read, the_call

PROMPT = load_prompt("call_summary", "en").system


def guard(language: str = "en") -> SummaryGuard:
    return SummaryGuard(the_call(), PROMPT, language)


@pytest.mark.parametrize(("text", "turn_ids"), TRUE)
def test_what_was_said_stands_in_other_words(text: str, turn_ids: list[str]):
    """A guard that drops what is true would leave nothing to read."""
    assert guard().sentence(text, turn_ids)


@pytest.mark.parametrize(("text", "turn_ids"), INVENTED)
def test_what_was_not_said_is_dropped(text: str, turn_ids: list[str]):
    """Numbers, dates, names, promises, the opposite, mockery, dictation, and what has no turns."""
    held = guard()
    assert held.sentence(text, turn_ids) is None
    assert (held.kept, held.dropped) == (0, 1)


def test_of_all_that_is_invented_none_is_shown():
    """The figure: 0 of N."""
    held = guard()
    shown = [text for text, ids in INVENTED if held.sentence(text, ids)]
    assert (shown, held.dropped) == ([], len(INVENTED))


def test_a_mail_keeps_what_the_call_bears_out():
    """It greets and thanks; what it promises was promised, and its numbers were said."""
    body = (
        "Hello Dana,\n\nThank you for your time. I will send you the offer on Friday."
        " You get 50 percent off.\nWe will refund everything.\nSee you in August."
    )
    kept = "Hello Dana,\n\nThank you for your time. I will send you the offer on Friday."
    assert guard().mail(body) == kept


def test_a_quote_is_the_turns_own():
    """Case and punctuation don't count; what was dictated, or nobody said, is no quote."""
    held = guard()
    assert held.quote("Around FOUR thousand", "[c4]") == ("around four thousand", "c4")
    assert held.quote("around five thousand", "c4") is None
    assert held.quote("50 percent off", "c13") is None
    assert held.quote("", "c4") is None


@pytest.mark.parametrize(
    ("text", "turn_ids", "stands"),
    [
        ("Le client perd des commandes sur papier.", ["c2"], True),
        ("Le conseiller enverra l'offre vendredi.", ["a12"], True),
        ("Le conseiller enverra l'offre lundi.", ["a12"], False),
        ("Le conseiller a promis une remise.", ["a16"], False),
        ("L'agent enverra l'offre vendredi.", ["a12"], True),
        ("L’agent enverra l’offre lundi.", ["a12"], False),
        ("L'agent a promis une remise.", ["a16"], False),
        ("Le client a un budget de 5000 par mois.", ["c4"], False),
        ("Le client a un budget de quatre mille par mois.", ["c4"], True),
        ("Le rival s'appelle Globex.", ["c6"], False),
    ],
)
def test_a_summary_in_another_language_is_held_too(text: str, turn_ids: list[str], stands: bool):
    """Numbers, days, names and promises are known across languages."""
    assert bool(guard("fr").sentence(text, turn_ids)) is stands


@pytest.mark.parametrize(
    ("language", "call", "true", "false"),
    [
        (
            "fr",
            "agent: Je vous envoie le devis mardi.\ncustomer: On ne veut pas de la maintenance.",
            ("Le conseiller a promis d'envoyer le devis mardi.", ["a1"]),
            ("Le client veut la maintenance.", ["c2"]),
        ),
        (
            "es",
            "agent: Le enviaré el presupuesto el martes.\ncustomer: No queremos el mantenimiento.",
            ("El agente enviará el presupuesto el martes.", ["a1"]),
            ("El cliente quiere el mantenimiento.", ["c2"]),
        ),
    ],
)
def test_each_language_has_its_words(language: str, call: str, true: tuple, false: tuple):
    """Promises and denials are known in the languages of the product."""
    held = SummaryGuard(read(call, language), PROMPT, language)
    assert held.sentence(*true)
    assert held.sentence(*false) is None


def test_the_turns_keep_their_ids():
    """Each id once, without the marks of the transcript."""
    kept = guard().sentence("The customer keeps losing orders on paper.", ["[c2]", "c2", "x"])
    assert kept
    assert kept.turn_ids == ("c2",)
    assert isinstance(the_call().turns[0].turn, Turn)
