"""Turn builder: from one party's speech and transcripts to their turns.

A turn opens when the party starts to speak and closes when three things are true: the party has
paused, the recogniser has said all it will say about it, and either the words are a complete
sentence or the silence is long. So a pause inside a sentence neither ends a turn nor loses words.

    state     while                            left when
    ────────  ───────────────────────────────  ──────────────────────────────────────────────
    closed    nothing is open                  speech starts → speaking; words come → late
    speaking  the party speaks                 they pause → paused
    paused    words are owed or unfinished     they go on → speaking; a silence → silent;
                                               settled, and a sentence → closed, a turn
    silent    the pause is long                they go on → speaking; settled → closed, a turn
    late      words came, and no speech        speech starts → speaking; else as paused, silent

    words are settled                                             after no news for
    ────────────────────────────────────────────────────────────  ─────────────────
    each pause is confirmed, no word is interim or late           0 s
    each pause is confirmed, some words are interim or late       0.35 s
    a pause is not confirmed, by a recogniser that never does,
      and no word is interim                                      0.35 s
    a pause is not confirmed, by any other                        `stt_wait_s`
"""

from conversation.speech.carried_words import CarriedWords
from conversation.speech.open_turn import OpenTurn
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

# Words are complete when nothing follows for this long, where nobody confirms that they are.
_QUIET_S = 0.35


class TurnBuilder:
    """The turns of one party. Times named `now` are seconds of one steady clock."""

    def __init__(self, speaker: Speaker, *, stt_wait_s: float = 2.0, first: int = 1):
        """Create a builder.

        Args:
            speaker: Whose turns.
            stt_wait_s: How long after a pause the recogniser may take to confirm that it has
                said all (Deepgram's `from_finalize`); after that, what there is counts. One that
                never confirms is taken to have said all when its settled words are followed by
                nothing for 0.35 s.
            first: The number of the party's first turn.
        """
        self._speaker = speaker
        self._stt_wait_s = stt_wait_s
        self._next = first
        self._open: OpenTurn | None = None
        self._speaking = False
        self._silent = True
        self._confirms = False  # whether the recogniser ever does
        self._unconfirmed = 0  # pauses that the recogniser has not yet confirmed
        self._carried = CarriedWords()
        self._last_news = 0.0
        self._last_speech = (0, 0)

    @property
    def turn_id(self) -> str | None:
        """The id of the turn that is open, if one is."""
        return self._open.turn_id if self._open else None

    @property
    def start_ms(self) -> int:
        """Where the open turn began, or the last speech did."""
        return self._open.start_ms if self._open else self._last_speech[0]

    @property
    def end_ms(self) -> int:
        """Where the speech of the open turn, or the last speech, ended so far."""
        return self._open.end_ms if self._open else self._last_speech[1]

    @property
    def unsettled(self) -> bool:
        """Whether the recogniser may still change words of the open turn."""
        return bool(self._open and self._open.interim)

    @property
    def partial(self) -> str:
        """The words of the open turn so far, the unsettled ones included."""
        return self._open.text if self._open else ""

    def speech_started(self, at_ms: int) -> None:
        """The party began to speak, or went on after a pause."""
        self._speaking, self._silent = True, False
        if self._open is None:
            self._begin(at_ms, at_ms)
        elif self._open.late and not self._open.spans:
            # The recogniser was faster than the speech detector: the words are of this speech.
            self._open.start_ms = self._open.end_ms = at_ms
            self._open.late = False

    def speech_paused(self, at_ms: int, now: float) -> None:
        """The party stopped at `at_ms`, perhaps only to breathe."""
        self._speaking = False
        self._unconfirmed += 1
        self._last_news = now
        if self._open:
            self._open.ended(at_ms)

    def speech_silent(self, at_ms: int, now: float) -> None:
        """The party has been silent for long, or their audio ended."""
        if self._speaking:
            self.speech_paused(at_ms, now)
        self._silent = True

    def interim(self, text: str, now: float) -> None:
        """Words that the recogniser may still change; they replace the last interim ones."""
        if self._open is None and not text:
            return
        self._last_news = now
        turn = self._open or self._late()
        turn.interim = text

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
        """Words that the recogniser has settled on; `start_ms`/`end_ms` where it tells them."""
        text = self._carried.left_out(text, start_ms)
        if self._open is None and not text:
            return
        self._last_news = now
        turn = self._open or self._late()
        turn.interim = ""
        if not text:
            return
        turn.add(text, start_ms, end_ms, language, confidence)

    def confirmed(self) -> None:
        """The recogniser has said all about one pause."""
        self._confirms = True
        self._unconfirmed = max(0, self._unconfirmed - 1)

    def draft(self, end_ms: int) -> Turn | None:
        """The open turn as it would be if it ended at `end_ms`; None unless its words are complete.

        The recogniser may still change them.
        """
        turn = self._open
        if turn is None or not turn.is_sentence:
            return None
        return turn.draft(self._speaker, end_ms)

    def deadline(self) -> float | None:
        """When to `poll` again if nothing else happens before."""
        if self._open is None or self._speaking:
            return None
        return self._last_news + self._wait(self._open)

    def poll(self, now: float) -> Turn | None:
        """The turn that is finished at `now`, if one is."""
        turn = self._open
        if turn is None or self._speaking or not self._settled(turn, now):
            return None
        if not self._silent and not turn.is_sentence:
            return None
        return self.flush()

    def flush(self) -> Turn | None:
        """Close the open turn, whatever is missing; None where nothing was said in it."""
        turn, self._open = self._open, None
        self._unconfirmed = 0
        self._last_speech = (turn.start_ms, turn.end_ms) if turn else self._last_speech
        if turn is None or not turn.text:
            return None
        if turn.interim:
            self._carried.carry(turn.interim, turn.end_ms)
        return turn.closed(self._speaker)

    def _begin(self, start_ms: int, end_ms: int) -> OpenTurn:
        self._open = OpenTurn(f"{self._speaker.value[0]}{self._next}", start_ms, end_ms)
        self._next += 1
        return self._open

    def _late(self) -> OpenTurn:
        """Words outside any speech: the detector missed it, or the recogniser is far behind."""
        turn = self._begin(*self._last_speech)
        turn.late = True
        return turn

    def _wait(self, turn: OpenTurn) -> float:
        """How long after the last news all has been said."""
        if not self._unconfirmed:
            return _QUIET_S
        settled = turn.spans and not turn.interim
        return _QUIET_S if settled and not self._confirms else self._stt_wait_s

    def _settled(self, turn: OpenTurn, now: float) -> bool:
        if not self._unconfirmed and not turn.late and not turn.interim:
            return True
        return now >= self._last_news + self._wait(turn)
