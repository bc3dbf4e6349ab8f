"""Prompt and playbook loader: the bundled ones by name, a user's own by path."""

from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from conversation.coaching.playbook import Playbook
from conversation.nearest import nearest, told
from prompts.bundled import (
    BASE,
    PLAYBOOKS,
    PROMPTS,
    bundled,
    is_path,
    names,
    tags,
    text_of,
)
from prompts.linter import checked
from prompts.mistake import PromptError
from prompts.prompt import Prompt

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
    return _load(Playbook, PLAYBOOKS, name, tags(language), "playbook")


def load_prompt(name: str, language: str) -> Prompt:
    """Read a prompt.

    Args:
        name: A bundled prompt (`coach`), or the path of a YAML file.
        language: BCP-47 tag. `fr-CA` takes the `fr` file where there is no `fr-CA`; a language
            without a file takes the English one, which tells the model to write in `language`.

    Raises:
        PromptError: There is no such prompt, or the file is wrong.
    """
    prompt = _load(Prompt, PROMPTS, name, [*tags(language), "en"], "prompt")
    return prompt.writing_in(language)


def playbook_file(name: str, language: str) -> Traversable:
    """The file of a playbook.

    Args:
        name: A bundled playbook (`sales`), or the path of a YAML file.
        language: As in `load_playbook`.

    Raises:
        PromptError: There is no such bundled playbook.
    """
    return Path(name) if is_path(name) else _file(PLAYBOOKS, name, tags(language), "playbook")


def _load(
    model: type[Model], folder: Traversable, name: str, languages: list[str], kind: str
) -> Model:
    if is_path(name):
        return read_file(model, Path(name))
    return read_bundled(model, _file(folder, name, languages, kind))


def _file(folder: Traversable, name: str, languages: list[str], kind: str) -> Traversable:
    if path := bundled(folder, name, languages):
        return path
    raise PromptError(f"no {kind} {name!r} in {languages[0]!r}; {_right(folder, name)}")


def _right(folder: Traversable, name: str) -> str:
    """The name that is meant, or the languages of the file, or all names."""
    stems = [stem.partition(".") for stem in names(folder)]
    known = dict.fromkeys(other for other, _, tag in stems if tag and other != BASE)
    if name in known:
        found = f"it is there in {', '.join(tag for other, _, tag in stems if other == name)}"
    elif meant := nearest(name, known):
        return told(meant, known)
    else:
        found = told(None, known)
    return f"{found}, or give the path of a .yaml file"


@cache
def read_bundled(model: type[Model], path: Traversable) -> Model:
    """What a file of the package holds, read once: understanding the cues takes 0.2 s.

    Raises:
        PromptError: As `read_file`.
    """
    return read_file(model, path)


def read_file(model: type[Model], path: Traversable) -> Model:
    """What a file holds.

    Raises:
        PromptError: It is not there, or is wrong.
    """
    read, mistakes = checked(text_of(path), model, path)
    if mistakes:
        raise PromptError.of(path, mistakes)
    if read is None:
        raise PromptError(
            f"{path} is what playbooks extend, and no playbook by itself:"
            f" name one that says 'extends: {BASE}'"
        )
    return read
