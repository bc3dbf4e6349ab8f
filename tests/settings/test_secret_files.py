"""Settings of files, one a secret."""

from pathlib import Path

import pytest

from settings import SettingsError, load

KEY = "ops:admin:" + 24 * "k"


def test_a_file_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name in small letters; the line's end is no part of it, and others are left alone."""
    (tmp_path / "api_keys").write_text(KEY + "\n", "utf-8")
    (tmp_path / "database_url").write_text("postgresql://u:p@db/x", "utf-8")
    (tmp_path / "postgres_password").write_text("p", "utf-8")
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    settings = load()
    assert settings.api_keys
    assert settings.api_keys[0].name == "ops"
    assert settings.database_url
    assert settings.database_url.get_secret_value() == "postgresql://u:p@db/x"


def test_the_environment_goes_before_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does before `.env`."""
    (tmp_path / "log_level").write_text("ERROR", "utf-8")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert load(secrets_dir=tmp_path).log_level == "DEBUG"


def test_a_wrong_secret_stops_the_start_unseen(tmp_path: Path) -> None:
    """By its name, with what is right."""
    (tmp_path / "api_keys").write_text("ops:admin:short", "utf-8")
    with pytest.raises(SettingsError, match=r"^API_KEYS=\*+: entry 1") as caught:
        load(secrets_dir=tmp_path)
    assert "short" not in str(caught.value).partition(": ")[0]


def test_a_folder_that_is_not_there_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without its keys would be another one."""
    monkeypatch.setenv("SECRETS_DIR", "/nowhere")
    with pytest.raises(SettingsError, match="SECRETS_DIR=/nowhere: Path does not point to a dir"):
        load()
