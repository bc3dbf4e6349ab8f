import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.coaching.cue_parser import CueError
from conversation.coaching.cues import Cues
from conversation.coaching.wording import Wording


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("too expensive", "It's TOO, um, expensive."),
        ("(cost|charge) me", "What would that charge me?"),
        ("(my boss|our [team] lead)", "I'd ask our lead"),
        ("[really] interested", "Interested? Yes."),
        ("[really] interested", "I'm really interested"),
        ("expens*", "the expenses"),
        ("how ... cost", "How much does that cost?"),
        ("how ... cost", "how cost"),
        ("# (percent|%)", "give me 20% off"),
        ("# (percent|%)", "give me 20 percent off"),
        ("can you ... ?", "Can you do that for us?"),
        ("don't", "I dont know"),
        ("don't", "I don’t know"),
        ("follow-up", "a followup call"),
        ("follow-up", "a follow up call"),
        ("entreprise", "dans l'entreprise"),
        ("déjà", "DEJA"),
        ("cœur", "coeur"),
    ],
)
def test_found(cue: str, text: str):
    """A cue is found whatever the case, the accents, the apostrophes and the hesitations."""
    assert Wording(text) in Cues([cue])


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("cost", "the costume"),
        ("too expensive", "I do too. Expensive stuff is fun."),
        ("how ... cost", "How are you? The cost is fine."),
        ("how ... cost", "how one two three four five cost"),
        ("expens*", "inexpensive"),
        ("#", "twenty"),
        ("?", "no."),
    ],
)
def test_not_found(cue: str, text: str):
    """A cue holds to word boundaries, to one sentence, and to four words in a gap."""
    assert Wording(text) not in Cues([cue])


@pytest.mark.parametrize(
    "cue",
    ["", "  ", "[maybe]", "...", "(a|)", "(|a)", "(a", "a)", "[a", "a]", "()", "a & b", "([x])"],
)
def test_not_understood(cue: str):
    """A cue against the syntax, or one that could match nothing at all, is refused by name."""
    with pytest.raises(CueError, match=r"^'"):
        Cues([cue])


def test_no_cues():
    """No cues are found nowhere."""
    assert Wording("anything") not in Cues([])


def test_cover():
    """Cues cover a text when every word of it belongs to one."""
    cues = Cues(["(yes|i see)"])
    assert cues.cover(Wording("Yes, yes. I see."))
    assert not cues.cover(Wording("Yes, but no."))
    assert not cues.cover(Wording("..."))


@given(st.text(alphabet="ab é'’-*#?|()[]. ", max_size=30), st.text(max_size=60))
def test_any_cue_on_any_text(cue: str, text: str):
    """Any cue is either refused with a `CueError`, or looks through any text without a crash."""
    try:
        cues = Cues([cue])
    except CueError:
        return
    wording = Wording(text)
    for start, end in cues.spans(wording):
        first, last = wording.span(start, end)
        assert first < last
