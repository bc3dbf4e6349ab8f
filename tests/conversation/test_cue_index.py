"""The index of cues finds what looking for each cue finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.cue_index import CueIndex
from conversation.coaching.cues import Cues
from conversation.coaching.wording import Wording
from prompts.loader import load_playbook

WORDS = ["don't", "dont", "expensive", "expense", "?", "the", "12", "%", "déjà", "x-y", "xy", "x"]
CUES = ["don't", "expens*", "?", "# (percent|%)", "[really] expensive", "déjà", "... x", "x-y"]
CUES += ["(the|[x] expense) ... 12", "(don't|the) [12] (x|expens*)", "12", "the ... the"]
SAID = ["It's far too expensive for my boss.", "Where's my data?", "10% off?", "It works now.", "…"]


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_the_index_finds_what_each_cue_finds(text: str):
    """Whatever is said: neither less nor more."""
    wording = Wording(text)
    found = [place for place, cue in enumerate(CUES) if wording in Cues([cue])]
    assert CueIndex([[cue] for cue in CUES]).places(wording) == found


@pytest.mark.parametrize(("language", "name"), [("en", "sales"), ("fr", "support")])
def test_the_index_of_a_bundled_playbook_finds_what_its_rules_find(name: str, language: str):
    """Each rule once, in the playbook's order."""
    rules = load_playbook(name, language).rules
    cues = [Cues(rule.cues) for rule in rules]
    index = CueIndex([rule.cues for rule in rules])
    said = [*SAID, *(text for rule in rules for text in rule.examples)]
    for wording in map(Wording, said):
        found = [place for place, its in enumerate(cues) if wording in its]
        assert index.places(wording) == found
