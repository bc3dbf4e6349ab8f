"""Twilio numbers: what is so for the calls to each number, as a file says it.

    "+14155550111":
      agent: client:maria
      agent_id: maria
      language: es
      playbook: support
      notice: Esta llamada se escucha para ayudar a quien le atiende.
      inbound_role: customer

Each field is optional, and goes before the setting of the process.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from conversation.events.call_parameters import kind_of_call
from conversation.speech.speakers import Speaker
from prompts.yaml_file import YamlFile, read_yaml
from settings import SettingsError
from settings.dial_address import E164
from settings.values import Dialable, Notice

_LARGEST = 1_000_000
_Name = Annotated[str | None, Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]


class NumberLine(BaseModel):
    """The line of one number: what is so for the calls to it.

    Attributes:
        agent: Who rings.
        agent_id: Whose calls they are.
        language: BCP-47 tag of the calls.
        playbook: By which they are coached.
        notice: What the customer hears before anything is forked.
        inbound_role: Who calls.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent: Dialable = None
    agent_id: _Name = None
    language: _Name = None
    playbook: _Name = None
    notice: Notice = None
    inbound_role: Speaker | None = None

    def kind(self) -> dict[str, str]:
        """The language and the playbook, as parameters of a call."""
        return kind_of_call(self.language, self.playbook)


_Numbers = TypeAdapter(
    dict[Annotated[str, StringConstraints(pattern=f"^{E164.pattern}$")], NumberLine]
)


def read_numbers(path: Path) -> Mapping[str, NumberLine]:
    """The numbers of a file.

    Raises:
        SettingsError: The first thing that is wrong with it, in one line.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise wrong(path, f"more than {_LARGEST} bytes")
        file = read_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise wrong(path, str(told)) from None
    if file.mistakes:
        raise wrong(path, str(min(file.mistakes)))
    try:
        return _Numbers.validate_python(file.data)
    except ValidationError as error:
        raise wrong(path, _explained(file, error)) from None


def wrong(path: Path, told: str) -> SettingsError:
    """The error of a file of numbers."""
    return SettingsError(f"TWILIO_NUMBERS={path}: {told}")


def _explained(file: YamlFile, error: ValidationError) -> str:
    problem = error.errors()[0]
    where = tuple(part for part in problem["loc"] if part != "[key]")
    message = problem["msg"].removeprefix("Value error, ")
    if "[key]" in problem["loc"]:
        message = "a phone number in E.164, in quotes, like '+14155550111'"
    return f"line {file.place(where).line}: {'.'.join(map(str, where))}: {message}"
