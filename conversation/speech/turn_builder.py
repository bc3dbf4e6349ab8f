"""Turn builder: from one party's speech and transcripts to their turns.

A turn opens when the party starts to speak and closes when three things are true: the party has
paused, the recogniser has said all it will say about it, and either the words are a complete
sentence or the silence is long: a pause inside a sentence neither ends a turn nor loses words.
A long silence ends its speech even if its words are owed: what is spoken next is the next turn,
which waits behind it.

    state     while                            left when
    ────────  ───────────────────────────────  ──────────────────────────────────────────────
    closed    nothing is open                  speech starts → speaking; words come → late
    speaking  the party speaks                 they pause → paused
    paused    words are owed or unfinished     they go on → speaking; a silence → silent;
                                               all are final, and a sentence → closed
    silent    words are owed                   all are final → closed, a turn
    late      words came, and no speech        speech starts → speaking; else as paused, silent

`OwedPauses` knows when words count as final.
"""

from conversation.speech.carried_words import CarriedWords
from conversation.speech.open_turn import OpenTurn
from conversation.speech.owed_pauses import OwedPauses
from conversation.speech.speakers import Speaker
from conversation.speech.turn_queue import TurnQueue
from conversation.speech.turns import Turn


class TurnBuilder:
    """The turns of one party. Times named `now` are seconds of one steady clock."""

    def __init__(self, speaker: Speaker, *, stt_wait_s: float = 2.0, first: int = 1):
        """Build the turns of `speaker`, numbered from `first`.

        After a pause, a recogniser that says nothing is waited for `stt_wait_s`.
        """
        self._speaker = speaker
        self._next = first
        self._queue = TurnQueue()
        self._touched: OpenTurn | None = None  # by the last words
        self._unplaced: OpenTurn | None = None  # has interim words without a time
        self._speaking = False
        self._silent = True
        self._owed = OwedPauses(stt_wait_s)
        self._carried = CarriedWords()
        self._last_speech = (0, 0)
        self._empty: list[int] = []

    @property
    def turn_id(self) -> str | None:
        """The id of the turn that is being spoken, or was last, if it is open."""
        return self._queue.last.turn_id if self._queue.last else None

    @property
    def start_ms(self) -> int:
        """The start of that turn, or of the last speech."""
        return self._queue.last.start_ms if self._queue.last else self._last_speech[0]

    @property
    def has_interim(self) -> bool:
        """Whether the recogniser may still change words of that turn."""
        return bool(self._queue.last and self._queue.last.interim)

    @property
    def latest(self) -> Turn | None:
        """The open turn that the last words went to, the interim ones included."""
        turn = self._touched
        return turn.draft(self._speaker, turn.end_ms) if turn in self._queue.open else None

    def speech_started(self, at_ms: int) -> None:
        """The party began to speak, or went on after a pause."""
        self._carried.speech_started()
        turn = self._queue.last
        if turn and self._silent and not turn.may_go_on(at_ms):
            turn = None
        self._speaking, self._silent = True, False
        if turn is None:
            self._begin(at_ms, at_ms)
        else:
            turn.goes_on(at_ms)

    def speech_paused(self, at_ms: int, now: float) -> None:
        """The party stopped at `at_ms`, perhaps only to breathe."""
        self._speaking = False
        self._owed.paused(turn := self._queue.last, now)
        if turn:
            turn.ended(at_ms)

    def speech_silent(self, at_ms: int, now: float) -> None:
        """The party has been silent for long, or their audio ended."""
        if self._speaking:
            self.speech_paused(at_ms, now)
        self._silent = True

    def interim(self, text: str, now: float, *, start_ms: int | None = None) -> None:
        """Words that the recogniser may still change; none: it takes back all of them."""
        if not text:
            self._queue.take_back(now)
        elif new := self._carried.beyond(text, start_ms):
            placed = start_ms is not None and new == text
            turn = self._turn_of(start_ms if placed else None)
            turn.interim, turn.interim_ms, turn.news = new, start_ms if placed else None, now
            self._unplaced = None if placed else turn

    def final(
        self,
        text: str,
        now: float,
        *,
        start_ms: int | None = None,
        end_ms: int | None = None,
        language: str | None = None,
        confidence: float | None = None,
    ) -> None:
        """Final words; `start_ms`/`end_ms` where it tells them."""
        self._owed.answered(now)
        text = self._carried.left_out(text, start_ms)
        if not text and not self._queue.open:
            return
        if self._unplaced:
            self._unplaced.interim, self._unplaced = "", None
        turn = self._turn_of(start_ms, end_ms)
        turn.interim, turn.news = "", now
        if text:
            turn.add(text, start_ms, end_ms, language, confidence)
            self._queue.finalized(turn)

    def confirmed(self, now: float) -> None:
        """The recogniser has said all about one pause."""
        self._owed.confirmed(now)

    def fell_behind(self, now: float, *, behind: bool) -> None:
        """The recogniser is away or late (`behind`), or has caught up; what it owes will come."""
        self._owed.is_behind = behind
        self._queue.wait_again(now, reopen=behind)

    def draft(self, end_ms: int) -> Turn | None:
        """The turn as it would be if it ended at `end_ms`; None unless complete and the first."""
        turn = self._queue.head
        if turn is None or turn is not self._queue.last or not turn.is_sentence:
            return None
        return turn.draft(self._speaker, end_ms)

    def deadline(self) -> float | None:
        """When to `poll` again if nothing else happens before."""
        turn = self._queue.head
        if turn is None or (self._speaking and turn is self._queue.last):
            return None
        return self._owed.deadline(turn)

    def poll(self, now: float) -> Turn | None:
        """A turn that is finished at `now`, if one is; there may be another."""
        while turn := self._queue.head:
            goes_on = self._speaking or not (self._silent or turn.is_sentence)
            if goes_on and turn is self._queue.last:
                return None
            until = self._owed.deadline(turn)
            if until is None or now < until:
                return None
            if closed := self._close(turn):
                return closed
        return None

    def take_empty(self) -> list[int]:
        """The starts of the turns that have closed without a word since the last time."""
        empty, self._empty = self._empty, []
        return empty

    def flush(self) -> Turn | None:
        """Close the first turn that is open, whatever is missing; None where none has words."""
        while turn := self._queue.head:
            if closed := self._close(turn):
                return closed
        return None

    def _begin(self, start_ms: int, end_ms: int) -> OpenTurn:
        turn = OpenTurn(f"{self._speaker.value[0]}{self._next}", start_ms, end_ms)
        self._next += 1
        self._queue.insert(turn)
        return turn

    def _turn_of(self, start_ms: int | None, end_ms: int | None = None) -> OpenTurn:
        """The turn of words; one of their own, where nobody was heard to speak."""
        turn = self._queue.spoken_at(start_ms, end_ms, goes_on=not self._silent)
        if turn is None:
            turn = self._begin(*(self._last_speech if start_ms is None else (start_ms, start_ms)))
            turn.late = True
        self._touched = turn
        return turn

    def _close(self, turn: OpenTurn) -> Turn | None:
        self._queue.open.remove(turn)
        self._last_speech = (turn.start_ms, turn.end_ms)
        if not turn.text:
            self._empty.append(turn.start_ms)
            self._queue.give_up(turn)
            return None
        if turn.interim:
            self._carried.carry(turn.interim, turn.start_ms, turn.end_ms, turn.interim_ms)
        return turn.closed(self._speaker)
