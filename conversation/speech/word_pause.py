"""Word pause: the end of a party's words, where something else keeps their line from being silent.

Other people's talk, a radio or a television is speech to a speech detector. A recogniser that keeps
up, and tells words again and again while they are spoken, shows by their absence that the party has
stopped. One that tells a few of them, and all at the end, shows nothing.

    the detector    the words                                     the party
    ──────────────  ────────────────────────────────────────────  ──────────────────────────────
    hears speech    come                                          speaks
                    have not come for `PAUSE_S`                   has paused, where the last ended
                    still have not, for `SILENCE_S` in all        is silent
                    come again                                    speaks, where they begin
    hears none      –                                             does what the detector says

Speech of which no words come at all is waited for longer: a recogniser may be late with the first.
A pause has the recogniser asked for final words: where they go on far beyond it, it was none.
"""

from conversation.speech.detector import SpeechChange, SpeechEdge

PAUSE_S = 2.0
"""Interim words are a second apart (Deepgram), and come up to half a second after they are said."""
SILENCE_S = 2.5
WORDLESS_S = 2.0
"""So much longer is speech without a word waited for."""
_STREAMED = 2  # times that interim words followed interim words of the same speech
_ASKED_MS = 1000  # how much further than the interim words final ones go that a pause asks for


class WordPause:
    """The pauses of one party's words. Times named `now` are seconds of one steady clock.

    Attributes:
        over: Whether the words have paused, while the detector hears speech.
        end_ms: Where the last word ended on the call's clock, or the speech began.
        heard_at: When that was heard.
    """

    def __init__(self) -> None:
        """Nobody speaks."""
        self.over = False
        self.end_ms = 0
        self.heard_at = 0.0
        self._speech = False
        self._silent = False
        self._behind = False
        self._interims = 0  # of this speech, with their places
        self._streamed = 0
        self._news = 0.0
        self._text = ""

    def speech_started(self, at_ms: int, now: float) -> None:
        """The detector hears speech, since `at_ms`."""
        self._speech, self.over, self._silent, self._interims = True, False, False, 0
        self.end_ms, self.heard_at, self._news = at_ms, now, now + WORDLESS_S

    def speech_paused(self) -> None:
        """The detector hears none."""
        self._speech = self.over = self._silent = False

    def heard(
        self, text: str, start_ms: int | None, end_ms: int | None, now: float, *, is_final: bool
    ) -> SpeechChange | None:
        """Take in words; returns where the party speaks again, if these tell it.

        Args:
            text: All words that are not final yet, or those that have just become it.
            start_ms: Where they begin on the call's clock, where the recogniser tells it.
            end_ms: Where they end; likewise.
            now: The time.
            is_final: Whether they will not change any more.
        """
        if not is_final and end_ms is not None:
            self._interims += 1
            self._streamed += self._interims > 1
        known, self._text = self._text, "" if is_final else text
        if not text or start_ms is None or end_ms is None:
            return None
        if is_final and self.over and end_ms - self.end_ms <= _ASKED_MS:
            return None
        if end_ms <= self.end_ms or text == known:
            return None
        began_ms, self.end_ms = max(start_ms, self.end_ms), end_ms
        self.heard_at = self._news = now
        if not self.over:
            return None
        self.over = self._silent = False
        return SpeechChange(SpeechEdge.STARTED, began_ms)

    def fell_behind(self, now: float, *, behind: bool) -> None:
        """The recogniser is late or away (`behind`), and no words tell nothing; or it is back."""
        self._behind, self._news = behind, now

    def deadline(self) -> float | None:
        """When to `poll` again if nothing else happens before."""
        if not self._speech or self._silent or self._behind or self._streamed < _STREAMED:
            return None
        return self._news + (SILENCE_S if self.over else PAUSE_S)

    def poll(self, now: float) -> SpeechChange | None:
        """The pause, or the silence, that the words tell at `now`."""
        due = self.deadline()
        if due is None or now < due:
            return None
        self._silent, self.over = self.over, True
        edge = SpeechEdge.SILENT if self._silent else SpeechEdge.PAUSED
        return SpeechChange(edge, self.end_ms)
