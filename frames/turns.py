"""Turn frames: turns, and whatever becomes a call event.

One turn, from a party's first word to the turn; what goes up goes from the `TurnAssembler` to the
recogniser of its branch, all else goes down the pipeline:

    the party      into the assembler               out of it
    ─────────────  ───────────────────────────────  ────────────────────────────────────────
    speaks         PartyStartedSpeakingFrame        SpeechFrame, speaking
                   words that may change            TurnPartialFrame, again and again
    silent 0.1 s   PartyEagerPauseFrame             EagerTurnFrame if the words are complete,
                                                    and ↑ FinalizeFrame if they may change
      resumes      PartyEagerPauseFrame, resumed    no frame: back to "speaks"
    silent 0.25 s  PartyPausedFrame                 SpeechFrame, not speaking
                   final words, SttFinalizedFrame   TurnPartialFrame, then TurnFrame if the words
                                                    are complete
    silent 0.9 s   PartySilentFrame                 TurnFrame whatever the words are; NoTurnFrame
                                                    if there are none
    says no word   none: others talk on their line  the same as for a pause, and ↑ WordPauseFrame
      for 2 s
"""

from dataclasses import dataclass

from pipecat.frames.frames import DataFrame, SystemFrame

from conversation.events.commands import CallCommand
from conversation.events.payloads import Payload
from conversation.speech.speakers import Speaker
from conversation.speech.turns import Turn


@dataclass
class SpeechFrame(DataFrame):
    """A party started (or stopped) speaking at `offset_ms` of the stream.

    Attributes:
        speaker: Whose speech.
        speaking: Whether it started.
        offset_ms: Where, ms from the start of the stream.
        turn_start_ms: Where the turn began that this speech belongs to.
        spoken_at: When that reached us, where it stopped: seconds of the event loop's clock.
    """

    speaker: Speaker
    speaking: bool
    offset_ms: int
    turn_start_ms: int
    spoken_at: float = 0.0


@dataclass
class TurnPartialFrame(DataFrame):
    """The words so far of the turn that a party is speaking.

    Attributes:
        turn: The turn as far as it is known; the recogniser may still change its words.
    """

    turn: Turn


@dataclass
class EagerTurnFrame(DataFrame):
    """A turn that may be over: the party fell silent, and the words so far are complete.

    Attributes:
        turn: The turn as it would be; the recogniser may still change its words.
        spoken_at: When the end of its speech reached us: seconds of the event loop's clock.
    """

    turn: Turn
    spoken_at: float


@dataclass
class TurnFrame(DataFrame):
    """A finished turn.

    Attributes:
        turn: The turn.
        spoken_at: When the end of its speech reached us: seconds of the event loop's clock.
        made_at: When the turn was finished, same clock.
    """

    turn: Turn
    spoken_at: float
    made_at: float


@dataclass
class NoTurnFrame(DataFrame):
    """A party's speech had no words, or none that came in time: a cough, a noise.

    Attributes:
        speaker: Whose speech.
        start_ms: Where it began, ms from the start of the stream.
    """

    speaker: Speaker
    start_ms: int


@dataclass
class EventFrame(DataFrame):
    """Something that becomes a call event as it is."""

    payload: Payload


@dataclass
class FinalizeFrame(SystemFrame):
    """Asks the recogniser to finalize in an eager pause: the words sound complete.

    Goes upstream, from the `TurnAssembler` to the recogniser of its branch, which may ignore it.
    One that finalizes now does not do so again at the pause that follows. It pushes one
    `SttFinalizedFrame` a pause, after the frame of that pause, however early its answer came; and
    none for an eager pause after which the party resumed.
    """

    speaker: Speaker


@dataclass
class WordPauseFrame(SystemFrame):
    """Asks the recogniser to finalize: a party's words have paused on a line that is not silent.

    Goes upstream, from the `WordPauseDetector` to the recogniser of its branch. It is a pause like
    any other: one `SttFinalizedFrame` confirms it.
    """

    speaker: Speaker


@dataclass
class SttFinalizedFrame(DataFrame):
    """The recogniser has said all it will say about the speech before one pause.

    Follows the frame of that pause, and comes once for each.
    """


@dataclass
class SttBehindFrame(DataFrame):
    """The recogniser of a party is away, catches up or is late; or keeps up again.

    Attributes:
        speaker: Whose words are to come.
        behind: Whether words are owed that will still come.
    """

    speaker: Speaker
    behind: bool


@dataclass
class ConsentFrame(DataFrame):
    """The customer agrees from now on to be listened to, or does not (any more)."""

    given: bool


@dataclass
class CommandFrame(DataFrame):
    """A client's command to the coach: `ask`, `pause` or `resume` (docs/events.md)."""

    command: CallCommand
