"""The script of a call to be made: who says what, and when they come in."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from conversation.speech.speakers import Speaker
from examples.call_maker.speech import SpeechError, Voice

Text = Annotated[str, Field(pattern=r"\w")]

_HESITATION = " ... "
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


class ScriptLine(BaseModel):
    """One turn: one party's text, and how many seconds after the turn before it begins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    customer: Text | None = None
    agent: Text | None = None
    after: Annotated[float, Field(ge=-2, le=10)] = 0.7

    @model_validator(mode="after")
    def _one_speaks(self) -> Self:
        if (self.customer is None) == (self.agent is None):
            raise ValueError("a turn is either the customer's or the agent's")
        return self

    @property
    def speaker(self) -> Speaker:
        """Whose turn it is."""
        return Speaker.AGENT if self.customer is None else Speaker.CUSTOMER

    @property
    def phrases(self) -> list[list[str]]:
        """The sentences, in groups that a hesitation parts."""
        text = self.customer or self.agent or ""
        return [_SENTENCE_END.split(phrase.strip()) for phrase in text.split(_HESITATION)]


class CallScript(BaseModel):
    """A call to be made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    language: str = "en"
    voices: dict[Speaker, dict[Literal["flite", "espeak", "elevenlabs"], Voice]]
    turns: Annotated[list[ScriptLine], Field(min_length=1)]

    def voice(self, speaker: Speaker, synthesiser: str) -> Voice:
        """A party's voice.

        Raises:
            SpeechError: The script names none for this synthesiser.
        """
        for name, voice in self.voices.get(speaker, {}).items():
            if name == synthesiser:
                return voice
        raise SpeechError(f"the script needs voices.{speaker}.{synthesiser}")


def read(path: Path) -> CallScript:
    """Read a script from YAML.

    Raises:
        SpeechError: It is missing, not YAML, or malformed; one line says where.
    """
    try:
        return CallScript.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeError) as error:
        raise SpeechError(f"{path}: can't be read ({error})") from None
    except yaml.YAMLError as error:
        raise SpeechError(f"{path}: not YAML ({' '.join(str(error).split())})") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "script"
        complaint = first["msg"].removeprefix("Value error, ")
        raise SpeechError(f"{path}: {place}: {complaint}") from None
