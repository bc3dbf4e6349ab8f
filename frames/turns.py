"""Turn frames: turns, and whatever becomes a call event."""

from dataclasses import dataclass

from pipecat.frames.frames import DataFrame, SystemFrame

from conversation.events.commands import Command
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
    """The words sound complete though the party has only just fallen silent: settle them now.

    Goes upstream, from the `TurnAssembler` to the recogniser of its branch, which may ignore it.
    One that does as it is told asks no second time at the pause that follows, and still tells
    `SttFinalizedFrame` once a pause and after the pause's own frame, never for a lull: an answer
    that came before the pause is confirmed when the pause comes, one to a lull that was none
    (the party spoke on) is not confirmed at all.
    """

    speaker: Speaker


@dataclass
class SttFinalizedFrame(DataFrame):
    """The recogniser has said all it will say about the speech before one pause.

    Follows the frame of that pause, and comes once for each.
    """


@dataclass
class CommandFrame(DataFrame):
    """What a client asks of the coach: `ask`, `pause` or `resume` (docs/events.md)."""

    command: Command
