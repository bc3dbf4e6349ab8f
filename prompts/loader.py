"""Prompt and playbook loader: the bundled ones by name, a user's own by path."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from conversation.coaching.playbook import Playbook
from conversation.languages import base_of
from prompts.linter import checked
from prompts.mistake import PromptError
from prompts.prompt import Prompt

_PROMPTS = files("prompts")
_PLAYBOOKS = _PROMPTS / "playbooks"
_SUFFIXES = (".yaml", ".yml")

Model = TypeVar("Model", bound=BaseModel)


def load_playbook(name: str, language: str) -> Playbook:
    """Read a playbook.

    Args:
        name: A bundled playbook (`sales`), or the path of a YAML file.
        language: BCP-47 tag. `fr-CA` takes the `fr` file where there is no `fr-CA`; there is no
            falling back to another language, since its cues would not match a word of the call. A
            path ignores it: the file says its own.

    Raises:
        PromptError: There is no such playbook, or the file is wrong.
    """
    return _load(Playbook, _PLAYBOOKS, name, _tags(language), "playbook")


def load_prompt(name: str, language: str) -> Prompt:
    """Read a prompt.

    Args:
        name: A bundled prompt (`coach`), or the path of a YAML file.
        language: BCP-47 tag. `fr-CA` takes the `fr` file where there is no `fr-CA`; a language
            without a file takes the English one, which tells the model to write in `language`.

    Raises:
        PromptError: There is no such prompt, or the file is wrong.
    """
    prompt = _load(Prompt, _PROMPTS, name, [*_tags(language), "en"], "prompt")
    return prompt.writing_in(language)


def _load(
    model: type[Model], folder: Traversable, name: str, languages: list[str], kind: str
) -> Model:
    if name.endswith(_SUFFIXES) or "/" in name or "\\" in name:
        return _read(model, Path(name))
    names = _names(folder)
    for language in languages:
        if f"{name}.{language}" in names:
            return _bundled(model, folder / f"{name}.{language}.yaml")
    raise PromptError(
        f"no {kind} {name!r} in {languages[0]!r}; there is {', '.join(names)}, "
        "or give the path of a .yaml file"
    )


@cache
def _bundled(model: type[Model], path: Traversable) -> Model:
    """What a file of the package holds, read once: understanding the cues takes 0.2 s."""
    return _read(model, path)


def _read(model: type[Model], path: Traversable) -> Model:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PromptError(f"{path}: not UTF-8 text") from None
    read, mistakes = checked(text, model)
    if read is None:
        raise PromptError.of(path, mistakes)
    return read


def _names(folder: Traversable) -> list[str]:
    found = (entry.name for entry in folder.iterdir())
    return sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml"))


def _tags(language: str) -> list[str]:
    """`fr-CA` and `fr`, for `fr-CA`."""
    return list(dict.fromkeys([language, base_of(language)]))
