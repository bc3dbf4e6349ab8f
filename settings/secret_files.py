"""Secret files as settings: a folder with a file a setting, as Docker and Kubernetes mount it."""

from pathlib import Path
from typing import Any

from pydantic import DirectoryPath
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
)

from settings.setting_names import named_sources


class _SecretFiles(SecretsSettingsSource):
    """Reads the folder that the sources before this one name, if they name any."""

    def __call__(self) -> dict[str, Any]:
        """The settings that have a file there."""
        folder = self.current_state.get("secrets_dir")
        if not folder or not Path(folder).is_dir():
            return {}  # the field's own check names it
        self.secrets_dir = folder
        return super().__call__()


class SecretFileSettings(BaseSettings):
    """Settings of secret files; a part of `Settings`. The environment and `.env` go before them."""

    secrets_dir: DirectoryPath | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is asked, the first one first."""
        del env_settings, file_secret_settings
        named = named_sources(settings_cls, dotenv_settings)
        return init_settings, *named, _SecretFiles(settings_cls)
