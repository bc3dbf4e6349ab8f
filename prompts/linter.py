"""Prompt and playbook linter: all the mistakes of a file in one reading of its text."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from conversation.coaching.contradictions import contradictions, of_parts
from conversation.coaching.playbook import Playbook
from conversation.nearest import nearest, one_of, told
from prompts.bundled import PLAYBOOKS, PROMPTS
from prompts.explanation import explained, names_at
from prompts.extension import ID_FIELDS, OWN, PlaybookFile, is_base, origin, whole
from prompts.mistake import FieldPath, Mistake
from prompts.parent_chain import ParentChain, as_written, chain_of
from prompts.prompt import TEMPLATES, Prompt, PromptFile
from prompts.yaml_file import YamlFile, read_yaml

Model = TypeVar("Model", bound=BaseModel)
_WRITTEN: dict[type[BaseModel], type[BaseModel]] = {Playbook: PlaybookFile, Prompt: PromptFile}
"""What a file of each kind may say, beyond what it is when its parents are there."""


def checked(
    text: str, kind: type[Model], at: Traversable | None = None
) -> tuple[Model | None, list[Mistake]]:
    """The prompt or playbook of a file, and all of its mistakes.

    A field whose name has a typo is told, and then read under the name that is meant.

    Args:
        text: The text of the file.
        kind: What it should be.
        at: Where the text was read from, from where a playbook's parent is found.

    Returns:
        What the file says, None where there is a mistake, and for a base, which is no playbook by
        itself; and the mistakes by their places, those of the parents last.
    """
    file = read_yaml(text)
    if not file.is_readable:
        return None, file.mistakes
    written = _WRITTEN.get(kind, kind)
    chain = _chain(file, at, written, mend=False)
    if not chain.mistakes and not _is_base(kind, file):
        read, errors = _validated(kind, whole(chain.files))
        if read and not errors:
            return read, []
    chain = _chain(file, at, written, mend=True)
    mistakes = [*chain.mistakes, *_of_the_whole(kind, chain)]
    return None, sorted(mistakes, key=lambda mistake: (mistake.file, mistake))


def _chain(
    file: YamlFile, at: Traversable | None, written: type[BaseModel], *, mend: bool
) -> ParentChain:
    look = partial(_mended, written) if mend else as_written
    if written in _WRITTEN.values():
        return chain_of(file, at, look, PLAYBOOKS if written is PlaybookFile else PROMPTS)
    file, mistakes = look(file)
    return ParentChain([file], [at], mistakes)


def _mended(kind: type[BaseModel], file: YamlFile) -> tuple[YamlFile, list[Mistake]]:
    """A file with its typos put right, and what is wrong with it by itself."""
    mistakes = list(file.mistakes)
    _, errors = _validated(kind, file.data)
    while typos := dict(_typos(kind, file, errors)):
        for path, meant in typos.items():
            mistakes.append(_stranger(file, path, told(meant, ())))
            file = file.renamed(path, meant)
        _, errors = _validated(kind, file.data)
    alone = [error for error in errors if not (_is_absence(error) or _waits(kind, file, error))]
    mistakes += [_mistake(kind, file, error) for error in alone]
    return file, mistakes


def _of_the_whole(kind: type[BaseModel], chain: ParentChain) -> Iterator[Mistake]:
    """What shows only when a file and its parents are seen together."""
    file, *_ = chain.files
    data = whole(chain.files)
    for error in filter(_is_absence, _validated(kind, data)[1]):
        field = error["loc"][0]
        is_base = _is_base(kind, file)
        is_due = field in ID_FIELDS if is_base else field in OWN or chain.is_complete
        if is_due:
            yield _mistake(kind, file, error)
    if kind is Playbook:
        yield from _contradictions(chain, data)
    if kind is Prompt and chain.is_complete:
        yield from _templates(chain, data)


def _waits(kind: type[BaseModel], file: YamlFile, error: ErrorDetails) -> bool:
    """Whether a template may yet be right: its variables may be the parent's."""
    return kind is PromptFile and "extends" in file.data and error["loc"][0] in TEMPLATES


def _templates(chain: ParentChain, data: dict[str, Any]) -> Iterator[Mistake]:
    """What is wrong with templates once all variables are known, where no file says so alone."""
    told = {mistake.file for mistake in chain.mistakes}
    for error in _validated(Prompt, data)[1]:
        field = error["loc"][0]
        holders = (n for n, file in enumerate(chain.files) if field in file.data)
        number = next(holders, 0)
        if field in TEMPLATES and not _is_absence(error) and chain.name(number) not in told:
            mistake = _mistake(Prompt, chain.files[number], error)
            yield replace(mistake, file=chain.name(number))


def _is_base(kind: type[BaseModel], file: YamlFile) -> bool:
    return kind is Playbook and is_base(file)


def _validated(kind: type[Model], data: dict[str, Any]) -> tuple[Model | None, list[ErrorDetails]]:
    try:
        return kind.model_validate(data), []
    except ValidationError as error:
        # What contradicts itself is no field's, and is told by `_contradictions` with its place.
        return None, [details for details in error.errors() if details["loc"]]


def _is_absence(error: ErrorDetails) -> bool:
    """Whether a field at the top is missing, which a parent may have."""
    return error["type"] == "missing" and len(error["loc"]) == 1


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


def _contradictions(chain: ParentChain, data: dict[str, Any]) -> Iterator[Mistake]:
    fallback = data.get("fallback")
    stages, rules = _ids(data.get("stages")), _ids(data.get("rules"))
    found = contradictions(
        stages,
        rules,
        fallback if chain.is_complete and isinstance(fallback, dict) else (),
        [_words(rule.get("stages")) for rule in _parts(data.get("rules"))],
    )
    whole_chain = ("obligations", "alerts") if chain.is_complete else ()
    parts = {
        name: _parts(data.get(name)) if name == "scorecard" or name in whole_chain else []
        for name in ("obligations", "alerts", "scorecard")
    }
    for path, message in (*found, *of_parts(stages, _parts(data.get("rules")), parts)):
        number, way = origin(chain.files, path)
        file = chain.files[number]
        is_name = way[0] == "fallback" and way in file.keys
        place = file.keys[way] if is_name and len(way) > 1 else file.place(way)
        mistake = Mistake(place, ".".join(map(str, way)), message)
        yield replace(mistake, file=chain.name(number))


def _ids(parts: Any) -> list[str | None]:
    """The `id` of each part in a list, None where it has none that is a word."""
    found = [part.get("id") for part in _parts(parts)]
    return [id if isinstance(id, str) and id else None for id in found]


def _parts(listed: Any) -> list[dict[str, Any]]:
    """The fields of each part in a list; of one that has none, no field."""
    items = listed if isinstance(listed, list) else []
    return [item if isinstance(item, dict) else {} for item in items]


def _words(listed: Any) -> list[str]:
    return [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
