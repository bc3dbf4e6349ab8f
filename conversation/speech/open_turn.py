"""Open turn: a party's words in a turn that goes on, or whose final words are still to come."""

from dataclasses import dataclass, field

from conversation.languages import SENTENCE_ENDS
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

# How far from speech its words may be: recognisers and the detector differ on where it begins.
NEAR_MS = 1000
# Speech that goes on for longer after the last word is somebody else's, or no speech.
_WORDLESS_MS = 500


@dataclass(slots=True, eq=False)
class OpenTurn:
    """A turn that is being spoken, or waits for its words.

    Attributes:
        turn_id: Its id, which the finished turn keeps.
        start_ms: Where its speech began on the call's clock.
        end_ms: Where its speech ended so far.
        spans: Its final words, a stretch each.
        interim: The words after them, which it may still change.
        interim_ms: Where these begin, where the recogniser tells it.
        confidences: How sure it was of each span, 0 to 1, where it says so.
        language: Of the last span that has one.
        late: Its words came where no speech was.
        first_ms: Where its final words begin, where the recogniser tells it.
        final_ms: Up to where its words are final; likewise.
        owed: Pauses in it whose words the recogniser has not yet confirmed.
        news: When the last of it came, seconds of one steady clock.
    """

    turn_id: str
    start_ms: int
    end_ms: int
    spans: list[str] = field(default_factory=list[str])
    interim: str = ""
    interim_ms: int | None = None
    confidences: list[float] = field(default_factory=list[float])
    language: str | None = None
    late: bool = False
    first_ms: int | None = None
    final_ms: int | None = None
    owed: int = 0
    news: float = 0.0

    @property
    def text(self) -> str:
        """All its words so far."""
        return " ".join([*self.spans, self.interim] if self.interim else self.spans)

    @property
    def is_sentence(self) -> bool:
        """Whether the words end as a sentence does; an ellipsis is somebody who hesitates."""
        words = self.text.rstrip("\"'”’») ")
        ends = words.endswith(tuple(SENTENCE_ENDS))
        return ends and not words.endswith(("..", "…"))

    @property
    def is_covered(self) -> bool:
        """Whether its final words reach the end of its speech, as far as is known."""
        ends = self.final_ms is None or self.final_ms >= self.end_ms - NEAR_MS
        return bool(self.spans) and ends

    def distance_ms(self, at_ms: int, *, goes_on: bool) -> int:
        """The distance of `at_ms` from its speech, which `goes_on` or is over, in ms."""
        if at_ms < self.start_ms:
            return self.start_ms - at_ms
        return 0 if goes_on else max(0, at_ms - self.end_ms)

    def may_go_on(self, at_ms: int) -> bool:
        """Whether speech at `at_ms`, after a silence, may be what its words are of."""
        return self.late and (not self.spans or at_ms - self.end_ms <= NEAR_MS)

    def goes_on(self, at_ms: int) -> None:
        """Its party speaks at `at_ms`; where it has only guesses, those are of this speech."""
        if self.late and not self.spans:
            self.start_ms = self.end_ms = at_ms
            self.late = False

    def ended(self, at_ms: int) -> None:
        """Its speech goes on until `at_ms` at least."""
        self.end_ms = max(self.end_ms, at_ms)

    def add(
        self,
        text: str,
        start_ms: int | None,
        end_ms: int | None,
        language: str | None,
        confidence: float | None,
    ) -> None:
        """Take final words; where they are late, the recogniser's times are the turn's."""
        if self.late and start_ms is not None and not self.spans:
            self.start_ms = self.end_ms = start_ms
        if self.late and end_ms is not None:
            self.ended(end_ms)
        if not self.spans:
            self.first_ms = start_ms
        self.spans.append(text)
        self.final_ms = end_ms
        self.language = language or self.language
        if confidence is not None:
            self.confidences.append(confidence)

    def closed(self, speaker: Speaker) -> Turn:
        """The turn as it is recorded, with the mean confidence of its spans.

        Its place is that of its speech, or of its words where the speech is far longer: a detector
        hears whoever talks on the line.
        """
        confidences = self.confidences
        start_ms, end_ms = self.start_ms, self.end_ms
        if self.first_ms is not None and start_ms + NEAR_MS < self.first_ms < end_ms:
            start_ms = self.first_ms
        if self.final_ms is not None and start_ms < self.final_ms < end_ms - _WORDLESS_MS:
            end_ms = end_ms if self.interim else self.final_ms
        return Turn(
            turn_id=self.turn_id,
            speaker=speaker,
            text=self.text,
            start_ms=start_ms,
            end_ms=end_ms,
            language=self.language,
            confidence=round(sum(confidences) / len(confidences), 3) if confidences else None,
        )

    def draft(self, speaker: Speaker, end_ms: int) -> Turn:
        """The turn as it would be if it ended at `end_ms`; its words may still change."""
        return Turn(self.turn_id, speaker, self.text, self.start_ms, end_ms, self.language)
