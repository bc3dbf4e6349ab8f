"""Turns of a recogniser that is late, or away and back: as they were spoken, every word once."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.speech.speakers import Speaker
from conversation.speech.turn_builder import TurnBuilder
from conversation.speech.turns import Turn

PAUSE_S, SILENCE_S = 0.25, 0.9
NEAR_MS = 1000
WORD_MS = 300


@dataclass(slots=True)
class Line:
    """A party's builder, and what happens to it when."""

    builder: TurnBuilder = field(default_factory=lambda: TurnBuilder(Speaker.CUSTOMER))
    turns: list[Turn] = field(default_factory=list[Turn])
    told_at: list[float] = field(default_factory=list[float])

    def take(self, now: float) -> None:
        """Take what is finished."""
        while turn := self.builder.poll(now):
            self.turns.append(turn)
            self.told_at.append(now)

    def until(self, now: float) -> None:
        """Let time pass, as the line's timer does."""
        while (deadline := self.builder.deadline()) is not None and deadline <= now:
            before = (deadline, self.builder.turn_id, len(self.turns))
            self.take(deadline)
            if before == (self.builder.deadline(), self.builder.turn_id, len(self.turns)):
                break
        self.take(now)

    def end(self) -> list[str]:
        """All turns, when the call is over."""
        while turn := self.builder.flush():
            self.turns.append(turn)
        return [turn.text for turn in self.turns]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words without a pause between them, and how the recogniser tells them."""

    before_ms: int  # since the last stretch
    words: int
    late_s: float
    guessed: int = 1  # words that it tells at once, which may still change
    off_ms: int = 0  # how far its times are from the speech's


def turns_of(stretches: list[Stretch], *, apart: bool) -> tuple[Line, list[list[str]]]:
    """Speak the stretches; `apart`: each is followed by a long silence.

    Returns:
        The line at the end of the call, and the words of each turn as they were spoken.
    """
    line, spoken, at_ms, count = Line(), list[list[str]](), 0, 0
    events: list[tuple[float, str, tuple[int, int], str]] = []
    final_at = 0.0
    for index, stretch in enumerate(stretches):
        at_ms += stretch.before_ms
        end_ms = at_ms + stretch.words * WORD_MS
        words = [f"w{count + i}" for i in range(stretch.words)]
        count += stretch.words
        is_over = apart or index + 1 == len(stretches)
        is_over = is_over or stretches[index + 1].before_ms > SILENCE_S * 1000
        place = (at_ms + stretch.off_ms, end_ms + stretch.off_ms)
        spoken.append(words)
        events.append((at_ms / 1000 + 0.1, "start", (at_ms, end_ms), ""))
        if stretch.guessed:
            guess = " ".join(words[: stretch.guessed])
            events.append((at_ms / 1000 + 0.2, "interim", place, guess))
        events.append((end_ms / 1000 + PAUSE_S, "pause", (at_ms, end_ms), ""))
        if is_over:
            events.append((end_ms / 1000 + SILENCE_S, "silence", (at_ms, end_ms), ""))
        final_at = max(final_at, end_ms / 1000 + PAUSE_S + stretch.late_s)
        events.append((final_at, "final", place, " ".join(words)))
        at_ms = end_ms
    for now, what, place, text in sorted(events, key=lambda event: event[0]):
        line.until(now)
        happen(line.builder, what, now, place, text)
        line.take(now)
    line.until(1e6)
    return line, spoken


def happen(builder: TurnBuilder, what: str, now: float, place: tuple[int, int], text: str) -> None:
    """Tell the builder what happened."""
    start_ms, end_ms = place
    match what:
        case "start":
            builder.speech_started(start_ms)
        case "pause":
            builder.speech_paused(end_ms, now)
        case "silence":
            builder.speech_silent(end_ms, now)
        case "interim":
            builder.interim(text, now, start_ms=start_ms)
        case _:
            builder.final(text, now, start_ms=start_ms, end_ms=end_ms)
            builder.confirmed(now)


@pytest.mark.parametrize("guessed", [0, 2])
@pytest.mark.parametrize("late_s", [0.1, 0.35, 1, 3, 5, 8, 12])
def test_turns_are_as_they_were_spoken_however_late_the_words_are(late_s: float, guessed: int):
    """Each turn has its own words, in order; interim words alone are never one."""
    stretches = [Stretch(1500, 8, late_s, guessed) for _ in range(6)]
    line, spoken = turns_of(stretches, apart=True)
    assert [turn.text for turn in line.turns] == [" ".join(words) for words in spoken]
    assert [turn.start_ms for turn in line.turns] == [1500 + 3900 * i for i in range(6)]


@pytest.mark.parametrize("late_s", [3, 6, 8])
def test_a_turn_of_two_breaths_is_not_cut_in_two_by_late_words(late_s: float):
    """Words after a breath are waited for as long as those before it took."""
    stretches = [Stretch(1500 if i % 2 == 0 else 500, 8, late_s, 2) for i in range(6)]
    line, spoken = turns_of(stretches, apart=False)
    assert [turn.text for turn in line.turns] == [
        " ".join(spoken[i] + spoken[i + 1]) for i in range(0, 6, 2)
    ]


def test_words_that_come_in_time_wait_for_nothing():
    """A turn is told the moment its last words are confirmed, or its silence is long."""
    line, _ = turns_of([Stretch(1500, 8, 0.1, 2) for _ in range(3)], apart=True)
    assert line.told_at == pytest.approx([(3900 * (i + 1)) / 1000 + SILENCE_S for i in range(3)])


def test_a_recogniser_that_comes_back_tells_the_turns_that_it_missed():
    """After an outage the words are those of the turns that were spoken meanwhile, in order."""
    line, away_until = Line(), 30.0
    for i in range(4):
        line.until(i * 6.0)
        line.builder.speech_started(i * 6000)
        line.builder.interim("", i * 6.0 + 1)
        line.builder.speech_paused(i * 6000 + 3000, i * 6.0 + 3.25)
        line.until(i * 6.0 + 3.9)
        line.builder.speech_silent(i * 6000 + 3000, i * 6.0 + 3.9)
    line.until(away_until)
    assert line.turns == []
    assert line.builder.take_empty() == [0, 6000, 12_000, 18_000]
    for i in range(4):
        half = (i * 6000, i * 6000 + 1400)
        line.builder.final(f"One {i}", away_until, start_ms=half[0], end_ms=half[1])
        line.until(away_until + 1)
        line.builder.final("two.", away_until + 1, start_ms=half[1] + 100, end_ms=half[0] + 3000)
        line.until(away_until + 1)
        away_until += 2
    assert [turn.text for turn in line.turns] == [f"One {i} two." for i in range(3)]
    for _ in range(4):
        line.builder.confirmed(away_until)
    line.take(away_until)
    assert [(turn.text, turn.start_ms, turn.end_ms) for turn in line.turns] == [
        (f"One {i} two.", i * 6000, i * 6000 + 3000) for i in range(4)
    ]


@pytest.mark.parametrize("start_ms", [1400, 2000, 2900])
def test_a_late_final_that_begins_after_its_turn_is_not_told_again(start_ms: int):
    """Interim words of a closed turn may become final with a start after its end."""
    builder = TurnBuilder(Speaker.CUSTOMER)
    builder.speech_started(1000)
    builder.interim("Thank you", 1.5, start_ms=1100)
    builder.speech_paused(2000, 2.3)
    builder.confirmed(2.4)
    builder.speech_silent(2000, 2.9)
    turn = builder.poll(2.9)
    assert turn
    assert turn.text == "Thank you"
    builder.interim("Thank you", 3.0, start_ms=start_ms)
    assert builder.turn_id is None
    builder.final("Thank you.", 3.2, start_ms=start_ms, end_ms=start_ms + 500)
    assert builder.turn_id is None


def test_a_turn_that_waits_is_told_as_a_partial():
    """While words are owed, those so far are shown; the next turn's beside them."""
    builder = TurnBuilder(Speaker.CUSTOMER)
    builder.speech_started(1000)
    builder.speech_paused(2000, 2.3)
    builder.speech_silent(2000, 2.9)
    builder.interim("Good morning", 3.0, start_ms=1100)
    assert builder.latest
    assert (builder.latest.turn_id, builder.latest.text) == ("c1", "Good morning")
    builder.speech_started(4000)
    builder.interim("I am", 4.5, start_ms=4100)
    assert (builder.latest.turn_id, builder.latest.text) == ("c2", "I am")
    assert builder.draft(4500) is None


STRETCHES = st.builds(
    Stretch,
    before_ms=st.sampled_from([400, 600, 1200, 2500, 9000]),
    words=st.integers(1, 12),
    late_s=st.sampled_from([0.1, 0.3, 0.9, 3.0, 6.0, 8.0, 14.0]),
    guessed=st.integers(0, 3),
    off_ms=st.sampled_from([-150, 0, 150]),
)


@settings(max_examples=300)
@given(st.lists(STRETCHES, min_size=1, max_size=8))
def test_every_word_is_told_once_in_order_in_the_turn_where_it_was_spoken(
    stretches: list[Stretch],
):
    """However late each stretch is final: none lost, none twice, each near its speech."""
    line, spoken = turns_of(stretches, apart=False)
    words = [word for stretch in spoken for word in stretch]
    assert " ".join(turn.text for turn in line.turns).split() == words
    where, at_ms = dict[str, int](), 0
    for stretch, said in zip(stretches, spoken, strict=True):
        at_ms += stretch.before_ms
        for word in said:
            where[word] = at_ms
            at_ms += WORD_MS
    for turn in line.turns:
        for word in turn.text.split():
            assert turn.start_ms - NEAR_MS <= where[word] <= turn.end_ms + NEAR_MS, (turn, word)


@settings(max_examples=200)
@given(st.lists(STRETCHES, min_size=1, max_size=8), st.lists(st.booleans(), min_size=8, max_size=8))
def test_no_word_is_told_twice_or_lost_when_some_are_given_up(
    stretches: list[Stretch], stuck: list[bool]
):
    """Words that were told as a guess after 15 s are not told again when they are final."""
    course = [
        replace(
            stretch,
            before_ms=stretch.before_ms + 800,
            late_s=40.0 if is_stuck else stretch.late_s,
        )
        for stretch, is_stuck in zip(stretches, stuck, strict=False)
    ]
    line, spoken = turns_of(course, apart=True)
    words = sorted(word for stretch in spoken for word in stretch)
    assert sorted(" ".join(turn.text for turn in line.turns).split()) == words


def test_words_that_begin_far_before_the_speech_in_which_they_end_are_its_words():
    """A recogniser's span may begin in a silence; what it guessed without a time is not kept."""
    builder = TurnBuilder(Speaker.CUSTOMER)
    builder.speech_started(5000)
    builder.interim("So how much", 5.5)
    builder.speech_paused(5600, 5.9)
    builder.final("So how much is it?", 6.0, start_ms=300, end_ms=5500)
    builder.confirmed(6.0)
    turn = builder.poll(6.0)
    assert turn
    assert (turn.text, turn.start_ms) == ("So how much is it?", 5000)
    assert builder.flush() is None
