"""Parent chain of a playbook or a prompt: a file and its parents, each read from where it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources.abc import Traversable
from os.path import normpath
from pathlib import Path

from conversation.languages import base_of
from conversation.nearest import one_of
from prompts.bundled import PLAYBOOKS, PROMPTS, SUFFIXES, bundled, is_path, names, tags, text_of
from prompts.extension import drop_mistakes
from prompts.mistake import Mistake, PromptError
from prompts.yaml_file import YamlFile, read_yaml

Look = Callable[[YamlFile], tuple[YamlFile, list[Mistake]]]
"""Looks at one file by itself: what is read on with, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ParentChain:
    """A playbook's or a prompt's file and those that it extends.

    Attributes:
        files: The file, its parent, the parent's parent, and so on.
        places: Where each was read from; None for a text that is in no file.
        mistakes: What is wrong with them.
    """

    files: list[YamlFile]
    places: list[Traversable | None]
    mistakes: list[Mistake]

    @property
    def is_complete(self) -> bool:
        """Whether every parent was found and can be read."""
        can_read = all(file.is_readable for file in self.files)
        return can_read and "extends" not in self.files[-1].data

    def name(self, number: int) -> str:
        """How a mistake calls one of the files; the first, of which it speaks, has no name."""
        return str(self.places[number]) if number else ""


class _NoParentError(Exception):
    """A parent can't be taken; the message says why, and what is right."""


def as_written(file: YamlFile) -> tuple[YamlFile, list[Mistake]]:
    """Take a file as it is."""
    return file, file.mistakes


def chain_of(
    file: YamlFile, at: Traversable | None, look: Look, bundle: Traversable = PLAYBOOKS
) -> ParentChain:
    """Follow `extends` to its end.

    Args:
        file: The file itself.
        at: Where it was read from; None for a text that is in no file.
        look: What is done with each file.
        bundle: The folder of the bundled parents.
    """
    chain = ParentChain([], [], [])
    parent: tuple[YamlFile, Traversable | None] | None = (file, at)
    while parent:
        file, found = look(parent[0])
        chain.files.append(file)
        chain.places.append(parent[1])
        name = chain.name(len(chain.files) - 1)
        chain.mistakes.extend(replace(mistake, file=name) for mistake in found)
        try:
            parent = _parent(file, chain.places, bundle)
        except _NoParentError as error:
            told = Mistake(file.place(("extends",)), "extends", str(error), name)
            chain.mistakes.append(told)
            return chain
    for number in range(len(chain.files)):
        found = drop_mistakes(chain.files[number:])
        chain.mistakes.extend(replace(mistake, file=chain.name(number)) for mistake in found)
    return chain


def _parent(
    child: YamlFile, places: list[Traversable | None], bundle: Traversable
) -> tuple[YamlFile, Traversable] | None:
    """The parent that the last file of `places` names, and where it is; None where it names none.

    Raises:
        _NoParentError: There is none such, or it is no parent for this file.
    """
    name, language = child.data.get("extends"), child.data.get("language")
    if not (isinstance(name, str) and name and isinstance(language, str)):
        return None
    path = _beside(places[-1], name) if is_path(name) else _by_name(name, language, bundle)
    way = [Path(str(place)).resolve() for place in places if place]
    if (file := Path(str(path)).resolve()) in way:
        circle = " → ".join(step.name for step in [*way[way.index(file) :], file])
        raise _NoParentError(f"a {_kind(bundle)} can't extend itself: {circle}")
    parent = _read(path)
    theirs = parent.data.get("language")
    if parent.is_readable and not isinstance(theirs, str):
        raise _NoParentError(f"{path} does not say its 'language'")
    if isinstance(theirs, str) and base_of(theirs) != base_of(language):
        why = "its cues would be looked for in words of another language"
        if bundle == PROMPTS:
            why = "a model is told in one"
        raise _NoParentError(f"{path} is in {theirs!r} and this file in {language!r}: {why}")
    return parent, path


def _kind(bundle: Traversable) -> str:
    return "prompt" if bundle == PROMPTS else "playbook"


def _by_name(name: str, language: str, bundle: Traversable) -> Traversable:
    if path := bundled(bundle, name, tags(language)):
        return path
    known = [stem.partition(".") for stem in names(bundle) if "." in stem]
    here = [stem for stem, _, tag in known if tag in tags(language)]
    if not here:
        told = ", ".join(sorted({tag for *_, tag in known}))
        raise _NoParentError(f"no bundled {_kind(bundle)} is in {language!r}; they are in {told}")
    right = one_of(name, here)
    raise _NoParentError(f"no bundled {_kind(bundle)} in {language!r} is called {name!r}; {right}")


def _beside(child: Traversable | None, name: str) -> Path:
    folder = Path(str(child)).parent if child else Path()
    path = Path(normpath(folder / name))
    if not path.is_file():
        there = sorted(p.name for p in path.parent.glob("*") if p.suffix in SUFFIXES)
        right = f"; {one_of(path.name, there)}" if there else ""
        raise _NoParentError(f"there is no file {path}{right}")
    return path


def _read(path: Traversable) -> YamlFile:
    if str(path).startswith(str(PROMPTS)):
        return _bundled(path)
    try:
        return read_yaml(text_of(path))
    except PromptError as error:
        raise _NoParentError(str(error)) from None


@cache
def _bundled(path: Traversable) -> YamlFile:
    """A file of the package, read once: many share their parents."""
    return read_yaml(text_of(path))
