"""Both parties' words, from speech and recognisers to units: each once, in order, overlaps kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from conversation.memory.conversation import Conversation
from conversation.speech.overlap import SpeechOverlap
from conversation.speech.speakers import Speaker
from conversation.speech.turn_builder import TurnBuilder
from conversation.speech.turn_order import TurnOrder
from conversation.speech.turns import Turn

WORD_MS, PAUSE_MS, SILENCE_MS = 300, 250, 900
LEAST_OVERLAP_MS = 250


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words without a pause between them, and how a recogniser tells them.

    Attributes:
        before_ms: Since the end of the party's last stretch.
        words: How many.
        late_ms: From each pause to its final words.
        pieces: In how many final messages they come, one at the pause, the rest before it.
        guesses: How many interim messages come, each with some more of them.
        unplaced: Whether none of them has a time.
        confirms: When the recogniser says that it has said all: never, too early, in time.
    """

    before_ms: int
    words: int
    late_ms: int
    pieces: int
    guesses: int
    unplaced: bool
    confirms: str


STRETCHES = st.lists(
    st.builds(
        Stretch,
        before_ms=st.sampled_from([300, 700, 1200, 2500, 5000, 9000]),
        words=st.integers(1, 8),
        late_ms=st.sampled_from([0, 100, 300, 1000, 4000]),
        pieces=st.integers(1, 3),
        guesses=st.integers(0, 4),
        unplaced=st.booleans(),
        confirms=st.sampled_from(["never", "early", "in time"]),
    ),
    min_size=1,
    max_size=6,
)
Told = tuple[float, int, Speaker, str, int | None, int | None, str]
"""When, a number that keeps the order, whose, what happens, from and until when, the words."""


def said_by(speaker: Speaker, stretches: list[Stretch]) -> Iterator[tuple[Stretch, int, list[str]]]:
    """Each stretch, where it begins, and its words."""
    at_ms = count = 0
    for stretch in stretches:
        at_ms += stretch.before_ms
        yield stretch, at_ms, [f"{speaker.value}{count + i}" for i in range(stretch.words)]
        at_ms, count = at_ms + stretch.words * WORD_MS, count + stretch.words


def happenings(speaker: Speaker, stretches: list[Stretch]) -> Iterator[Told]:
    """What a detector and a recogniser tell; the recogniser keeps its own order."""
    course = list(said_by(speaker, stretches))
    free = 0.0
    for at, (stretch, start, words) in enumerate(course):
        end = start + len(words) * WORD_MS
        following = course[at + 1][1] if at + 1 < len(course) else 10**7
        yield start + 100, 0, speaker, "start", start, None, ""
        yield end + PAUSE_MS, 0, speaker, "pause", end, None, ""
        if following - end >= SILENCE_MS:
            yield end + SILENCE_MS, 0, speaker, "silence", end, None, ""
        # Words without a time are of what is spoken: such a recogniser is in time.
        is_late = end + PAUSE_MS + stretch.late_ms >= following or free > start + 100
        placed = not stretch.unplaced or is_late
        for now, what, first, last in sorted(told(stretch, start, end), key=lambda one: one[0]):
            free = max(free + 1, now)
            begin, until = start + first * WORD_MS, start + last * WORD_MS
            told_text = " ".join(words[first:last])
            if placed:
                yield free, 1, speaker, what, begin, until, told_text
            else:
                yield free, 1, speaker, what, None, None, told_text


def told(stretch: Stretch, start: int, end: int) -> Iterator[tuple[float, str, int, int]]:
    """When which words are told as what: interim, final, confirmed."""
    pieces = min(stretch.pieces, stretch.words)
    bounds = [stretch.words * i // pieces for i in range(pieces + 1)]
    if stretch.confirms == "early":
        yield end + PAUSE_MS + min(20, stretch.late_ms), "confirm", 0, 0
    for piece, (first, last) in enumerate(pairwise(bounds)):
        for guess in range(stretch.guesses):
            until = first + (last - first) * (guess + 1) // stretch.guesses
            if until > first:
                yield start + until * WORD_MS + 120, "interim", first, until
        is_last = piece == pieces - 1
        at = end + PAUSE_MS + stretch.late_ms if is_last else start + last * WORD_MS + 150
        yield at, "final", first, last
    if stretch.confirms == "in time":
        yield end + PAUSE_MS + stretch.late_ms, "confirm", stretch.words, stretch.words


class Line:
    """Both parties' builders, and what becomes of their turns."""

    def __init__(self) -> None:
        self.builders = {speaker: TurnBuilder(speaker) for speaker in Speaker}
        self.order, self.overlap, self.conversation = TurnOrder(), SpeechOverlap(), Conversation()
        self.recorded: list[Turn] = []

    def happen(self, told: Told) -> None:
        now_ms, _, speaker, what, start, end, words = told
        self.until(now_ms / 1000)
        builder, now = self.builders[speaker], now_ms / 1000
        match what:
            case "start":
                builder.speech_started(start or 0)
                self.overlap.started(speaker, start or 0)
                self.order.resumed(speaker, builder.start_ms)
            case "pause":
                builder.speech_paused(start or 0, now)
                self.overlap.stopped(speaker, start or 0)
                self.order.spoken(speaker, builder.start_ms)
            case "silence":
                builder.speech_silent(start or 0, now)
            case "interim":
                builder.interim(words, now, start_ms=start)
            case "final":
                builder.final(words, now, start_ms=start, end_ms=end)
            case _:
                builder.confirmed(now)
        if latest := builder.latest:
            self.conversation.hear(latest)
        self.take(now)

    def until(self, now: float) -> None:
        """Let time pass, as the timers of the line do."""
        for builder in self.builders.values():
            while (due := builder.deadline()) is not None and due <= now:
                before = builder.turn_id
                self.take(due)
                if builder.turn_id == before:
                    break

    def take(self, now: float, *, over: bool = False) -> None:
        for speaker, builder in self.builders.items():
            while turn := builder.flush() if over else builder.poll(now):
                self.order.finished(turn, now)
            for start_ms in builder.take_empty():
                self.order.given_up(speaker, start_ms)
        for turn in self.order.flush() if over else self.order.ready(now):
            unit = self.conversation.unit_of(turn)
            kept = replace(turn, unit_id=unit.unit_id, overlap_ms=self.overlap.of(turn))
            self.conversation.add(kept)
            self.recorded.append(kept)


def over_all(customer: list[Stretch], agent: list[Stretch]) -> Line:
    """A whole call."""
    line = Line()
    events = [*happenings(Speaker.CUSTOMER, customer), *happenings(Speaker.AGENT, agent)]
    for event in sorted(events, key=lambda told: told[:2]):
        line.happen(event)
    line.until(1e6)
    line.take(1e6, over=True)
    return line


@settings(max_examples=250)
@given(STRETCHES, STRETCHES)
def test_each_word_is_in_one_turn_and_one_unit_in_order(
    customer: list[Stretch], agent: list[Stretch]
):
    """However speech, interim and final words and confirmations of two parties interleave."""
    line = over_all(customer, agent)
    for speaker, stretches in ((Speaker.CUSTOMER, customer), (Speaker.AGENT, agent)):
        spoken = [word for *_, words in said_by(speaker, stretches) for word in words]
        turns = [turn for turn in line.conversation.turns if turn.speaker is speaker]
        assert " ".join(turn.text for turn in turns).split() == spoken
        units = dict.fromkeys(turn.unit_id for turn in turns)
        thoughts = [[turn for turn in turns if turn.unit_id == unit] for unit in units]
        assert [turn for thought in thoughts for turn in thought] == turns  # side by side, in order
        assert all(thought[0].turn_id == thought[0].unit_id for thought in thoughts)


@settings(max_examples=150)
@given(STRETCHES, STRETCHES)
def test_what_is_said_at_once_is_kept_and_marked(customer: list[Stretch], agent: list[Stretch]):
    """A turn over which the other party spoke has all its words, and says for how long."""
    line = over_all(customer, agent)
    speech = {
        speaker: [(at, at + len(words) * WORD_MS) for _, at, words in said_by(speaker, stretches)]
        for speaker, stretches in ((Speaker.CUSTOMER, customer), (Speaker.AGENT, agent))
    }
    for turn in line.recorded:
        within = [(max(a, turn.start_ms), min(b, turn.end_ms)) for a, b in speech[turn.speaker]]
        most = sum(
            max(0, min(b, d) - max(a, c)) for a, b in within for c, d in speech[turn.speaker.other]
        )
        assert turn.overlap_ms is None or LEAST_OVERLAP_MS < turn.overlap_ms <= most
