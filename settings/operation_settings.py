"""Operation settings: secrets, the log, traces, who may sign in, and the way into a call."""

from typing import Annotated

from pydantic import AfterValidator

from settings.join_url import checked_join_url
from settings.observability_settings import ObservabilitySettings
from settings.secret_files import SecretFileSettings
from settings.sign_in_settings import SignInSettings


class OperationSettings(SecretFileSettings, ObservabilitySettings, SignInSettings):
    """The settings of those who run a server; a part of `Settings`."""

    join_url: Annotated[str | None, AfterValidator(checked_join_url)] = None
