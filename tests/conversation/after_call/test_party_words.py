"""The two parties are called the same, in each language, wherever a call is told of."""

import re

import pytest

from conversation.after_call.section_words import words_for
from conversation.after_call.summary.words.compiled import summary_cues
from conversation.export.words import labels_of
from tests.product import ROOT

CONSOLE = ROOT / "server" / "console" / "js"


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_one_word_for_each_party(language: str) -> None:
    """In the console, in a summary, in what other systems are told, and in a transcript."""
    console = (CONSOLE / f"words-{language}.js").read_text(encoding="utf-8")
    named = dict(re.findall(r'^  (customer|agent): "(\w+)",$', console, re.MULTILINE))
    summary, sections = summary_cues(language).words, words_for(language)
    assert {"customer": summary.customer, "agent": summary.agent} == named
    assert {"customer": sections.of_customer, "agent": sections.of_agent} == named
    assert labels_of(language).parties == named


def test_what_models_are_told_to_write_has_the_same_word() -> None:
    """French prompts of a summary name the agent as the console does."""
    for name in ("call_summary", "summary"):
        prompt = (ROOT / "prompts" / f"{name}.fr.yaml").read_text(encoding="utf-8")
        assert "agent" in prompt
        assert "conseiller" not in prompt
