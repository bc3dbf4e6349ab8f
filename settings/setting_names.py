"""Setting names: the environment and `.env` are asked for the settings that they name, no others.

pydantic-settings works out of each of the settings what a value would be parsed as, in each source,
which is most of what it takes to read them. None has an alias, or fields of its own to be named.
"""

from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
)


class NamedInEnvironment(EnvSettingsSource):
    """The environment's variables."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What a variable says, if there is one of that name."""
        if field_name not in self.env_vars:
            return None, field_name, True
        return super().get_field_value(field, field_name)

    def prepare_field_value(
        self, field_name: str, field: FieldInfo, value: Any, value_is_complex: bool
    ) -> Any:
        """The value to validate; None if there is none."""
        if value is None:
            return None
        return super().prepare_field_value(field_name, field, value, value_is_complex)


class NamedInFile(NamedInEnvironment, DotEnvSettingsSource):
    """The variables of `.env`."""


def named_sources(
    settings: type[BaseSettings], file: PydanticBaseSettingsSource
) -> tuple[NamedInEnvironment, NamedInFile]:
    """Both, for these settings and the file that pydantic-settings would read."""
    path = file.env_file if isinstance(file, DotEnvSettingsSource) else None
    return NamedInEnvironment(settings), NamedInFile(settings, env_file=path)
