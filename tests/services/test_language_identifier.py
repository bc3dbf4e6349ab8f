"""What the library makes of texts, and of the labelled calls' first turns."""

import pytest

from conversation.speech.language_watch import LanguageWatch
from conversation.speech.turns import Turn
from evaluation.labels.label_files import label_paths, read_label_file
from services.language_identifier import LanguageIdentifier
from tests.product import ROOT

LANGUAGES = ("en", "fr", "es")


async def test_texts_are_told_apart_once_the_model_is_loaded() -> None:
    """Before that nothing is known; languages that the library lacks are left out."""
    identifier = LanguageIdentifier()
    assert identifier.likelihoods("bonjour tout le monde", LANGUAGES) == {}
    await identifier.load()
    likely = identifier.likelihoods("bonjour je vous appelle pour le devis", LANGUAGES)
    assert set(likely) == set(LANGUAGES)
    assert sum(likely.values()) == pytest.approx(1)
    assert likely["fr"] > 0.9
    assert identifier.likelihoods("bonjour", ["xx"]) == {}


async def test_the_labelled_calls_are_known_by_their_first_turns() -> None:
    """Each by its words alone, within 60 of them, in the language that its label says."""
    identifier = LanguageIdentifier()
    await identifier.load()
    calls = [read_label_file(path).call for path in label_paths([ROOT / "evaluation" / "calls"])]
    assert {call.language for call in calls} == set(LANGUAGES)
    wrong: list[str] = []
    for call in calls:
        watch = LanguageWatch(identifier.likelihoods, LANGUAGES)
        turns = (Turn("", said.speaker, said.text, 0, 0) for said in call.turns)
        found = next((language for turn in turns if (language := watch.hear(turn))), None)
        if found != call.language:
            wrong.append(call.id)
    assert wrong == []
