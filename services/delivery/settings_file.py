"""Setting file: YAML that a setting names, read into a model; its first mistake in a line."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from prompts.yaml_file import YamlFile, read_yaml
from settings import SettingsError

_LARGEST = 1_000_000
Content = TypeVar("Content")


def read_setting_file(setting: str, path: Path, kind: TypeAdapter[Content]) -> Content:
    """The content of a file.

    Raises:
        SettingsError: The first thing that is wrong with it: the setting, the file, the line, what
            is right.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _wrong(setting, path, f"more than {_LARGEST} bytes")
        file = read_yaml(path.read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        told = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise _wrong(setting, path, str(told)) from None
    if file.mistakes:
        raise _wrong(setting, path, str(min(file.mistakes)))
    try:
        return kind.validate_python(file.data)
    except ValidationError as error:
        raise _wrong(setting, path, _explained(file, error.errors()[0])) from None


def _explained(file: YamlFile, problem: Any) -> str:
    where = tuple(part for part in problem["loc"] if part != "[key]")
    message = problem["msg"].removeprefix("Value error, ")
    field = ".".join(map(str, where))
    return f"line {file.place(where).line}: " + (f"{field}: {message}" if field else message)


def _wrong(setting: str, path: Path, told: str) -> SettingsError:
    return SettingsError(f"{setting}={path}: {told}")
