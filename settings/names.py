"""Setting names: those in `.env` and in the environment that are nearly one of ours."""

import os
from collections.abc import Iterable
from pathlib import Path

from dotenv import dotenv_values

from conversation.nearest import nearest
from settings.settings import Settings

_ALIKE = 0.85
_ENV_FILE = Path(".env")


def likely_typos(names: Iterable[str]) -> dict[str, str]:
    """The names that are no setting, but nearly one: each with the setting that is meant.

    An environment is full of other programs' names, and `.env` may serve several programs, so only
    what is nearly ours is one of ours with a typo.
    """
    known = [name.upper() for name in Settings.model_fields]
    strangers = sorted({name.upper() for name in names} - set(known))
    return {name: meant for name in strangers if (meant := nearest(name, known, _ALIKE))}


def names_in(env_file: Path) -> list[str]:
    """The names that stand in a `.env` file; none where there is no such file."""
    return list(dotenv_values(env_file)) if env_file.is_file() else []


def mistaken_names() -> dict[str, str]:
    """The names in the environment and in `.env` that are nearly a setting's, with that setting."""
    return likely_typos([*os.environ, *names_in(_ENV_FILE)])
