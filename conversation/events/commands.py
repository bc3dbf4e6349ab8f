"""Client commands: one union at the door, on the wire between processes, and in the coach.

A client's message on the side channel is one of `Command`, a `Feedback`, a `Token` or a
`SwitchWhisper`; the last three are answered at the door and reach no call. A `CallCommand` reaches
a call, and may be of the carrier's or of REST's alone.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from conversation.coaching.attention import Verbosity


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(_Message):
    """A question of the agent's to the coach."""

    type: Literal["ask"] = "ask"
    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


class Pause(_Message):
    """The agent wants no advice for now."""

    type: Literal["pause"] = "pause"


class Resume(_Message):
    """The agent wants advice again."""

    type: Literal["resume"] = "resume"


class ChangeVerbosity(_Message):
    """The agent wants to be shown more, or less."""

    type: Literal["verbosity"] = "verbosity"
    level: Verbosity


class Feedback(_Message):
    """The agent's rating of a suggestion, or of one of its sources."""

    type: Literal["feedback"] = "feedback"
    suggestion_id: Annotated[str, Field(min_length=1, max_length=64)]
    rating: Literal["used", "useful", "not_useful", "dismissed"]
    comment: Annotated[str, Field(max_length=2000)] = ""
    source: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class Token(_Message):
    """Another key or token, before the one that the socket was opened with ends."""

    type: Literal["token"] = "token"
    token: Annotated[str, Field(min_length=1, max_length=4096)]


class SwitchWhisper(_Message):
    """The client wants to hear the headlines on their own socket, or no more."""

    type: Literal["whisper"] = "whisper"
    on: bool


class PressKey(_Message):
    """A key of a telephone was pressed, as the carrier tells."""

    type: Literal["press"] = "press"
    key: Annotated[str, Field(pattern=r"^[0-9A-D*#]$")]


class SayConsent(_Message):
    """Somebody tells that the customer agrees to be listened to, or does not."""

    type: Literal["consent"] = "consent"
    given: bool
    by: str | None = None


Command = Ask | Pause | Resume | ChangeVerbosity
CallCommand = Command | PressKey | SayConsent
COMMAND: TypeAdapter[CallCommand] = TypeAdapter(Annotated[CallCommand, Field(discriminator="type")])
"""Reads a command from the wire between processes."""
ClientMessage = Command | Feedback | Token | SwitchWhisper
CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(
    Annotated[ClientMessage, Field(discriminator="type")]
)
"""Reads a client's message at the door."""
