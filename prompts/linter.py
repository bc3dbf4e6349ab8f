"""Prompt and playbook linter: all the mistakes of a file in one reading of its text."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import contradictions
from conversation.nearest import nearest, one_of, told
from prompts.explanation import explained, names_at
from prompts.mistake import FieldPath, Mistake
from prompts.yaml_file import YamlFile, read_yaml

Model = TypeVar("Model", bound=BaseModel)


def checked(text: str, kind: type[Model]) -> tuple[Model | None, list[Mistake]]:
    """The prompt or playbook of a file, and all of its mistakes.

    A field whose name has a typo is told, and then read under the name that is meant.

    Args:
        text: The text of the file.
        kind: What it should be.

    Returns:
        What the file says, None where there is a mistake; and the mistakes by their places.
    """
    file = read_yaml(text)
    mistakes = list(file.mistakes)
    if not file.is_readable:
        return None, mistakes
    read, errors = _validated(kind, file)
    while typos := dict(_typos(kind, file, errors)):
        for path, meant in typos.items():
            mistakes.append(_stranger(file, path, told(meant, ())))
            file = file.renamed(path, meant)
        read, errors = _validated(kind, file)
    mistakes += [_mistake(kind, file, error) for error in errors]
    if kind is Playbook:
        mistakes += _contradictions(file)
    return (None if mistakes else read), sorted(mistakes)


def _validated(kind: type[Model], file: YamlFile) -> tuple[Model | None, list[ErrorDetails]]:
    try:
        return kind.model_validate(file.data), []
    except ValidationError as error:
        # What contradicts itself is no field's, and is told by `_contradictions` with its place.
        return None, [details for details in error.errors() if details["loc"]]


def _typos(
    kind: type[BaseModel], file: YamlFile, errors: list[ErrorDetails]
) -> Iterator[tuple[FieldPath, str]]:
    """The fields that are none, but nearly one that is not there: each with that one's name."""
    taken: set[FieldPath] = set()
    for error in errors:
        path = error["loc"]
        if error["type"] == "extra_forbidden":
            around = path[:-1]
            free = [n for n in names_at(kind, around) if (*around, n) not in file.keys]
            meant = nearest(str(path[-1]), free)
            if meant and (*around, meant) not in taken:
                taken.add((*around, meant))
                yield path, meant


def _mistake(kind: type[BaseModel], file: YamlFile, error: ErrorDetails) -> Mistake:
    path = error["loc"]
    if error["type"] == "extra_forbidden":
        return _stranger(file, path, one_of(str(path[-1]), names_at(kind, path[:-1])))
    return Mistake(file.place(path), ".".join(map(str, path)), explained(error))


def _stranger(file: YamlFile, path: FieldPath, right: str) -> Mistake:
    field = ".".join(map(str, path[:-1]))
    return Mistake(file.keys[path], field, f"{path[-1]!r} is no field here; {right}")


def _contradictions(file: YamlFile) -> Iterator[Mistake]:
    fallback = file.data.get("fallback")
    found = contradictions(
        _ids(file.data.get("stages")),
        _ids(file.data.get("rules")),
        fallback if isinstance(fallback, dict) else (),
    )
    for path, message in found:
        is_name = path[0] == "fallback" and path in file.keys
        place = file.keys[path] if is_name and len(path) > 1 else file.place(path)
        yield Mistake(place, ".".join(map(str, path)), message)


def _ids(parts: Any) -> list[str | None]:
    """The `id` of each part in a list, None where it has none that is a word."""
    listed = parts if isinstance(parts, list) else []
    found = [part.get("id") if isinstance(part, dict) else None for part in listed]
    return [id if isinstance(id, str) and id else None for id in found]
