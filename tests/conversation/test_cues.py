"""Cues are found in a wording, few together or many apart."""

from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.cues import Cues, ExceptedCues, ManyCues
from conversation.coaching.wording import Wording
from tests.conversation.test_cue_index import CUES, WORDS


@given(st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_many_cues_are_found_where_they_are_found_together(text: str):
    """The same places, from left to right, none over another."""
    wording = Wording(text)
    assert [*ManyCues(CUES).spans(wording)] == [*Cues(CUES).spans(wording)]


def test_a_longer_wording_takes_a_cue_away():
    """It stays where it stands elsewhere, too."""
    cues = ExceptedCues(["interested"], ["not interested"])
    assert cues.spans(Wording("I'm not interested")) == []
    assert len(cues.spans(Wording("Not interested? No, interested!"))) == 1
