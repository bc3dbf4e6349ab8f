"""Secret of a setting's file: in a variable, or in a file, that it names."""

import os
from pathlib import Path

from dotenv import dotenv_values

_ENV_FILE = Path(".env")
_LARGEST = 10_000


def secret_in_variable(name: str, env_file: Path = _ENV_FILE) -> str | None:
    """The value of a variable of the environment, or of `.env`; None where there is none."""
    kept = dotenv_values(env_file) if env_file.is_file() else {}
    return (os.environ.get(name) or kept.get(name) or "").strip() or None


def secret_in_file(path: Path) -> str | None:
    """What a file holds, as Docker and Kubernetes mount secrets; None where it can't be read."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        return path.read_text("utf-8").strip() or None
    except (OSError, UnicodeError):
        return None
