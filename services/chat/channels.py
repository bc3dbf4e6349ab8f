"""Chat channels of the settings: the file that `CHATS` names, and when each is told of a call.

    leads:
      kind: slack
      url_env: LEADS_WEBHOOK
      when: [obligation, risk]
      score_below: 60
      outcomes: [not_interested, unresolved]

The address of an incoming webhook is a secret: whoever has it may write there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

from conversation.after_call.summary.parts import CallOutcome
from conversation.after_call.telling import TellingReason, TellingRules
from services.delivery.settings_file import read_setting_file
from settings import SettingsError
from settings.addresses import is_safe, with_small_scheme
from settings.named_secret import named_secret

SETTING = "CHATS"
_NAME = r"^[a-z0-9][a-z0-9_-]{0,31}$"
When = Literal[
    TellingReason.ALWAYS,
    TellingReason.OBLIGATION,
    TellingReason.RISK,
    TellingReason.NO_NEXT_STEP,
    TellingReason.ALERT,
]


class ChatChannel(BaseModel):
    """One channel, as the file says it.

    Attributes:
        kind: `slack` or `teams`.
        url_env: The variable that holds the address of its incoming webhook.
        url_file: The file that holds it.
        when: When it is told of a call, as `TellingRules` has it.
        score_below: The same.
        outcomes: The same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["slack", "teams"]
    url_env: Annotated[str | None, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")] = None
    url_file: Path | None = None
    when: tuple[When, ...] = ()
    score_below: Annotated[int | None, Field(ge=1, le=100)] = None
    outcomes: tuple[CallOutcome, ...] = ()

    @model_validator(mode="after")
    def _has_an_address_and_a_reason(self) -> Self:
        if (self.url_env is None) == (self.url_file is None):
            raise ValueError("one of url_env and url_file is expected")
        if not (self.when or self.score_below or self.outcomes):
            raise ValueError("one of when, score_below and outcomes is expected")
        return self

    @property
    def rules(self) -> TellingRules:
        """When it is told of a call."""
        return TellingRules(self.when, self.score_below, self.outcomes)

    def address(self, name: str) -> str:
        """The address of its webhook.

        Raises:
            SettingsError: There is none, or it is none; the message does not say it.
        """
        where, found = named_secret(self.url_env, self.url_file)
        found = found and with_small_scheme(found)
        if not found or not found.startswith(("https://", "http://")) or not is_safe(found):
            raise SettingsError(
                f"{SETTING}: {name}: {where} is not the https address of an incoming webhook"
            )
        return found


_Channels = TypeAdapter(dict[Annotated[str, StringConstraints(pattern=_NAME)], ChatChannel])


def read_chats(path: Path | None) -> Mapping[str, ChatChannel]:
    """The channels of the file; none without one.

    Raises:
        SettingsError: The first thing that is wrong with it, in one line.
    """
    return read_setting_file(SETTING, path, _Channels) if path else {}
