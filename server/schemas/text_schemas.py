"""Text API schemas: a message of a program without audio, and the answer to it."""

import json
import re
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import to_json

from conversation.events.call_parameters import kind_of_call
from conversation.speech.speakers import Speaker
from pipeline.text_session import TextAnswer
from prompts.bundled import playbooks
from server.party_names import MAX_NAME
from settings.languages import PATTERN, language_tag

MAX_TEXT = 10_000


def _speaker(value: Any) -> Any:
    return "customer" if value == "client" else value


AnySpeaker = Annotated[
    Speaker, BeforeValidator(_speaker), Field(description="`client` is another word for customer.")
]
Share = Annotated[float, Field(ge=0, le=1, strict=True, allow_inf_nan=False)]
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:")


def _date_time(value: Any) -> Any:
    if isinstance(value, str) and not _DATE_TIME.match(value):
        raise ValueError("a date and a time as 2026-11-20T08:00:00Z")
    if isinstance(value, int | float):
        raise ValueError("a string: a date and a time as 2026-11-20T08:00:00Z")
    return value


def _returnable(value: dict[str, Any]) -> dict[str, Any]:
    try:
        # As deep in the answer as it can come to stand.
        to_json({"results": [{"turn": {"metadata": value}}]})
        json.dumps(value, allow_nan=False)
    except ValueError:
        raise ValueError("not JSON that can be sent back") from None
    return value


LanguageTag = Annotated[
    str, AfterValidator(language_tag), Field(max_length=35, json_schema_extra={"pattern": PATTERN})
]
"""A BCP-47 tag."""
PlaybookName = Annotated[
    str, Field(max_length=MAX_NAME, json_schema_extra={"enum": list(playbooks())})
]
Moment = Annotated[datetime, BeforeValidator(_date_time)]


class Message(BaseModel):
    """A message of one party, written or said."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "That's too expensive for us.", "speaker": "customer"}]
        },
    )

    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT, pattern=r"\S")]
    speaker: AnySpeaker = Speaker.CUSTOMER
    sentiment: Annotated[str | None, Field(max_length=100)] = None
    emotion: Annotated[str | None, Field(max_length=100)] = None
    timestamp: Moment | None = None
    confidence: Share | None = Field(None, description="Of the transcription, 0 to 1.")
    language: LanguageTag | None = Field(
        None,
        description="Of the message; the first one's is that in which a conversation is coached."
        " Default: COACH_LANGUAGE.",
        examples=["en"],
    )
    playbook: PlaybookName | None = Field(
        None,
        description="By which a conversation is coached, as the first message says: a bundled one,"
        " or the name of a file beside COACH_PLAYBOOK. Default: COACH_PLAYBOOK.",
    )
    metadata: Annotated[dict[str, Any], Field(max_length=100), AfterValidator(_returnable)] = Field(
        default_factory=dict, description="Comes back in the answer, as it is."
    )

    @property
    def kind(self) -> dict[str, str]:
        """The parameters that it says of the conversation."""
        return kind_of_call(self.language, self.playbook)


class TurnOut(BaseModel):
    """The message as a turn; what must not be kept is hidden in its text."""

    turn_id: str
    speaker: Literal["customer", "agent"]
    text: str
    sentiment: str | None
    emotion: str | None
    timestamp: datetime | None
    language: str | None
    confidence: float | None
    metadata: dict[str, Any]


class AnswerOut(BaseModel):
    """The coach's answer to a message."""

    turn: TurnOut
    suggestion: dict[str, Any] | None = Field(
        description="The data of `suggestion.final`; null for an agent's message, or in silence."
    )
    suppressed: str | None = Field(description="Why the coach stayed silent.")
    error: dict[str, Any] | None = Field(
        description="Why the model failed, with the `fallback_suggestion` that was given instead."
    )

    insights: dict[str, Any] = Field(
        description="What specialists have found out, the fields of each by its name."
    )

    @classmethod
    def of(cls, message: Message, answer: TextAnswer) -> Self:
        """The answer to a message."""
        turn = answer.turn
        return cls(
            turn=TurnOut(
                turn_id=turn.turn_id,
                speaker=turn.speaker.value,
                text=turn.text,
                language=turn.language,
                confidence=turn.confidence,
                **message.model_dump(include={"sentiment", "emotion", "timestamp", "metadata"}),
            ),
            suggestion=answer.suggestion,
            suppressed=answer.suppressed,
            error=answer.error,
            insights=answer.insights,
        )
