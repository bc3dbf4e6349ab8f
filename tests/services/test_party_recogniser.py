"""Calls over recognisers that fail on a schedule: what was said is told, or is told as lost."""

import asyncio
import random

import looptime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.events.status_codes import StatusCode
from conversation.speech.speakers import Speaker
from tests.services.simulated_deepgram import Faults, SimulatedDeepgram, piece
from tests.services.spoken_call import (
    AGENT,
    CUSTOMER,
    TAIL_MS,
    TALK,
    Audio,
    Call,
    Connect,
    Party,
    Said,
    Spoken,
    hear,
    spoken,
    too_early,
    wrong,
)


async def _play(turns: list[Spoken], faults: dict[Speaker, Faults]) -> Call:
    parties = dict[Speaker, tuple[Connect, Audio]]()
    for speaker in Speaker:
        words = [word for turn in turns if turn.speaker is speaker for word in turn.words]
        parties[speaker] = SimulatedDeepgram(words, faults[speaker]).connect, piece
    return await hear(turns, parties)


def play(turns: list[Spoken], faults: dict[Speaker, Faults] | Faults) -> Call:
    """Hear a call to its end, in a time that passes by itself."""
    both = dict.fromkeys(Speaker, faults) if isinstance(faults, Faults) else faults
    with asyncio.Runner(loop_factory=lambda: looptime.new_event_loop(noop_cycles=3)) as runner:
        return runner.run(_play(turns, both))


@pytest.mark.parametrize(
    ("away", "pace"),
    [
        ([(8, 13)], 1.25),
        ([(8, 28)], 1.25),
        ([(0, 20)], 2),
        ([(9.3, 37)], 2),
        ([(8, 14), (22, 40)], 1.25),
    ],
)
def test_what_is_said_while_the_recogniser_is_away_comes_as_it_was_said(
    away: list[tuple[float, float]], pace: float
):
    """Every turn has its own words, and nothing is lost; after one outage also in their order."""
    random.seed(0)  # tries to connect are spread: a party who is back much later may be overtaken
    turns = spoken(TALK)
    call = play(turns, Faults(away=away, pace=pace))
    assert list(wrong(turns, call)) == []
    assert len(away) > 1 or list(too_early(call)) == []
    assert not [s for s in call.statuses if s.code is StatusCode.STT_LOST]
    for speaker in Speaker:
        codes = [status.code for status in call.statuses if status.speaker is speaker]
        assert codes[-1] is StatusCode.STT_RECOVERED


@pytest.mark.parametrize("words", [3, 14, 30])
@pytest.mark.parametrize(
    "faults",
    [
        Faults(spoiled=frozenset(range(1, 20))),
        Faults(spoiled=frozenset({1, 2})),
        Faults(spoiled=frozenset({2, 3})),
        Faults(garbled=[(0, 10)]),
    ],
)
def test_final_words_that_could_not_be_read_are_told_as_lost(words: int, faults: Faults):
    """With their length and whose they were, though nothing is said after them."""
    turns = spoken([Said(CUSTOMER, words)])
    assert list(wrong(turns, play(turns, faults))) == []


def test_finals_that_come_late_double_nothing():
    """Interim words come as they are said, their final ones up to eight seconds later."""
    turns = spoken(TALK)
    call = play(turns, {CUSTOMER: Faults(finals_late_s=8), AGENT: Faults(finals_late_s=3)})
    assert list(wrong(turns, call)) == []
    assert len(call.told) == len(turns)


def test_finals_that_come_when_their_turn_is_closed_double_nothing():
    """A long turn that closed with the words of its last span; the final ones come span by span."""
    lengths = {13: AGENT, 4: CUSTOMER, 12: AGENT, 3: CUSTOMER, 11: AGENT}
    turns = spoken([Said(speaker, words) for words, speaker in lengths.items()])
    call = play(turns, Faults(finals_late_s=20, pace=0.7))
    words = [word for turn in call.told for word in turn.text.split()]
    assert sorted(words) == sorted(word.text for turn in turns for word in turn.words)


ENDED_S = 3.0
"""Within how long after the hang-up a recogniser that answers has had its last words."""


@pytest.mark.parametrize("value", ["0", "2.5", "-5", "-1e300", "3600", "1e9", "1e300", "1e400"])
@pytest.mark.parametrize("name", ["start", "end", "duration"])
def test_times_that_can_not_be_true_hold_nothing_up(name: str, value: str):
    """The words are told, in their order, and the call ends as soon as the answers have come."""
    turns = spoken(TALK)
    ended_at = 0.0

    async def played() -> Call:
        nonlocal ended_at
        call = await _play(turns, dict.fromkeys(Speaker, Faults(told=(name, value))))
        ended_at = asyncio.get_running_loop().time()
        return call

    with asyncio.Runner(loop_factory=lambda: looptime.new_event_loop(noop_cycles=3)) as runner:
        call = runner.run(played())
    for speaker in Speaker:
        own = [turn.text for turn in turns if turn.speaker is speaker]
        told = [turn.text for turn in call.told if turn.speaker is speaker]
        assert " ".join(told).split() == " ".join(own).split()
    assert ended_at < (turns[-1].end_ms + TAIL_MS) / 1000 + ENDED_S
    assert all(
        0 <= turn.start_ms <= turn.end_ms <= turns[-1].end_ms + TAIL_MS for turn in call.told
    )


SECONDS = st.floats(0, 70).map(lambda seconds: round(seconds, 1))
SPANS = st.lists(
    st.tuples(SECONDS, st.sampled_from([0.5, 3.0, 8.0, 20.0, 28.0, 45.0, 90.0])), max_size=2
).map(lambda spans: [(from_s, from_s + long_s) for from_s, long_s in spans])
FAULTS = st.builds(
    Faults,
    away=SPANS,
    hung=SPANS.map(lambda spans: spans[:1]),
    late_s=st.sampled_from([0.1, 0.4, 1.0, 3.0, 5.0, 8.0]),
    pace=st.sampled_from([0.7, 1.0, 1.1, 1.25, 1.5]),
    odd_each=st.sampled_from([0, 0, 1, 3]),
    finals_late_s=st.sampled_from([0.0, 0.0, 3.0, 8.0]),
)
COURSES = st.lists(
    st.builds(
        Said,
        speaker=st.sampled_from(Speaker),
        words=st.integers(1, 14),
        after_ms=st.sampled_from([1100, 1100, 1500, 4000]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, derandomize=True)
@given(COURSES, FAULTS, FAULTS)
def test_no_word_is_lost_in_silence_told_twice_or_in_another_turn(
    course: list[Said], customer: Faults, agent: Faults
):
    """Whatever goes wrong when: turns are those that were spoken, and what is lost is told."""
    turns = spoken(course)
    call = play(turns, {CUSTOMER: customer, AGENT: agent})
    assert list(wrong(turns, call)) == []


async def test_an_early_request_waits_for_no_connection() -> None:
    """Without one nothing is asked before the pause."""
    party = Party(CUSTOMER, [], SimulatedDeepgram([], Faults()).connect, Call(), piece)
    party.recogniser.finalize.started()
    party.recogniser.finalize.eager_pause()
    await party.recogniser.finalize_early()
    assert not party.recogniser.finalize.owes
    party.running.cancel()
    await asyncio.wait([party.running])
