"""Setting names: what is read is what pydantic-settings would read."""

from pathlib import Path

import pytest
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

from settings import Settings
from settings.setting_names import NamedInEnvironment, NamedInFile

LINES = (
    "COACH_PLAYBOOK=support",
    "coach_language=fr",
    "STT=deepgram,moonshine",
    "PORT=many",
    "API_KEYS=maria:agent:key-of-maria-0123456789",
    "TWILIO_VALIDATE_SIGNATURE=false",
    "HOST=",
    "COACH_PLAYBOK=sales",
)


def test_the_file_gives_what_the_library_gives(tmp_path: Path) -> None:
    """Lists, flags, an empty value, a name in lower case, a wrong one."""
    file = tmp_path / ".env"
    file.write_text("\n".join(LINES), "utf-8")
    read = NamedInFile(Settings, env_file=file)()
    assert read == DotEnvSettingsSource(Settings, env_file=file)()
    assert {"coach_playbook", "stt", "port", "api_keys"} <= set(read)


def test_the_environment_gives_what_the_library_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for variables."""
    for line in LINES:
        monkeypatch.setenv(*line.split("="))
    read = NamedInEnvironment(Settings)()
    assert read == EnvSettingsSource(Settings)()
    assert {"coach_playbook", "stt", "port", "api_keys"} <= set(read)


def test_each_setting_has_its_own_name_alone() -> None:
    """Which is why those that are not named need no second look."""
    assert not [name for name, field in Settings.model_fields.items() if field.validation_alias]
    assert not Settings.model_config.get("env_prefix")
    assert not Settings.model_config.get("env_nested_delimiter")
