"""Setting names: those in `.env` and in the environment that are nearly one of ours."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from dotenv import dotenv_values

from conversation.nearest import nearest
from settings.settings import Settings

_ALIKE = 0.85
_SHORTENED = 4  # letters: `COACH_LANG`
_ENV_FILE = Path(".env")


def likely_typos(names: Collection[str]) -> dict[str, str]:
    """The names that are no setting, but nearly one: each with the setting that is meant.

    An environment is full of other programs' names, and `.env` may serve several programs, so only
    what is nearly ours is one of ours with a typo.
    """
    known = [name.upper() for name in Settings.model_fields]
    strangers = sorted({name.upper() for name in names} - set(known))
    unset = [name for name in known if name not in set(map(str.upper, names))]
    found = {name: nearest(name, known, _ALIKE) or _shortened(name, unset) for name in strangers}
    return {name: meant for name, meant in found.items() if meant}


def _shortened(name: str, known: Collection[str]) -> str | None:
    """The one setting of which a name has only some words: `OPENAI_KEY` for `OPENAI_API_KEY`."""
    words = name.split("_")
    found = [setting for setting in known if len(words) > 1 and _is_in(words, setting.split("_"))]
    return found[0] if len(found) == 1 else None


def _is_in(words: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether all words stand in the other ones, in their order, from the first of them on."""
    rest = iter(whole[1:])
    return words[0] == whole[0] and all(any(_begins(word, it) for it in rest) for word in words[1:])


def _begins(short: str, word: str) -> bool:
    return word == short or (len(short) >= _SHORTENED and word.startswith(short))


def names_in(env_file: Path) -> list[str]:
    """The names that stand in a `.env` file; none where there is no such file."""
    return list(dotenv_values(env_file)) if env_file.is_file() else []


def mistaken_names() -> dict[str, str]:
    """The names in the environment and in `.env` that are nearly a setting's, with that setting."""
    return likely_typos([*os.environ, *names_in(_ENV_FILE)])
