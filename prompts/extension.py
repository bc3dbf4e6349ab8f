"""Playbook extension: what a file takes over from the one that it `extends`.

extends: base            its rules, stages, obligations, none, names and fallback come along
drop: [bad_moment]       but not these
rules:
- id: fraud            takes the place of the rule `fraud` of `base`, whole
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field

from conversation.coaching.playbook import Playbook
from conversation.coaching.rules import Id, Line
from conversation.nearest import one_of
from prompts.bundled import BASE
from prompts.mistake import FieldPath, Mistake
from prompts.yaml_file import YamlFile

_HEAD = ("extends", "drop")
ID_FIELDS = ("name", "version", "language")
"""What every file says, a base too."""
OWN = (*_HEAD, *ID_FIELDS, "title", "goal")
"""What a file says of itself alone."""


class PlaybookFile(Playbook):
    """A playbook as a file may write it.

    Attributes:
        extends: The parent: the name of a bundled playbook, or a path that begins in the file's
            folder.
        drop: The ids of the parent's rules, stages and obligations that do not come along.
    """

    extends: Line | None = None
    drop: Annotated[list[Id], Field(default_factory=list)]


def is_base(file: YamlFile) -> bool:
    """Whether a file is for others to extend, so that it may be incomplete."""
    return file.data.get("name") == BASE


def whole(chain: Sequence[YamlFile]) -> dict[str, Any]:
    """What a playbook's file says, with what comes along from its parents.

    Args:
        chain: The file, its parent, the parent's parent, and so on.
    """
    *children, root = chain
    data = root.data
    for child in reversed(children):
        data = _extended(child.data, data)
    return {name: value for name, value in data.items() if name not in _HEAD}


def origin(chain: Sequence[YamlFile], path: FieldPath) -> tuple[int, FieldPath]:
    """Where a value of the `whole` comes from: which file of the chain, and the way to it there."""
    field, *way = path
    if not way:
        return 0, path
    if not isinstance(way[0], int):
        there = [at for at, file in enumerate(chain) if path[:2] in file.keys]
        return (there or [0])[0], path
    part = whole(chain)[str(field)][way[0]]
    for at, file in enumerate(chain):
        for number, other in enumerate(_listed(file.data.get(str(field)))):
            if other is part:
                return at, (field, number, *way[1:])
    return 0, path


def drop_mistakes(chain: Sequence[YamlFile]) -> Iterator[Mistake]:
    """What the first file of `chain` drops in vain."""
    child, *parents = chain
    dropped = _listed(child.data.get("drop"))
    if dropped and not parents:
        told = "there is no 'extends' here, from which anything could be left out"
        yield Mistake(child.keys["drop",], "drop", told)
        return
    known, own = _ids_in(whole(parents) if parents else {}), _ids_in(child.data)
    for at, id in enumerate(dropped):
        if not isinstance(id, str):
            continue
        if id in own:
            told = f"{id!r} is in this file too, and takes the parent's place without"
        elif id not in known:
            told = f"the parent has no {id!r}; {one_of(id, known)}"
        else:
            continue
        yield Mistake(child.place(("drop", at)), f"drop.{at}", told)


def _extended(child: dict[str, Any], parent: dict[str, Any]) -> dict[str, Any]:
    """The child's fields, each behind what comes along of the parent's."""
    gone = {id for id in _listed(child.get("drop")) if isinstance(id, str)}
    come_along = {name: value for name, value in parent.items() if name not in OWN}
    return child | {name: _joined(v, child.get(name), gone) for name, v in come_along.items()}


def _joined(theirs: Any, own: Any, gone: set[str]) -> Any:
    if isinstance(theirs, dict) and isinstance(own, dict | None):
        return {key: value for key, value in theirs.items() if key not in gone} | (own or {})
    if isinstance(theirs, list) and isinstance(own, list | None):
        mine = own or []
        replaced = gone | {id for part in mine if (id := _id(part))}
        return [part for part in theirs if _id(part) not in replaced and part not in mine] + mine
    return theirs if own is None else own


def _ids_in(data: dict[str, Any]) -> list[str]:
    parts = (part for value in data.values() for part in _listed(value))
    return list(dict.fromkeys(id for part in parts if (id := _id(part))))


def _id(part: Any) -> str | None:
    """The id of a rule, stage or obligation, None where there is none that is a word."""
    id = part.get("id") if isinstance(part, dict) else None
    return id if isinstance(id, str) and id else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
