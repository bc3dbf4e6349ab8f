"""Calls spoken with pauses, and ways to tell where a thought ends."""

import pytest

from bench.boundaries import MARKS, WAYS, marked, pauses_of, score_way
from bench.pauses import VOICES, Voice, spoken
from conversation.speech.speakers import Speaker
from evaluation.labels.labelled_call import LabelledCall, LabelledTurn

CUSTOMER, AGENT = Speaker.CUSTOMER, Speaker.AGENT
HESITANT = VOICES[-1]


def call(*said: tuple[Speaker, str]) -> LabelledCall:
    """A labelled call in which each turn lasts two seconds, a second after the one before."""
    turns = [
        LabelledTurn(speaker=who, start_ms=3000 * at, end_ms=3000 * at + 2000, text=text)
        for at, (who, text) in enumerate(said)
    ]
    return LabelledCall(id="made_up", language="en", turns=turns)


TALK = call(
    (AGENT, "How can I help you?"),
    (CUSTOMER, "I want to send it back because the lid is broken, and the box is wet."),
    (AGENT, "I'm sorry to hear that."),
    (CUSTOMER, "Thanks."),
)


def test_a_call_is_spoken_the_same_way_each_time():
    """The same voice and seed make the same pauses; another voice makes others."""
    assert spoken(TALK, HESITANT) == spoken(TALK, HESITANT)
    lasts = {voice.name: spoken(TALK, voice).turns[-1].start_ms for voice in VOICES}
    assert lasts["brisk"] < lasts["hesitant"]


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_a_spoken_call_says_the_same_in_the_same_order(voice: Voice):
    """Each word of the customer is there once, in time, and what follows waits for it."""
    heard = spoken(TALK, voice)
    words = [word for turn in heard.turns if turn.speaker is CUSTOMER for word in turn.words]
    told = [turn.text for turn in TALK.turns if turn.speaker is CUSTOMER]
    assert " ".join(word.word for word in words).startswith(" ".join(told))
    times = [at for word in words for at in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    starts = [turn.start_ms for turn in heard.turns]
    assert starts == sorted(starts)


def test_a_pause_is_an_end_where_the_agent_speaks_next():
    """The pauses within a thought are none, whoever says "mhm" in them."""
    pauses = list(pauses_of(spoken(TALK, HESITANT)))
    ends = [pause.text for pause in pauses if pause.is_end]
    assert ends[0] == TALK.turns[1].text
    assert ends[1] == "Thanks."
    assert len(pauses) > len(ends)


def test_a_way_is_judged_by_the_ends_that_it_tells():
    """A short silence tells all ends and more; a long one in each pause tells fewer."""
    pauses = list(pauses_of(spoken(TALK, HESITANT)))
    short, long = (score_way(WAYS[f"silence of {s} s"], pauses) for s in (0.25, 3.0))
    assert short.met == short.due
    assert short.told == len(pauses)
    assert long.told < short.told
    assert set(long.delays) == {3.0}


@pytest.mark.parametrize(
    ("marks", "last"),
    [("as labelled", "wet."), ("none", "wet"), ("a full stop at each pause", "wet.")],
)
def test_words_are_marked_as_a_recogniser_would(marks: str, last: str):
    """Marks change, and words and times don't."""
    heard = spoken(TALK, HESITANT)
    other = marked(heard, MARKS[marks])
    assert other.turns[1].words[-1].word == last
    times = [[word.end_ms for turn in one.turns for word in turn.words] for one in (heard, other)]
    assert times[0] == times[1]
