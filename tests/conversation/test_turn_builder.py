from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.speech.speakers import Speaker
from conversation.speech.turn_builder import TurnBuilder
from conversation.speech.turns import Turn

STT_WAIT_S = 2.0
LATE_S = 0.35
OWED_S = 15.0


@pytest.fixture
def builder() -> TurnBuilder:
    return TurnBuilder(Speaker.CUSTOMER, stt_wait_s=STT_WAIT_S)


def said(builder: TurnBuilder, text: str, start_ms: int, end_ms: int, now: float) -> None:
    """The party speaks, the words are final, the pause is confirmed."""
    builder.speech_started(start_ms)
    builder.speech_paused(end_ms, now)
    builder.final(text, now)
    builder.confirmed(now)


def so_far(builder: TurnBuilder) -> str:
    """The words of the open turn, as a partial tells them."""
    return builder.latest.text if builder.latest else ""


def test_a_sentence_and_its_pause_are_a_turn(builder: TurnBuilder):
    """A complete sentence ends as soon as the recogniser has said all about the pause."""
    builder.speech_started(1000)
    builder.interim("How", 1.4)
    builder.interim("How much", 1.8)
    builder.speech_paused(2000, 2.3)
    assert builder.poll(2.3) is None
    builder.final("How much is it?", 2.4, language="en", confidence=0.9)
    assert builder.poll(2.4) is None
    builder.confirmed(2.4)
    assert builder.poll(2.4) == Turn(
        "c1", Speaker.CUSTOMER, "How much is it?", 1000, 2000, "en", 0.9
    )
    assert builder.turn_id is None
    assert builder.poll(9) is None


def test_a_pause_inside_a_sentence_neither_ends_the_turn_nor_loses_words(builder: TurnBuilder):
    """Who breathes in mid-sentence goes on in the same turn, every word once."""
    said(builder, "I would like to", 0, 1000, 1.3)
    assert builder.poll(1.3) is None
    said(builder, "think about it.", 1500, 2500, 2.8)
    turn = builder.poll(2.8)
    assert turn
    assert (turn.text, turn.start_ms, turn.end_ms) == ("I would like to think about it.", 0, 2500)


def test_an_unfinished_sentence_ends_with_a_long_silence(builder: TurnBuilder):
    """Words that end in no full stop are a turn once the party is silent."""
    said(builder, "Well, if you say so", 0, 1000, 1.3)
    assert builder.poll(60) is None
    builder.speech_silent(1000, 1.9)
    turn = builder.poll(1.9)
    assert turn
    assert turn.text == "Well, if you say so"


@pytest.mark.parametrize(
    "text", ["Yes.", "Really?", "No way!", "“I said no.”", "I said (twice).", "Ça va ?", "好。"]
)
def test_a_complete_sentence_does_not_wait_for_silence(builder: TurnBuilder, text: str):
    """Closing punctuation, also inside quotes or brackets, ends a turn at its pause."""
    said(builder, text, 0, 1000, 1.3)
    assert builder.poll(1.3)


@pytest.mark.parametrize("text", ["Well...", "I mean…", "so,", "the price is", "“and then…”"])
def test_a_hesitation_waits_for_silence(builder: TurnBuilder, text: str):
    """An ellipsis, a comma or nothing at the end is somebody who will go on."""
    said(builder, text, 0, 1000, 1.3)
    assert builder.poll(1.3) is None


def test_a_confirmation_before_the_pause_is_of_no_use(builder: TurnBuilder):
    """Only what the recogniser says after the pause tells that it has said all about it."""
    builder.speech_started(0)
    builder.final("Yes.", 0.9)
    builder.confirmed(0.9)
    builder.speech_paused(1000, 1.3)
    assert builder.poll(1.3) is None
    builder.confirmed(1.3)
    assert builder.poll(1.3)


def test_a_confirmation_that_never_comes_is_waited_for_two_seconds(builder: TurnBuilder):
    """Where the recogniser confirms else, what there is counts after `stt_wait_s` without news."""
    builder.confirmed(1.3)
    builder.speech_started(0)
    builder.speech_paused(1000, 1.3)
    assert builder.deadline() == 1.3 + STT_WAIT_S
    builder.final("Yes.", 2.0)
    assert builder.deadline() == 2.0 + STT_WAIT_S
    assert builder.poll(2.0 + STT_WAIT_S - 0.01) is None
    assert builder.poll(2.0 + STT_WAIT_S)
    assert builder.deadline() is None


def test_a_recogniser_that_never_confirms_has_said_all_when_it_falls_quiet(builder: TurnBuilder):
    """Final words count 0.35 s after the last news; interim ones are waited for."""
    builder.speech_started(0)
    builder.speech_paused(1000, 1.3)
    assert builder.deadline() == 1.3 + STT_WAIT_S
    builder.interim("Yes", 1.4)
    assert builder.deadline() == 1.4 + OWED_S
    builder.final("Yes.", 1.5)
    assert builder.poll(1.5 + 0.34) is None
    assert builder.poll(1.5 + 0.35)


def test_each_pause_wants_its_own_confirmation(builder: TurnBuilder):
    """Two pauses close to each other are answered by two confirmations."""
    builder.speech_started(0)
    builder.speech_paused(1000, 1.3)
    builder.speech_started(1600)
    builder.speech_paused(2500, 2.8)
    builder.final("One.", 2.9)
    builder.confirmed(2.9)
    assert builder.poll(2.9) is None
    builder.final("Two.", 3.0)
    builder.confirmed(3.0)
    turn = builder.poll(3.0)
    assert turn
    assert turn.text == "One. Two."


def test_nobody_is_cut_short(builder: TurnBuilder):
    """A turn does not end while its party speaks, whatever the recogniser says."""
    said(builder, "Yes.", 0, 1000, 1.3)
    builder.speech_started(1500)
    builder.final("That is right.", 1.6)
    builder.confirmed(1.6)
    assert builder.poll(60) is None
    assert builder.deadline() is None


def test_interim_words_are_replaced(builder: TurnBuilder):
    """Each interim result replaces the one before it, and the final one replaces them all."""
    builder.speech_started(0)
    builder.interim("I want", 0.5)
    assert so_far(builder) == "I want"
    builder.interim("I won't", 0.6)
    assert so_far(builder) == "I won't"
    builder.final("I won't pay", 0.7)
    assert so_far(builder) == "I won't pay"
    builder.interim("that", 0.8)
    assert so_far(builder) == "I won't pay that"


def test_interim_words_hold_the_turn_back(builder: TurnBuilder):
    """Words that may still change are given time to become final, then they count as they are."""
    builder.speech_started(0)
    builder.speech_paused(1000, 1.3)
    builder.confirmed(1.3)
    builder.interim("All right.", 1.4)
    assert builder.poll(1.4) is None
    turn = builder.poll(1.4 + LATE_S)
    assert turn
    assert turn.text == "All right."


def test_words_before_their_speech_belong_to_it(builder: TurnBuilder):
    """A recogniser that is faster than the detector opens the turn; the detector times it."""
    said(builder, "Hello.", 0, 500, 0.8)
    assert builder.poll(0.8)
    builder.interim("Hi", 3.2)
    builder.speech_started(3000)
    builder.speech_paused(4000, 4.3)
    builder.final("Hi there.", 4.4)
    builder.confirmed(4.4)
    turn = builder.poll(4.4)
    assert turn
    assert (turn.text, turn.start_ms, turn.end_ms) == ("Hi there.", 3000, 4000)


def test_words_that_come_after_their_turn_are_a_turn_of_their_own(builder: TurnBuilder):
    """A recogniser that is far behind loses nothing: its words are a turn at their own time."""
    said(builder, "Yes.", 0, 1000, 1.3)
    assert builder.poll(1.3)
    builder.speech_silent(1000, 1.9)
    builder.final("And no", 4.0, start_ms=1100, end_ms=1500)
    assert builder.poll(4.0) is None
    turn = builder.poll(4.0 + LATE_S)
    assert turn
    assert (turn.turn_id, turn.text, turn.start_ms, turn.end_ms) == ("c2", "And no", 1100, 1500)


def test_words_that_the_detector_never_heard_have_their_own_times(builder: TurnBuilder):
    """A whisper below the detector's threshold is a turn where the recogniser heard it."""
    said(builder, "Yes.", 0, 1000, 1.3)
    assert builder.poll(1.3)
    builder.speech_silent(1000, 1.9)
    builder.interim("maybe", 9.2)
    builder.final("Maybe", 9.5, start_ms=9000, end_ms=9300)
    builder.final("not.", 9.6, start_ms=9300, end_ms=9600)
    turn = builder.poll(9.6 + LATE_S)
    assert turn
    assert (turn.text, turn.start_ms, turn.end_ms) == ("Maybe not.", 9000, 9600)


def test_speech_after_late_words_goes_on_in_their_turn(builder: TurnBuilder):
    """Late words that meet the next speech are one turn with it: from their begin to its end."""
    builder.final("Maybe", 9.2, start_ms=8000, end_ms=8300)
    builder.speech_started(9000)
    builder.speech_paused(10_000, 10.3)
    builder.final("not.", 10.4, start_ms=9000, end_ms=9900)
    builder.confirmed(10.4)
    turn = builder.poll(10.4 + LATE_S)
    assert turn
    assert (turn.text, turn.start_ms, turn.end_ms) == ("Maybe not.", 8000, 10_000)


def test_late_words_without_times_belong_to_the_last_speech(builder: TurnBuilder):
    """Where the recogniser tells no times, late words have those of the last speech."""
    builder.speech_started(3000)
    builder.speech_paused(4000, 4.3)
    builder.speech_silent(4000, 4.9)
    assert builder.poll(4.3 + STT_WAIT_S) is None
    assert builder.turn_id is None
    builder.final("Hello.", 7)
    turn = builder.poll(7 + LATE_S)
    assert turn
    assert (turn.start_ms, turn.end_ms) == (3000, 4000)


def test_speech_without_words_is_no_turn(builder: TurnBuilder):
    """A cough opens a turn that ends in nothing, once."""
    builder.speech_started(0)
    builder.speech_paused(300, 0.6)
    builder.speech_silent(300, 1.2)
    builder.confirmed(1.2)
    assert builder.poll(1.2) is None
    assert builder.turn_id is None
    assert builder.deadline() is None


def test_an_empty_result_opens_nothing(builder: TurnBuilder):
    """Results without a word, in silence, are not the begin of a turn."""
    builder.interim("", 1)
    builder.final("", 2)
    assert builder.turn_id is None


def test_the_end_of_the_call_flushes_what_was_said(builder: TurnBuilder):
    """`flush` gives the words so far, the interim ones included, and then nothing."""
    builder.speech_started(0)
    builder.final("I will", 0.5)
    builder.interim("call", 0.8)
    builder.speech_paused(900, 1.0)
    turn = builder.flush()
    assert turn
    assert (turn.text, turn.end_ms) == ("I will call", 900)
    assert builder.flush() is None


def test_audio_that_ends_in_a_word_ends_the_turn(builder: TurnBuilder):
    """Silence without a pause before it, as of a track that stalls, is both."""
    builder.speech_started(0)
    builder.final("I will call you", 0.5)
    builder.speech_silent(900, 1.0)
    builder.confirmed(1.0)
    turn = builder.poll(1.0)
    assert turn
    assert turn.end_ms == 900


def test_turns_are_numbered_per_party():
    """Ids are the party's letter and a number that counts from `first`."""
    builder = TurnBuilder(Speaker.AGENT, first=4)
    ids = []
    for start in (0, 2000):
        said(builder, "Yes.", start, start + 500, start / 1000)
        turn = builder.poll(start / 1000)
        ids.append(turn and turn.turn_id)
    assert ids == ["a4", "a5"]


def test_confidence_is_the_mean_of_the_spans(builder: TurnBuilder):
    """Spans with a confidence count; where none has one, the turn has none."""
    builder.speech_started(0)
    builder.final("One", 0.5, confidence=0.9)
    builder.final("two", 0.6, confidence=0.8)
    builder.final("three.", 0.7)
    builder.speech_paused(900, 1.0)
    builder.confirmed(1.0)
    turn = builder.poll(1.0)
    assert turn
    assert turn.confidence == pytest.approx(0.85)


class Party:
    """A party whose clock goes on with every event, and whose words are numbered."""

    def __init__(self) -> None:
        self.builder = TurnBuilder(Speaker.CUSTOMER, stt_wait_s=STT_WAIT_S)
        self.now = 0.0
        self.said: list[str] = []
        self.turns: list[Turn] = []
        self.interims = 0

    def at_ms(self) -> int:
        return round(self.now * 1000)

    def start(self) -> None:
        self.builder.speech_started(self.at_ms())

    def pause(self) -> None:
        self.builder.speech_paused(self.at_ms(), self.now)

    def silence(self) -> None:
        self.builder.speech_silent(self.at_ms(), self.now)

    def interim(self) -> None:
        self.interims += 1
        self.builder.interim(f"(guess {self.interims})", self.now)

    def word(self) -> None:
        self.said.append(f"w{len(self.said)}")
        self.builder.final(self.said[-1], self.now)

    def sentence(self) -> None:
        self.said.append(f"w{len(self.said)}.")
        self.builder.final(self.said[-1], self.now, start_ms=self.at_ms(), end_ms=self.at_ms())

    def nothing(self) -> None:
        self.builder.final("", self.now)

    def confirm(self) -> None:
        self.builder.confirmed(self.now)

    def take(self, turn: Turn | None) -> None:
        if turn:
            self.turns.append(turn)


EVENTS: list[Callable[[Party], None]] = [
    Party.start,
    Party.pause,
    Party.silence,
    Party.interim,
    Party.word,
    Party.sentence,
    Party.nothing,
    Party.confirm,
]


@given(
    st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from([0.0, 0.01, 0.3, 0.4, 1.0, 3.0])),
        max_size=40,
    )
)
def test_every_final_word_is_in_exactly_one_turn(
    course: list[tuple[Callable[[Party], None], float]],
):
    """Whatever the order of events: all final words, once each, in order; ids never repeat."""
    party = Party()
    for event, wait in course:
        party.now += wait
        event(party)
        party.take(party.builder.poll(party.now))
        deadline = party.builder.deadline()
        assert deadline is None or party.builder.turn_id
    while turn := party.builder.flush():
        party.take(turn)
    words = " ".join(turn.text for turn in party.turns).split()
    assert [word for word in words if word.startswith("w")] == party.said
    ids = [turn.turn_id for turn in party.turns]
    assert len(set(ids)) == len(ids)
    assert all(turn.text and turn.start_ms <= turn.end_ms for turn in party.turns)


def given_up(builder: TurnBuilder, guess: str) -> Turn:
    """A turn whose words were not final in time."""
    builder.speech_started(1000)
    builder.interim(guess, 1.5)
    builder.speech_paused(2000, 2.3)
    builder.speech_silent(2000, 2.9)
    turn = builder.poll(2.3 + OWED_S)
    assert turn
    assert turn.text == guess
    return turn


@pytest.mark.parametrize("final", ["I want it.", "i want IT", "I want", "I"])
def test_words_that_become_final_after_they_were_told_are_not_told_again(
    builder: TurnBuilder, final: str
):
    """A turn that was given with interim words has them already when they are final."""
    given_up(builder, "I want it")
    builder.final(final, 6.0, start_ms=1100, end_ms=1900)
    assert builder.poll(6.0 + LATE_S) is None
    assert builder.turn_id is None


def test_words_beyond_what_was_told_are_told(builder: TurnBuilder):
    """What the recogniser heard beyond its guess is a turn of its own, and nothing is lost."""
    given_up(builder, "I want it")
    builder.final("I want it in red.", 6.0, start_ms=1100, end_ms=2500)
    turn = builder.poll(6.0 + LATE_S)
    assert turn
    assert turn.text == "in red."


def test_no_word_stands_in_two_turns_while_none_is_final(builder: TurnBuilder):
    """A soft word without speech is told, then one more and more that are said much later.

    All of them change until the end; each turn has those that no turn has yet.
    """
    builder.interim("maybe", 1.4, start_ms=1000)
    first = builder.poll(1.4 + LATE_S)
    builder.speech_started(8000)
    builder.interim("maybe no", 8.5, start_ms=1000)
    builder.interim("maybe no thanks", 9.0, start_ms=1000)
    assert so_far(builder) == "no thanks"
    builder.speech_paused(9000, 9.3)
    builder.final("Maybe. No thanks.", 9.5, start_ms=1000, end_ms=9000)
    builder.confirmed(9.5)
    second = builder.poll(9.5)
    assert first
    assert second
    assert [(turn.text, turn.start_ms) for turn in (first, second)] == [
        ("maybe", 1000),
        ("No thanks.", 8000),
    ]


def test_words_that_become_final_otherwise_are_told(builder: TurnBuilder):
    """A guess that was wrong is put right, rather than words be lost."""
    given_up(builder, "I want it")
    builder.final("Aisle one, please.", 6.0, start_ms=1100, end_ms=1900)
    turn = builder.poll(6.0 + LATE_S)
    assert turn
    assert turn.text == "Aisle one, please."


def test_the_same_words_said_again_are_told(builder: TurnBuilder):
    """Only words of the time that was told already are the same words."""
    given_up(builder, "Yes")
    said(builder, "Yes.", 5000, 5500, 5.8)
    builder.flush()
    builder.speech_started(7000)
    builder.final("Yes.", 7.5, start_ms=7000, end_ms=7400)
    turn = builder.flush()
    assert turn
    assert turn.text == "Yes."


def test_words_without_a_place_are_of_the_turn_that_was_told(builder: TurnBuilder):
    """A recogniser that tells no times says a guess again, as final, while nobody speaks."""
    given_up(builder, "I want it")
    builder.interim("I want it", 18.0)
    assert builder.latest is None
    builder.final("I want it now.", 19.0)
    turn = builder.poll(19.0 + LATE_S)
    assert turn
    assert turn.text == "now."


def test_words_without_a_place_after_new_speech_are_of_that(builder: TurnBuilder):
    """Who says the same again is heard again."""
    given_up(builder, "Yes")
    builder.speech_started(7000)
    builder.final("Yes.", 19.0)
    turn = builder.flush()
    assert turn
    assert turn.text == "Yes."


WORDLESS = st.lists(
    st.sampled_from(["starts", "pauses", "silent", "confirmed", "late", "caught up", "nothing"]),
    max_size=40,
)


@given(WORDLESS, st.lists(st.integers(20, 4000), min_size=40, max_size=40))
def test_speech_without_words_is_never_a_turn(happens: list[str], gaps: list[int]):
    """A song that sounds like a voice, say: whatever the recogniser does, if it tells no words."""
    builder, at_ms, turns = TurnBuilder(Speaker.CUSTOMER, stt_wait_s=STT_WAIT_S), 0, list[Turn]()
    for one, gap_ms in zip(happens, gaps, strict=False):
        at_ms += gap_ms
        now = at_ms / 1000
        match one:
            case "starts":
                builder.speech_started(at_ms)
            case "pauses":
                builder.speech_paused(at_ms, now)
            case "silent":
                builder.speech_silent(at_ms, now)
            case "confirmed":
                builder.confirmed(now)
            case "nothing":
                builder.final("", now, start_ms=max(0, at_ms - gap_ms), end_ms=at_ms)
            case _:
                builder.fell_behind(now, behind=one == "late")
        assert builder.draft(at_ms) is None, "nothing to guess at"
        assert builder.latest is None or not builder.latest.text
        turns += filter(None, [builder.poll(now)])
    builder.speech_silent(at_ms, at_ms / 1000)
    turns += filter(None, [builder.poll(at_ms / 1000 + OWED_S + STT_WAIT_S), builder.flush()])
    assert turns == []
    assert builder.turn_id is None
