"""Messages of an ingest socket: a party's words, or the end of the call."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from conversation.surrogates import without_halves
from server.schemas.text_schemas import AnySpeaker, Share

MAX_SEGMENT = 2_000
"""Characters: two minutes of speech without a pause."""
_Ms = Annotated[int, Field(ge=0, le=7 * 24 * 3600 * 1000, strict=True)]


class Segment(BaseModel):
    """The words of a party; `final` false for words that may still change."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["segment"] = "segment"
    speaker: AnySpeaker
    text: Annotated[str, Field(min_length=1, max_length=MAX_SEGMENT, pattern=r"\S")]
    final: bool = True
    start_ms: _Ms | None = None
    end_ms: _Ms | None = None
    language: Annotated[str | None, Field(max_length=35)] = None
    confidence: Share | None = None

    @model_validator(mode="after")
    def _ends_after_start(self) -> "Segment":
        if self.start_ms is not None and self.end_ms is not None and self.end_ms < self.start_ms:
            raise ValueError("end_ms is before start_ms")
        return self


class End(BaseModel):
    """The call is over."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["end"]


def _kind(message: Any) -> Any:
    return message.get("type", "segment") if isinstance(message, dict) else None


_MESSAGE: TypeAdapter[Segment | End] = TypeAdapter(
    Annotated[
        Annotated[Segment, Tag("segment")] | Annotated[End, Tag("end")],
        Discriminator(
            _kind,
            custom_error_type="unknown_message",
            custom_error_message="type: 'segment' or 'end'",
        ),
    ]
)


def read_ingested(data: str | bytes) -> Segment | End:
    """Read a message.

    A transcriber that cuts its texts may cut an emoji: the words are heard all the same.

    Raises:
        ValidationError: It is neither.
    """
    try:
        return _MESSAGE.validate_json(data)
    except ValidationError:
        return _MESSAGE.validate_json(without_halves(data))
