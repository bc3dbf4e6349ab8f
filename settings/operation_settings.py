"""Operation settings: secrets, the log, traces, and who may sign in."""

from settings.observability_settings import ObservabilitySettings
from settings.secret_files import SecretFileSettings
from settings.sign_in_settings import SignInSettings


class OperationSettings(SecretFileSettings, ObservabilitySettings, SignInSettings):
    """The settings of those who run a server; a part of `Settings`."""
