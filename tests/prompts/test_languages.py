"""What falls back in another language, and a playbook that is not in the calls' language."""

from pathlib import Path

import pytest

from prompts.languages import fallbacks, mismatch
from prompts.loader import load_playbook, load_prompt
from tests.conversation.calls import customer

GERMAN = """\
name: verkauf
version: 1
language: de
title: Verkaufsgespräch
goal: Den Bedarf verstehen.
stages:
  - {id: bedarf, title: Bedarf verstanden, speaker: agent, cues: [was ... brauchen]}
rules:
  - id: preis
    signal: price_objection
    cues: [zu teuer, (übersteigt|sprengt) ... Budget]
    unless: [nicht zu teuer]
    moves:
      - {headline: Nach dem Vergleich fragen, recommended_direction: Erst der Wert.}
fallback:
  bedarf:
    - {headline: Nach dem Bedarf fragen, recommended_direction: Das spart einen Anruf.}
"""


@pytest.mark.parametrize("language", ["en", "en-GB", "es-MX", "fr", "fr-CA"])
def test_nothing_falls_back_in_a_language_that_is_known(language: str):
    """English, Spanish and French, of any region."""
    assert fallbacks(language, [load_prompt("coach", language)]) == []


def test_what_falls_back_is_named():
    """In German neither the prompt nor small talk nor what is hidden is known."""
    german = fallbacks("de", [load_prompt("coach", "de")])
    assert "in 'en' to write in 'de'" in german[0]
    assert [line.split()[0] for line in german] == ["the", "'mm-hm',", "spoken"]
    assert "known in en, es, fr alone" in german[2]


def test_a_german_playbook_leads_in_german(tmp_path: Path):
    """It is read in its own language, and fits calls in that language, of any region."""
    path = tmp_path / "verkauf.de.yaml"
    path.write_text(GERMAN, "utf-8")
    playbook = load_playbook(str(path), "de-AT")
    assert playbook.id == "verkauf@1/de"
    for text, rule in [
        ("Das ist uns leider zu teuer.", ("preis",)),
        ("Das übersteigt unser Budget.", ("preis",)),
        ("Das ubersteigt ganz klar das Budget", ("preis",)),
    ]:
        found = playbook.advise(customer(text), [])
        assert found
        assert found[1] == rule
    assert playbook.advise(customer("Nein, nicht zu teuer."), []) is None
    assert mismatch("de-AT", playbook) is None


def test_a_playbook_in_another_language_than_the_calls_is_told(tmp_path: Path):
    """With both languages and the setting."""
    path = tmp_path / "verkauf.de.yaml"
    path.write_text(GERMAN, "utf-8")
    wrong = mismatch("en", load_playbook(str(path), "en"))
    assert wrong
    assert wrong.startswith("the playbook 'verkauf' is in 'de' and COACH_LANGUAGE is 'en'")
