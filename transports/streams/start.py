"""Stream start: which call a carrier's media stream is of, and what it says of it."""

import re
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import uuid4

from conversation.errors import CallShadowError, ErrorCode
from conversation.events.call_parameters import INBOUND_ROLE
from conversation.speech.speakers import Speaker

_MADE = "socket-"
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class StreamError(CallShadowError):
    """The stream can't become a call; the message says why."""

    code = ErrorCode.STREAM_UNUSABLE


def usable_id(value: object) -> str | None:
    """The id, where it can be that of a call, a stream or an account here."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def role_named(said: str | None, default: Speaker) -> Speaker:
    """The party that a parameter names, in letters of any case; `default` where it is empty.

    Raises:
        ValueError: It names neither.
    """
    return Speaker((said or "").strip().lower() or default.value)


@dataclass(frozen=True, slots=True)
class StreamStart:
    """The start of a stream.

    Attributes:
        call_id: The carrier's id of the call.
        stream_id: The carrier's id of the stream; None where it gives none.
        parameters: What the stream says of its call, within bounds.
        account_id: The account at the carrier, where it says one.
    """

    call_id: str
    stream_id: str | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    account_id: str | None = None

    def inbound_role(self, default: Speaker) -> tuple[Speaker, bool]:
        """The party on the inbound track, and whether it is known.

        It is not where the parameter `inbound_role` is neither `customer` nor `agent`; then it is
        taken to be `default`, as half a call is worth more than none.
        """
        try:
            return role_named(self.parameters.get(INBOUND_ROLE), default), True
        except ValueError:
            return default, False


Start = TypeVar("Start", bound=StreamStart)


def with_id(start: Start) -> Start:
    """The start; where the carrier gives its stream no id, each socket is a stream of its own."""
    return start if start.stream_id else replace(start, stream_id=f"{_MADE}{uuid4().hex}")


def is_made(stream_id: str) -> bool:
    """Whether the carrier does not know a stream by this id, which `with_id` gave."""
    return stream_id.startswith(_MADE)
