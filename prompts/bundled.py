"""Bundled files: the prompts and playbooks that come along, by name and language."""

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

from conversation.languages import base_of
from prompts.mistake import PromptError

PROMPTS = files("prompts")
PLAYBOOKS = PROMPTS / "playbooks"
BASE = "base"
"""The name of a file that others extend: no call is coached by it alone."""
SUFFIXES = (".yaml", ".yml")


def is_path(name: str) -> bool:
    """Whether `name` is the path of a file, and not the name of a bundled one."""
    return name.endswith(SUFFIXES) or "/" in name or "\\" in name


def tags(language: str) -> list[str]:
    """The languages whose file serves a call, the best first: `fr-CA` and `fr`, for `fr-CA`."""
    return list(dict.fromkeys([language, base_of(language)]))


def bundled(folder: Traversable, name: str, languages: Sequence[str]) -> Traversable | None:
    """The file of this name in the first of `languages` that there is; None where there is none."""
    there = names(folder)
    found = (f"{name}.{language}" for language in languages)
    return next((folder / f"{stem}.yaml" for stem in found if stem in there), None)


def names(folder: Traversable) -> list[str]:
    """The names of the files in a folder, with their languages: `sales.en`."""
    found = (entry.name for entry in folder.iterdir())
    return sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml"))


def playbooks() -> dict[str, list[str]]:
    """The bundled playbooks that calls may be coached by: their languages by their names."""
    found: dict[str, list[str]] = {}
    for name, _, tag in (stem.partition(".") for stem in names(PLAYBOOKS)):
        if name != BASE:
            found.setdefault(name, []).append(tag)
    return found


def text_of(path: Traversable) -> str:
    """The text of a file.

    Raises:
        PromptError: It is not there, or is no text in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PromptError(f"{path}: not UTF-8 text") from None
