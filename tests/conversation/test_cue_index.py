"""The index of cues rules out what can't match, and nothing that can."""

from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.cue_index import CueIndex, FirstWord, first_words
from conversation.coaching.cues import Cues, patterns
from conversation.coaching.wording import Wording
from prompts.loader import load_playbook

WORDS = ["don't", "dont", "expensive", "expense", "?", "the", "12", "%", "déjà", "smart-phone", "x"]
CUES = [
    "don't",
    "expens*",
    "?",
    "# (percent|%)",
    "[really] expensive",
    "déjà",
    "... x",
    "smart-phone",
]


def test_a_cue_begins_with_a_word_a_stem_or_any_word():
    """An apostrophe may be missing, so that what stands before it is a stem."""
    assert first_words(patterns("too dear")[0]) == [FirstWord("too", is_stem=False)]
    assert first_words(patterns("expens*")[0]) == [FirstWord("expens", is_stem=True)]
    assert first_words(patterns("don't")[0]) == [FirstWord("don", is_stem=True)]
    assert first_words(patterns("?")[0]) == [FirstWord("?", is_stem=False)]
    assert first_words(patterns("... x")[0]) is None


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_every_rule_that_matches_is_a_candidate(text: str):
    """Whatever is said."""
    wording = Wording(text)
    lists = [Cues([cue]) for cue in CUES]
    found = {place for place, cues in enumerate(lists) if wording in cues}
    assert found <= set(CueIndex([cues.patterns for cues in lists]).candidates(wording))


def test_few_rules_of_a_playbook_are_candidates():
    """A turn of a few words asks for a look at a part of the rules."""
    rules = load_playbook("sales", "en").rules
    index = CueIndex([rule.patterns for rule in rules])
    assert len(index.candidates(Wording("We sell garden furniture."))) < len(rules) / 2
