"""Webhook targets of the settings: the file that `WEBHOOKS` names, and the secrets that it names.

    bridge:
      url: https://hooks.example.com/call-shadow
      secret_env: BRIDGE_SECRET
      events: [call.ended, call.summary]
    archive:
      url: http://127.0.0.1:8080/calls
      secret_file: /run/secrets/archive

Without `events`, a target gets all of them.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)

from conversation.after_call.messages import MessageType
from services.delivery.settings_file import read_setting_file
from services.webhooks.signature import secrets_in
from settings import SettingsError
from settings.addresses import is_safe, with_small_scheme
from settings.named_secret import named_secret

SETTING = "WEBHOOKS"
NAME = r"^[a-z0-9][a-z0-9_-]{0,31}$"
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?(?:\?[^\s#]*)?")


def _address(value: str) -> str:
    value = with_small_scheme(value)
    if not _ADDRESS.fullmatch(value):
        raise ValueError("an address like https://hooks.example.com/calls, without a # or a name@")
    if not is_safe(value):
        raise ValueError("https:// but for this machine, as a caller's words are sent there")
    return value


class WebhookEntry(BaseModel):
    """One target, as the file says it.

    Attributes:
        url: Where its messages go.
        secret_env: The variable that holds its secret, or two while it is changed.
        secret_file: The file that holds it.
        events: Which messages it gets.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, Field(max_length=2000), AfterValidator(_address)]
    secret_env: Annotated[str | None, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")] = None
    secret_file: Path | None = None
    events: Annotated[tuple[MessageType, ...], Field(min_length=1)] = tuple(MessageType)

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if (self.secret_env is None) == (self.secret_file is None):
            raise ValueError("one of secret_env and secret_file is expected")
        return self

    def secrets(self, name: str) -> tuple[bytes, ...]:
        """The secrets with which its messages are signed.

        Raises:
            SettingsError: There is none, or it is none; the message does not say it.
        """
        where, text = named_secret(self.secret_env, self.secret_file)
        try:
            return secrets_in(text or "")
        except ValueError as error:
            raise SettingsError(f"{SETTING}: {name}: the secret of {where} {error}") from None


_Targets = TypeAdapter(dict[Annotated[str, StringConstraints(pattern=NAME)], WebhookEntry])


def read_webhooks(path: Path | None) -> Mapping[str, WebhookEntry]:
    """The targets of the file; none without one.

    Raises:
        SettingsError: The first thing that is wrong with it, in one line.
    """
    return read_setting_file(SETTING, path, _Targets) if path else {}
