"""Secret of a setting's file: in a variable, or in a file, that it names."""

import os
from pathlib import Path

from dotenv import dotenv_values

_ENV_FILE = Path(".env")
_LARGEST = 10_000


def named_secret(variable: str | None, file: Path | None) -> tuple[str, str | None]:
    """Where a secret is said to be, one of the two, and what is there; None where nothing is."""
    if variable:
        return variable, secret_in_variable(variable)
    return str(file), secret_in_file(file or Path())


def secret_in_variable(name: str) -> str | None:
    """The value of a variable of the environment, or of `.env`; None where there is none."""
    kept = dotenv_values(_ENV_FILE) if _ENV_FILE.is_file() else {}
    return (os.environ.get(name) or kept.get(name) or "").strip() or None


def secret_in_file(path: Path) -> str | None:
    """What a file holds, as Docker and Kubernetes mount secrets; None where it can't be read."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        return path.read_text("utf-8").strip() or None
    except (OSError, UnicodeError):
        return None
