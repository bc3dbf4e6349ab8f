"""Answer fields: what can be read of a message of Deepgram's whose details are odd.

A field that is missing, null or of another type costs itself alone: the words, and where they
stand, are put together from what is there.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from pipecat.transcriptions.language import Language
from pydantic import Field

from conversation.json_values import Fields, fields_of, is_list, is_object, list_of

_LONGEST_S = 1e6  # no call is so long
_LONGEST_MESSAGE = 1 << 20  # of some words; to read one that is longer would take all calls' time
Seconds = Annotated[float, Field(ge=0, le=_LONGEST_S, strict=True)]
Share = Annotated[float, Field(ge=0, le=1, strict=True)]


class AnswerError(Exception):
    """A message that Deepgram would not send."""


@dataclass(frozen=True, slots=True)
class SaidWords:
    """The words of a message, as far as they can be read.

    Attributes:
        text: All of them; None where none can be.
        start_s: Where the first begins that says so, seconds of the connection's audio.
        end_s: Where the last ends that says so.
    """

    text: str | None
    start_s: float | None = None
    end_s: float | None = None

    @classmethod
    def of(cls, said: Fields) -> "SaidWords":
        """Those of an object with a `transcript` and `words`, one of which may be odd."""
        words = [fields_of(word) for word in list_of(said.get("words"))]
        text = said.get("transcript")
        if not isinstance(text, str):
            told = (word.get("punctuated_word") or word.get("word") for word in words)
            none_said = "" if text is None and said.get("words") == [] else None
            text = " ".join(word for word in told if isinstance(word, str)) or none_said
        return cls(text, _first(words, "start"), _first(reversed(words), "end"))


def document(message: str | bytes) -> Any:
    """Parse a message; NaN and infinite numbers, which JSON does not have, are null.

    Raises:
        ValueError: It is no JSON, or longer than any answer.
        RecursionError: It is nested without end.
    """
    if len(message) > _LONGEST_MESSAGE:
        raise ValueError(f"a message has at most {_LONGEST_MESSAGE} characters")
    try:
        return orjson.loads(message)
    except orjson.JSONDecodeError:
        return json.loads(message, parse_constant=lambda _: None)


def seconds(value: Any) -> float | None:
    """A time or a length, where it can be one."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number <= _LONGEST_S else None


def share(value: Any) -> float | None:
    """A confidence, where it can be one."""
    number = seconds(value)
    return number if number is not None and number <= 1 else None


def detected(languages: Any) -> Language | None:
    """The first language that is detected, where it is known."""
    with suppress(ValueError):
        return Language(first) if (first := next(iter(list_of(languages)), None)) else None


def is_true(value: Any) -> bool:
    """Whether a flag is set, in whatever form."""
    return value in (True, "1") or (isinstance(value, str) and value.lower() in ("true", "yes"))


def alternatives(said: Fields) -> list[Fields] | None:
    """What may have been said, the likeliest first; None where that can't be read."""
    found = fields_of(said.get("channel")).get("alternatives")
    if not is_list(found):
        return None
    objects = [one for one in found if is_object(one)]
    return objects if objects or not found else None


def _first(words: Iterable[Fields], name: str) -> float | None:
    """The first place of that name that can be read."""
    return next((place for word in words if (place := seconds(word.get(name))) is not None), None)
