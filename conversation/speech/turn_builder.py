"""From speech and transcripts to turns, for one party.

A turn opens when the party starts to speak and closes when three things are true: the party has
paused, the recogniser has said all it will say about it, and either the words are a complete
sentence or the silence is long. So a pause inside a sentence neither ends a turn nor loses words.
"""

from dataclasses import dataclass, field

from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn

# Words are complete when nothing follows for this long, where nobody confirms that they are.
_QUIET_S = 0.35


@dataclass(slots=True)
class _Open:
    """The turn that is being spoken."""

    turn_id: str
    start_ms: int
    end_ms: int
    spans: list[str] = field(default_factory=list[str])
    interim: str = ""
    confidences: list[float] = field(default_factory=list[float])
    language: str | None = None
    late: bool = False  # its words came with no speech open

    @property
    def text(self) -> str:
        return " ".join([*self.spans, self.interim] if self.interim else self.spans)


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
        self._open: _Open | None = None
        self._speaking = False
        self._silent = True
        self._confirms = False  # whether the recogniser ever does
        self._unconfirmed = 0  # pauses that the recogniser has not yet confirmed
        self._told: list[str] = []  # words of the last turn that were not settled when it closed
        self._told_until_ms = 0
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
        self._ended(at_ms)

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
        text = self._untold(text, start_ms)
        if self._open is None and not text:
            return
        self._last_news = now
        turn = self._open or self._late()
        turn.interim = ""
        if not text:
            return
        if turn.late and start_ms is not None and not turn.spans:
            turn.start_ms = turn.end_ms = start_ms
        if turn.late and end_ms is not None:
            self._ended(end_ms)
        turn.spans.append(text)
        turn.language = language or turn.language
        if confidence is not None:
            turn.confidences.append(confidence)

    def confirmed(self) -> None:
        """The recogniser has said all about one pause."""
        self._confirms = True
        self._unconfirmed = max(0, self._unconfirmed - 1)

    def draft(self, end_ms: int) -> Turn | None:
        """The open turn as it would be if it ended at `end_ms`; None unless its words are complete.

        The recogniser may still change them.
        """
        turn = self._open
        if turn is None or not _complete(turn.text):
            return None
        return Turn(turn.turn_id, self._speaker, turn.text, turn.start_ms, end_ms, turn.language)

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
        if not self._silent and not _complete(turn.text):
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
            self._told, self._told_until_ms = _bare(turn.interim), turn.end_ms
        confidences = turn.confidences
        return Turn(
            turn_id=turn.turn_id,
            speaker=self._speaker,
            text=turn.text,
            start_ms=turn.start_ms,
            end_ms=turn.end_ms,
            language=turn.language,
            confidence=round(sum(confidences) / len(confidences), 3) if confidences else None,
        )

    def _untold(self, text: str, start_ms: int | None) -> str:
        """Settled words without those that the last turn had already, unsettled."""
        told, words = self._told, text.split()
        if not told or start_ms is None or start_ms >= self._told_until_ms:
            return text
        common = min(len(told), len(words))
        same = _bare(text)[:common] == told[:common]
        self._told = told[common:] if same else []
        return " ".join(words[common:]) if same else text

    def _begin(self, start_ms: int, end_ms: int) -> _Open:
        self._open = _Open(f"{self._speaker.value[0]}{self._next}", start_ms, end_ms)
        self._next += 1
        return self._open

    def _late(self) -> _Open:
        """Words outside any speech: the detector missed it, or the recogniser is far behind."""
        turn = self._begin(*self._last_speech)
        turn.late = True
        return turn

    def _ended(self, at_ms: int) -> None:
        if self._open:
            self._open.end_ms = max(self._open.end_ms, at_ms)

    def _wait(self, turn: _Open) -> float:
        """How long after the last news all has been said."""
        if not self._unconfirmed:
            return _QUIET_S
        settled = turn.spans and not turn.interim
        return _QUIET_S if settled and not self._confirms else self._stt_wait_s

    def _settled(self, turn: _Open, now: float) -> bool:
        if not self._unconfirmed and not turn.late and not turn.interim:
            return True
        return now >= self._last_news + self._wait(turn)


def _bare(text: str) -> list[str]:
    """The words without case and punctuation around them."""
    return [word.strip(".,;:!?…\"'“”‘’«»()").casefold() for word in text.split()]


def _complete(text: str) -> bool:
    """Whether the words end as a sentence does; an ellipsis is somebody who hesitates."""
    words = text.rstrip("\"'”’») ")
    return words.endswith((".", "?", "!", "。", "？", "！")) and not words.endswith(("..", "…"))
