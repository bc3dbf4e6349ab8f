"""Turn: what a party said, on the call's own clock."""

from dataclasses import asdict, dataclass
from typing import Any

from conversation.speech.speakers import Speaker


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished turn of one party.

    Attributes:
        turn_id: Unique in the call.
        speaker: Whose turn it is.
        text: All final words of the turn.
        start_ms: Begin of the speech, ms from the start of the stream.
        end_ms: End of the speech, ms from the start of the stream.
        language: BCP-47 tag, where the recogniser tells it.
        confidence: 0 to 1, where the recogniser tells it.
        overlap_ms: For how long the other party spoke too, where that is worth a word.
        unit_id: The thought that it is a part of: the id of that one's first turn, its own by
            default (`conversation.speech.floor`).
    """

    turn_id: str
    speaker: Speaker
    text: str
    start_ms: int
    end_ms: int
    language: str | None = None
    confidence: float | None = None
    overlap_ms: int | None = None
    unit_id: str = ""

    def __post_init__(self) -> None:
        """A turn that no unit is known of is its own."""
        if not self.unit_id:
            object.__setattr__(self, "unit_id", self.turn_id)

    def as_dict(self) -> dict[str, Any]:
        """The turn as the data of a `turn.final` event."""
        data = asdict(self) | {"speaker": self.speaker.value}
        if self.overlap_ms is None:
            del data["overlap_ms"]
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Turn":
        """The turn of a `turn.final` event's data."""
        fields: dict[str, Any] = {name: data.get(name) for name in cls.__slots__}
        fields["speaker"] = Speaker(fields["speaker"])
        return cls(**fields)
